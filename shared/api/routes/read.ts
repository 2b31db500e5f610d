import * as z from 'zod';
import { STEP_SECONDS } from '../../model/limits.ts';
import type { RecordEntry } from '../../model/record.ts';
import type { TargetState } from '../../model/state.ts';
import type { TargetSummary } from '../../model/summary.ts';
import { targetIdOf } from '../../model/target-id.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import { auditHistory, harmless } from '../../wording/audit-history.ts';
import { requireContinuation } from '../continuation.ts';
import { defineRoute } from '../route.ts';
import { auditPage, targetDetail, targetsPage, verifyAnswer } from '../schemas/answers.ts';
import type { summary } from '../schemas/parts.ts';
import { auditQuery, targetsQuery } from '../schemas/requests.ts';
import { targetId } from '../schemas/words.ts';
import { targetNamed } from './change.ts';

export const targets = defineRoute({
  method: 'GET',
  path: 'targets',
  right: 'Backstay.Read',
  summary: 'The targets, one line each',
  cost: 1,
  query: targetsQuery,
  answers: [{ status: 200, description: 'One page.', as: 'json', schema: targetsPage }],
  async handle({ query, log }, calls) {
    const { verdict, profile, subscription, cluster, limit, continuation } = query;
    requireContinuation(continuation);
    const page = await calls.summaries({
      ...{ verdict, profile, limit, continuation, subscriptionId: subscription, clusterId: cluster },
      onUnreadable: (why) => log.error('State left out', { why }),
    });
    const next = page.continuation === undefined ? {} : { continuation: page.continuation };
    return { status: 200, json: { targets: page.summaries.map(lineOf), ...next } };
  },
});

export const target = defineRoute({
  method: 'GET',
  path: 'targets/{id}',
  right: 'Backstay.Read',
  summary: 'One target with the result of its last assessment',
  cost: 1,
  params: z.strictObject({ id: targetId }),
  answers: [{ status: 200, description: 'The target.', as: 'json', schema: targetDetail }],
  problems: ['not-found'],
  async handle({ params }, calls) {
    const state = await targetNamed(params.id, calls);
    return { status: 200, json: { ...detailOf(state), acceptable: calls.acceptable(state) } };
  },
});

export const audit = defineRoute({
  method: 'GET',
  path: 'audit',
  right: 'Backstay.Read',
  summary: 'The audit log of one target, in words',
  cost: 2,
  query: auditQuery,
  answers: [{ status: 200, description: 'One page of entries.', as: 'json', schema: auditPage }],
  problems: ['not-found'],
  async handle({ query }, calls) {
    const { target: about } = await targetNamed(query.target, calls);
    const { total, entries, unreadable, earlier, next } = await calls.auditPage(about, query.after, query.limit);
    const history = auditHistory(entries, earlier).map((item, index) => ({ ...item, ...chainParts(entries[index]) }));
    const json: z.infer<typeof auditPage> = {
      ...{ target: about, targetId: query.target, total, entries: history, unreadable },
      ...(next !== undefined && { next }),
    };
    return { status: 200, json };
  },
});

const MAX_BROKEN = 100;

export const auditVerify = defineRoute({
  method: 'GET',
  path: 'audit/verify',
  right: 'Backstay.Read',
  summary: 'Verify the whole audit log and its anchors',
  cost: 40,
  answers: [
    {
      status: 200,
      description: 'The result; also of a broken audit log.',
      as: 'json',
      schema: verifyAnswer,
    },
  ],
  async handle(_call, calls) {
    const startedAt = calls.now().getTime();
    const found = { chains: 0, entries: 0, sinceAnchor: 0 };
    const broken: { target: object; sequence: number; problem: string; message: string }[] = [];
    let anchors: { ok: boolean; broken: readonly string[] } = { ok: false, broken: [] };
    let complete = true;
    for await (const report of calls.verify()) {
      if (report.about === 'anchors') {
        const wrong = report.broken.slice(0, MAX_BROKEN).map((one) => harmless(JSON.stringify(one)));
        anchors = { ok: report.ok, broken: wrong };
        continue;
      }
      const { target: about, verification, entries, sinceAnchor } = report;
      found.chains++;
      found.entries += entries;
      found.sinceAnchor += sinceAnchor;
      if (!verification.ok && broken.length < MAX_BROKEN) {
        const { sequence, problem, message } = verification;
        broken.push({ target: about, sequence, problem, message: harmless(message) });
      }
      // `npm run audit` verifies the rest.
      if (calls.now().getTime() - startedAt > STEP_SECONDS * 1000) {
        complete = false;
        break;
      }
    }
    const ok = anchors.ok && broken.length === 0 && complete;
    return { status: 200, json: { ok, verifiedAt: calls.now().toISOString(), anchors, ...found, broken, complete } };
  },
});

function lineOf(line: TargetSummary): z.infer<typeof summary> {
  const { target, verdict, reason, since, lookedAt, counts, forPeople, approvalsWanted, onHold, protection, accepted } =
    line;
  const looked = lookedAt === undefined ? {} : { lookedAt };
  return {
    id: targetIdOf(target),
    target,
    verdict,
    reason,
    since,
    ...looked,
    counts,
    forPeople,
    approvalsWanted,
    onHold,
    ...(protection !== undefined && { protection }),
    ...(accepted !== undefined && { accepted }),
  };
}

/** Without the internal parts: the lease, the attempts and the notifications. */
function detailOf(state: TargetState): Omit<z.infer<typeof targetDetail>, 'acceptable'> {
  const { target, verdict, verdictReason: reason, verdictSince: since, conditions, approvals = [] } = state;
  return {
    ...{ id: targetIdOf(target), target, verdict, reason, since },
    ...(state.fullLookAt !== undefined && { lookedAt: state.fullLookAt }),
    ...(state.wakeAt !== undefined && { nextLookAt: state.wakeAt }),
    ...(state.onHoldSince !== undefined && { onHoldSince: state.onHoldSince }),
    protection: protectionOf(conditions),
    conditions,
    approvals,
  };
}

function chainParts(entry: RecordEntry | undefined) {
  const { writer = '', body, hash = '', previousHash = '' } = entry ?? {};
  const caller = body !== undefined && 'caller' in body ? { caller: body.caller } : {};
  return { writer, type: body?.type ?? '', ...caller, hash, previousHash };
}
