import { randomBytes } from 'node:crypto';
import { isActive } from '../acceptances/active.ts';
import type { VerificationNote } from '../audit/verification-run.ts';
import type { Caller } from '../model/caller.ts';
import type { UncoveredSubscription } from '../model/coverage.ts';
import { partsOf } from '../model/resource-id.ts';
import type { TargetState } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import { fleetPage } from '../page/fleet-page.ts';
import { fleetView } from '../page/fleet-view.ts';
import { contentSecurityPolicyOf, documentOf } from '../page/layout.ts';
import { targetPage } from '../page/target-page.ts';
import { hasWritten, isOpen, type PageTokens, type RuleBook, targetView, type UndoView } from '../page/target-view.ts';
import { describeCoverage } from '../wording/describe-coverage.ts';
import { describeVerification } from '../wording/describe-verification.ts';
import type { KnownCaller } from './caller.ts';
import type { ApiCalls } from './calls.ts';
import type { FormTokens } from './form-token.ts';
import { Refusal } from './problem.ts';

/** The sources of the page. */
export interface ReportPorts extends Pick<ApiCalls, 'summaries' | 'target' | 'chain' | 'undo' | 'acceptable' | 'now'> {
  readonly rules: RuleBook;
  /** The Azure portal, where the cloud has one that is known. */
  readonly portal: string | undefined;
  /** How far the verification of the audit log is. */
  verification(): Promise<VerificationNote>;
  /** Subscriptions that the deployment does not cover. */
  coverage(): Promise<readonly UncoveredSubscription[]>;
  /** Hears of rows that cannot be read, which are then left out. */
  readonly onUnreadable: (why: string) => void;
}

/**
 * The most targets that one page goes through: reading more would take longer than anyone waits for
 * a page.
 */
const MAX_TARGETS = 10_000;
const READ_AT_ONCE = 1000;

/**
 * Makes the page for one viewer, with forms for what they may do: the fleet, or the target that the
 * address names.
 */
export function reportFor(ports: ReportPorts): ApiCalls['report'] {
  return async (known, query, tokens) => {
    const now = ports.now().toISOString();
    // Links have to carry the key on, or none of them would work; signed-in users need none.
    const code = known.caller.kind === 'functionKey' ? query.code : undefined;
    const shown = query.target === undefined || query.target === '' ? fleet : oneTarget;
    const { title, main } = await shown({ known, query, tokens, now, code }, ports);
    const nonce = randomBytes(18).toString('base64');
    return {
      html: documentOf({ title, main, now, nonce, code }),
      contentSecurityPolicy: contentSecurityPolicyOf(nonce),
    };
  };
}

interface Asked {
  readonly known: KnownCaller;
  readonly query: Readonly<Record<string, string>>;
  readonly tokens: Pick<FormTokens, 'make'>;
  readonly now: string;
  readonly code: string | undefined;
}

async function fleet({ query, now, code }: Asked, ports: ReportPorts) {
  const { rules } = ports;
  const [{ summaries, incomplete }, verification, coverage] = await Promise.all([
    readFleet(ports),
    ports.verification(),
    ports.coverage(),
  ]);
  const audit = [...describeVerification(verification), ...describeCoverage(coverage)];
  return { title: 'Fleet', main: fleetPage(fleetView({ summaries, incomplete, query, rules, now, code, audit })) };
}

async function readFleet({ summaries: read, onUnreadable }: ReportPorts) {
  const summaries: TargetSummary[] = [];
  let continuation: string | undefined;
  do {
    const page = await read({ limit: READ_AT_ONCE, continuation, onUnreadable });
    summaries.push(...page.summaries);
    continuation = page.continuation;
  } while (continuation !== undefined && summaries.length < MAX_TARGETS);
  return { summaries, incomplete: continuation !== undefined };
}

async function oneTarget({ known, query, tokens, now, code }: Asked, ports: ReportPorts) {
  const { target: id = '' } = query;
  const state = await ports.target(id);
  if (state === undefined) throw new Refusal('not-found', 'There is no target with this id.');
  const entries = (await ports.chain(state.target))?.entries ?? [];
  const mayChange = known.rights.includes('Backstay.Remediate');
  const undo = mayChange && hasWritten(entries) ? await undoOf(id, state, known, query, tokens, ports) : undefined;
  const { rules, portal } = ports;
  const rights = known.rights;
  const own = await tokensFor(id, state, ports.acceptable(state), known, tokens, now);
  const view = targetView({ now, code, id, state, entries, rights, tokens: own, undo, rules, portal, query });
  return { title: partsOf(state.target.clusterId).name, main: targetPage(view) };
}

/** Only for forms that this viewer may send. */
async function tokensFor(
  targetId: string,
  { approvals = [], acceptances = [], onHoldSince }: TargetState,
  acceptable: ReturnType<ApiCalls['acceptable']>,
  known: KnownCaller,
  tokens: Pick<FormTokens, 'make'>,
  now: string,
): Promise<PageTokens> {
  const mayApprove = known.rights.includes('Backstay.Approve');
  const answerable = mayApprove ? approvals.filter((each) => isOpen(each, now)) : [];
  const forApprovals = answerable.map(async ({ id }) => {
    return [id, await tokens.make(known, { form: 'approval', targetId, about: id })] as const;
  });
  const forFindings = (mayApprove ? acceptable : []).map(async ({ ruleId, basis }) => {
    const token = await tokens.make(known, { form: 'accept', targetId, about: basis });
    return [ruleId, { basis, token }] as const;
  });
  const ending = mayApprove ? acceptances.filter((each) => each.by.kind !== 'profile' && isActive(each, now)) : [];
  const forEnds = ending.map(async ({ id }) => {
    return [id, await tokens.make(known, { form: 'acceptanceEnd', targetId, about: id })] as const;
  });
  const mayResume = onHoldSince !== undefined && known.rights.includes('Backstay.Remediate');
  return {
    approvals: new Map(await Promise.all(forApprovals)),
    accept: new Map(await Promise.all(forFindings)),
    acceptanceEnds: new Map(await Promise.all(forEnds)),
    check: known.rights.includes('Backstay.Scan') ? await tokens.make(known, { form: 'check', targetId }) : undefined,
    resume: mayResume ? await tokens.make(known, { form: 'resume', targetId }) : undefined,
  };
}

/** The undo plan; read only on request, since it reads Azure. */
async function undoOf(
  targetId: string,
  { target }: TargetState,
  known: KnownCaller,
  query: Readonly<Record<string, string>>,
  tokens: Pick<FormTokens, 'make'>,
  { undo }: ReportPorts,
): Promise<UndoView> {
  if (query.undo !== 'show') return { kind: 'offered' };
  const shown = await showUndo(undo, target, known.caller);
  if (typeof shown === 'string') return { kind: 'notPossible', why: shown };
  if ('why' in shown) return shown;
  const token = await tokens.make(known, { form: 'undo', targetId, about: shown.planId });
  return { kind: 'shown', plan: shown, token };
}

/** The plan, or why there is none. */
async function showUndo(undo: ApiCalls['undo'], target: TargetState['target'], caller: Caller) {
  try {
    const shown = await undo(target, 'all', undefined, caller);
    switch (shown.kind) {
      case 'shown':
      case 'done':
        return shown.plan;
      case 'busy':
        return 'Backstay is at work on this target: try again in half a minute.';
      case 'planChanged':
        return 'The facts are changing: try again.';
      case 'refused':
        return shown;
      case 'notPossible':
        return shown.why;
    }
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
