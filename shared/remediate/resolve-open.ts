import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome, ActionResult, Observation, OpenAction, StillOpen, Took, Trace } from '../model/action.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { RecordBody } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { ArmReader } from '../ports/arm.ts';
import { boundEvidence } from '../rules/bound-finding.ts';
import { releaseLease, takeLease } from './cluster-lease.ts';
import { measureOutcome } from './measure-outcome.ts';
import { recordOf } from './record-of.ts';
import type { ActionPorts } from './run-actions.ts';
import { workOf } from './work-of.ts';

export interface Resolved {
  readonly ended: readonly ActionOutcome[];
  readonly open: readonly StillOpen[];
  readonly took: readonly Took[];
}

type ResolvePorts = Pick<ActionPorts, 'trail' | 'notes' | 'clock'> & { readonly arm: ArmReader };

/** The outcome of one open action; `record` is its audit log entry. */
type Resolution =
  | { readonly state: 'ended'; readonly outcome?: ActionOutcome; readonly record: RecordBody; readonly took?: Took }
  | { readonly state: 'open'; readonly open: StillOpen; readonly record?: RecordBody };

/**
 * Reads the outcome of actions that earlier steps left without one: long operations, and writes cut
 * off by a crash. Unreadable ones stay open; Backstay does not guess. Actions that are not due stay
 * open without a read.
 */
export async function resolveOpen(
  target: Target,
  ports: ResolvePorts,
  isDue: (open: OpenAction) => boolean = () => true,
): Promise<Resolved> {
  const before = await ports.trail.open(target);
  const resolutions = await Promise.all(before.map((open) => (isDue(open) ? resolve(open, ports) : asBefore(open))));
  const records = resolutions.flatMap(({ record }) => record ?? []);
  if (records.length > 0) await ports.trail.append(target, records);
  const outcomes = resolutions.flatMap((each) => (each.state === 'ended' ? (each.outcome ?? []) : []));
  for (const outcome of outcomes) measureOutcome(outcome);
  const open = resolutions.flatMap((each) => (each.state === 'open' ? each.open : []));
  if (open.length > 0) await takeLease(target, ports);
  // Also after a process that died with the lease and without an intent.
  else await releaseLease(target, ports);
  const took = resolutions.flatMap((each) => (each.state === 'ended' ? (each.took ?? []) : []));
  return { ended: outcomes, open, took };
}

function asBefore(open: OpenAction): Resolution {
  return { state: 'open', open };
}

function resolve(open: OpenAction, ports: ResolvePorts): Promise<Resolution> {
  return open.accepted === undefined ? resolveCutOff(open, ports) : resolveAccepted(open, ports);
}

/**
 * Azure took it on: its own word for the operation is the cheapest look, the resource itself the
 * other.
 */
async function resolveAccepted(open: OpenAction, ports: ResolvePorts): Promise<Resolution> {
  const url = open.accepted?.operationUrl;
  const { poll } = workOf(open.action);
  if (url !== undefined && open.accepted !== undefined && poll !== undefined) {
    return resolutionOf(open, await poll({ url, acceptedAt: open.accepted.at }, ports.arm));
  }
  if (url !== undefined) {
    const answer = await ports.arm.getOperation(url);
    if (answer.ok) {
      const { value, trace } = answer;
      switch (value.state) {
        case 'running':
          return { state: 'open', open: askAgainAfter(open, value.retryAfterSeconds) };
        case 'succeeded':
          return ended(open, { status: 'applied', after: { operation: 'Succeeded' }, trace });
        case 'failed':
          return ended(open, { status: 'failed', failure: value.failure, trace });
      }
    }
    const { failure, trace } = answer;
    // After any other failure (gone, forbidden, foreign) only the resource is left to ask.
    if (willPass(failure) && secondsBetween(open.accepted?.at ?? trace.at, trace.at) < ASK_THE_RESOURCE_AFTER_SECONDS) {
      return { state: 'open', open: { ...askAgainAfter(open, failure.retryAfterSeconds), unseen: failure } };
    }
  }
  return resolutionOf(open, await observe(open, ports));
}

/** Without an answer of the operation for so long, Backstay reads the resource itself. */
const ASK_THE_RESOURCE_AFTER_SECONDS = 15 * 60;

/** The meaning of a read of a resource whose write Azure accepted. */
function resolutionOf(open: OpenAction, seen: Observation): Resolution {
  switch (seen.state) {
    case 'done':
      return ended(open, { status: 'applied', after: seen.after, trace: seen.trace });
    case 'absent':
      return ended(open, {
        status: 'failed',
        failure: open.accepted?.unanswered ?? (open.action.undoes === undefined ? NOT_THERE : STILL_THERE),
        trace: seen.trace,
      });
    case 'failed':
      return ended(open, { status: 'failed', failure: seen.failure, trace: seen.trace });
    case 'running':
      return { state: 'open', open };
    case 'unreadable':
      return { state: 'open', open: { ...open, unseen: seen.failure } };
  }
}

/**
 * The process ended between the intent and the outcome: whether the write was sent shows only in
 * the resource.
 */
async function resolveCutOff(open: OpenAction, ports: ResolvePorts): Promise<Resolution> {
  const seen = await observe(open, ports);
  const { trace } = seen;
  const actionKey = open.action.key;
  switch (seen.state) {
    case 'done': {
      const { after } = seen;
      const outcome: ActionOutcome = { action: open.action, result: { status: 'alreadyDone', after, trace } };
      return {
        state: 'ended',
        outcome,
        record: { type: 'actionSucceeded', actionKey, how: 'foundAfterCrash', after: boundEvidence(after), trace },
      };
    }
    case 'running':
      return {
        state: 'open',
        open: { ...open, accepted: { at: trace.at } },
        record: { type: 'actionAccepted', actionKey, trace },
      };
    case 'absent':
      return { state: 'ended', record: { type: 'actionNotCarriedOut', actionKey, trace } };
    case 'failed':
      return ended(open, { status: 'failed', failure: seen.failure, trace });
    case 'unreadable':
      return { state: 'open', open: { ...open, unseen: seen.failure } };
  }
}

const NOT_THERE: Failure = {
  class: 'transient',
  code: 'WriteNotConfirmed',
  message: 'Azure took the write on, and what it was to make is not there.',
};

const STILL_THERE: Failure = {
  class: 'transient',
  code: 'DeletionNotConfirmed',
  message: 'Azure took the write on, and what it was to take away is still there.',
};

function observe({ action }: OpenAction, { arm }: ResolvePorts): Promise<Observation> {
  return workOf(action).observe(arm);
}

function ended({ action, accepted }: OpenAction, told: ActionResult & { readonly trace: Trace }): Resolution {
  const before = accepted?.before;
  const result = told.status === 'applied' && before !== undefined ? { before, ...told } : told;
  const outcome = { action, result };
  const isTimed = result.status === 'applied' && accepted !== undefined && accepted.unanswered === undefined;
  const took = isTimed && { action, seconds: secondsBetween(accepted.at, told.trace.at) };
  return { state: 'ended', outcome, record: recordOf(outcome), ...(took && { took }) };
}

function askAgainAfter(open: OpenAction, seconds: number | undefined): OpenAction {
  if (open.accepted === undefined) return open;
  const { retryAfterSeconds: _, ...accepted } = open.accepted;
  return { ...open, accepted: seconds === undefined ? accepted : { ...accepted, retryAfterSeconds: seconds } };
}
