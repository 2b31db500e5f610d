import type { Trail } from '../audit/trail.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import { withoutSecrets } from '../lib/secrets.ts';
import type { ActionOutcome, ActionResult, Trace } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { MAX_QUOTED_CHARACTERS } from '../model/limits.ts';
import type { Action } from '../model/plan.ts';
import type { RecordBody } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { Arm } from '../ports/arm.ts';
import { span } from '../telemetry/at-work.ts';
import { type LeasePorts, releaseLease, takeLease } from './cluster-lease.ts';
import { measureOutcome, noteOutcome } from './measure-outcome.ts';
import { recordOf } from './record-of.ts';
import { workOf } from './work-of.ts';

export interface ActionPorts extends LeasePorts {
  readonly trail: Trail;
  /** Says right before a write why it must not be sent. */
  readonly refuse?: (action: Action) => Promise<Refused | undefined>;
}

/** Carries out a wave of actions. */
export type RunActions = (
  target: Target,
  actions: readonly Action[],
  ports: ActionPorts,
) => Promise<readonly ActionOutcome[]>;

/**
 * The one place that is given the port with the writes; the reads before a write go through it as
 * well.
 */
export function createRunActions(arm: Arm): RunActions {
  return (target, actions, ports) => runActions(target, actions, { ...ports, arm });
}

type WritingPorts = ActionPorts & { readonly arm: Arm };

export interface Refused {
  readonly failure: Failure;
  readonly trace?: Trace;
}

const MAX_SIDE_BY_SIDE = 4;

const LANE_TAKEN: Failure = {
  class: 'conflict',
  code: 'WriteLockTaken',
  message: 'Not sent: an earlier write to the same cluster is still running.',
};

/**
 * Carries out a wave of actions, those that take something back included: the only caller of
 * `apply`. Another target of the same cluster that has writes under way is waited for. All intents
 * are on record before the first write; when that fails nothing is written. Actions that share a
 * lane go one after another, and end with the first that Azure keeps running.
 */
async function runActions(
  target: Target,
  actions: readonly Action[],
  ports: WritingPorts,
): Promise<readonly ActionOutcome[]> {
  if (actions.length === 0) return [];
  const lanes = lanesOf(actions);
  const lease = await takeLease(target, ports);
  if (!lease.taken)
    return actions.map((action) => ({ action, result: { status: 'failed', failure: leasedBy(lease.profile) } }));
  const intents = actions.map((action): RecordBody => ({ type: 'actionIntended', action }));
  await ports.trail.append(target, intents);

  const outcomes = (await mapConcurrent(lanes, MAX_SIDE_BY_SIDE, (lane) => runLane(lane, ports))).flat();
  await ports.trail.append(target, outcomes.map(recordOfWave));
  for (const outcome of outcomes) if (!isLaneTaken(outcome)) measureOutcome(outcome);
  if ((await ports.trail.open(target)).length === 0) await releaseLease(target, ports);
  return outcomes;
}

function leasedBy(profile: string): Failure {
  const message = `Not sent: writes for the profile "${profile}" of the same cluster have not ended.`;
  return { class: 'conflict', code: 'ClusterLeased', message };
}

function lanesOf(actions: readonly Action[]): readonly (readonly Action[])[] {
  const lanes = Map.groupBy(actions, (action) => workOf(action).lane ?? action.key);
  return [...lanes.values()];
}

async function runLane(lane: readonly Action[], ports: WritingPorts): Promise<readonly ActionOutcome[]> {
  const outcomes: ActionOutcome[] = [];
  let taken: Trace | undefined;
  for (const action of lane) {
    const result: ActionResult =
      taken === undefined ? await applied(action, ports) : { status: 'failed', failure: LANE_TAKEN, trace: taken };
    if (result.status === 'running' || result.status === 'unanswered') taken = result.trace;
    outcomes.push({ action, result });
  }
  return outcomes;
}

function applied(action: Action, ports: WritingPorts): Promise<ActionResult> {
  return span('action', {}, async (open) => {
    const result = await apply(action, ports);
    noteOutcome({ action, result }, open);
    return result;
  });
}

async function apply(action: Action, { arm, refuse }: WritingPorts): Promise<ActionResult> {
  try {
    const refused = await refuse?.(action);
    if (refused !== undefined) return { status: 'failed', ...refused };
    const work = workOf(action);
    const result = await work.apply(arm);
    return work.longRunning && work.poll === undefined ? unansweredIfLost(result) : result;
  } catch (error) {
    // A bug in one remediator must not leave the others without their outcomes on record.
    const why = withoutSecrets(error instanceof Error ? error.message : String(error)).slice(0, MAX_QUOTED_CHARACTERS);
    const message = `Backstay failed: ${why}`;
    return { status: 'failed', failure: { class: 'permanent', code: 'UnexpectedError', message } };
  }
}

/** Azure may be at it all the same, and the next write to the cluster would clash with this one. */
function unansweredIfLost(result: ActionResult): ActionResult {
  if (result.status !== 'failed') return result;
  const { failure, trace } = result;
  if (trace === undefined) return result;
  const lost = LOST.has(failure.code) || (failure.status !== undefined && failure.status >= 500);
  return lost ? { status: 'unanswered', failure, trace } : result;
}

/** Codes of failures.ts for answers that never came, or came to pieces. */
const LOST: ReadonlySet<string> = new Set(['ConnectionFailed', 'TimedOut', 'AnswerTooLarge', 'UnreadableAnswer']);

function recordOfWave(outcome: ActionOutcome): RecordBody {
  const { action, result } = outcome;
  return isLaneTaken(outcome) && result.trace !== undefined
    ? { type: 'actionNotCarriedOut', actionKey: action.key, trace: result.trace }
    : recordOf(outcome);
}

function isLaneTaken({ result }: ActionOutcome): boolean {
  return result.status === 'failed' && result.failure === LANE_TAKEN;
}
