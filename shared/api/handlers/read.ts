import type { z } from 'zod';
import type { RecordEntry } from '../../model/record.ts';
import type { TargetState } from '../../model/state.ts';
import type { TargetSummary } from '../../model/summary.ts';
import { targetIdOf } from '../../model/target-id.ts';
import { isContinuation } from '../../storage/summary-pages.ts';
import { auditHistory, harmless } from '../../wording/audit-history.ts';
import type { Handler } from '../call.ts';
import type { ApiCalls } from '../calls.ts';
import { Refusal } from '../problem.ts';
import type { auditPage, targetDetail } from '../schemas/answers.ts';
import type { summary } from '../schemas/parts.ts';
import { targetNamed } from './change.ts';

export function targetsHandler(calls: Pick<ApiCalls, 'summaries'>): Handler<'targets'> {
  return async ({ query, log }) => {
    const { verdict, profile, subscription, cluster, limit, continuation } = query;
    if (continuation !== undefined && !isContinuation(continuation)) {
      const detail = 'is not what an earlier page gave out';
      throw new Refusal('invalid-request', `query/continuation: ${detail}`, {
        places: [{ in: 'query', pointer: '/continuation', detail }],
      });
    }
    const page = await calls.summaries({
      ...{ verdict, profile, limit, continuation, subscriptionId: subscription, clusterId: cluster },
      onUnreadable: (why) => log.error('State left out', { why }),
    });
    const next = page.continuation === undefined ? {} : { continuation: page.continuation };
    return { status: 200, json: { targets: page.summaries.map(lineOf), ...next } };
  };
}

export function targetHandler(calls: Pick<ApiCalls, 'target'>): Handler<'target'> {
  return async ({ params }) => ({ status: 200, json: detailOf(await targetNamed(params.id, calls)) });
}

export function auditHandler(calls: Pick<ApiCalls, 'target' | 'chain'>): Handler<'audit'> {
  return async ({ query }) => {
    const { target } = await targetNamed(query.target, calls);
    const chain = await calls.chain(target);
    const rows = chain?.entries ?? [];
    const entries = rows.filter((entry) => entry !== undefined);
    // The words for an outcome need its intent, so that the whole story is told before it is cut into pages.
    const told = auditHistory(entries).map((item, index) => ({ ...item, ...chainParts(entries[index]) }));
    const later = told.filter(({ sequence }) => sequence > query.after);
    const page = later.slice(0, query.limit);
    const json: z.infer<typeof auditPage> = {
      ...{ target, targetId: query.target, total: rows.length, entries: page },
      unreadable: rows.length - entries.length,
      ...(later.length > page.length && { next: page.at(-1)?.sequence ?? 0 }),
    };
    return { status: 200, json };
  };
}

/** A call ends before this many seconds; what is left then is for the shell. */
const VERIFY_SECONDS = 20;
const MAX_BROKEN = 100;

export function verifyHandler(calls: Pick<ApiCalls, 'verify' | 'now'>): Handler<'auditVerify'> {
  return async () => {
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
      const { target, verification, entries, sinceAnchor } = report;
      found.chains++;
      found.entries += entries;
      found.sinceAnchor += sinceAnchor;
      if (!verification.ok && broken.length < MAX_BROKEN) {
        const { sequence, problem, message } = verification;
        broken.push({ target, sequence, problem, message: harmless(message) });
      }
      if (calls.now().getTime() - startedAt > VERIFY_SECONDS * 1000) {
        complete = false;
        break;
      }
    }
    const ok = anchors.ok && broken.length === 0 && complete;
    return { status: 200, json: { ok, verifiedAt: calls.now().toISOString(), anchors, ...found, broken, complete } };
  };
}

function lineOf(line: TargetSummary): z.infer<typeof summary> {
  const { target, verdict, reason, since, lookedAt, counts, forPeople, approvalsWanted, onHold } = line;
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
  };
}

/** Without what is the machine's own: who is at work, what was tried, and what people were told. */
function detailOf(state: TargetState): z.infer<typeof targetDetail> {
  const { target, verdict, verdictReason: reason, verdictSince: since, conditions, approvals = [] } = state;
  return {
    ...{ id: targetIdOf(target), target, verdict, reason, since },
    ...(state.fullLookAt !== undefined && { lookedAt: state.fullLookAt }),
    ...(state.wakeAt !== undefined && { nextLookAt: state.wakeAt }),
    ...(state.onHoldSince !== undefined && { onHoldSince: state.onHoldSince }),
    conditions,
    approvals,
  };
}

function chainParts(entry: RecordEntry | undefined) {
  const { writer = '', body, hash = '', previousHash = '' } = entry ?? {};
  const caller = body !== undefined && 'caller' in body ? { caller: body.caller } : {};
  return { writer, type: body?.type ?? '', ...caller, hash, previousHash };
}
