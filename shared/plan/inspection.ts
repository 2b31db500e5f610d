import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome, ActionResult } from '../model/action.ts';
import type { Fact } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ClusterSight, Inspection } from '../model/inspection.ts';
import type { Profile } from '../model/profile.ts';
import type { Condition, LastInspection, StatusPart } from '../model/state.ts';

const DAY = 24 * 3600;
const HOUR = 3600;

/** The last inspection of the cluster, as the rules get it. */
export function inspectionFact(
  { inspectCluster }: Pick<Profile, 'inspectCluster'>,
  last: LastInspection | undefined,
  now: string,
): Fact<Inspection> {
  if (!inspectCluster) return { state: 'known', value: 'off', sources: [] };
  const age = last === undefined ? Number.POSITIVE_INFINITY : secondsBetween(last.at, now);
  if (last === undefined || age >= goodFor(last)) return { state: 'known', value: 'due', sources: [] };

  const sources = [{ call: last.call, at: last.at }];
  if ('seen' in last) return { state: 'known', value: last.seen, sources };
  // It is judged again when the next inspection is due, and no sooner: nothing else can change it.
  const failure = { ...last.failure, retryAfterSeconds: Math.ceil(goodFor(last) - age) };
  return { state: 'unknown', failure, sources };
}

/**
 * Stores the result of an inspection. The conditions that asked for it are then due, to be judged
 * by it, even where it failed: an immediate retry would show no more.
 */
export function withInspection<S extends Pick<StatusPart, 'conditions' | 'inspection'>>(
  state: S,
  outcomes: readonly ActionOutcome[],
  now: string,
): S {
  const ended = outcomes.find(({ action, result }) => action.remedy.kind === 'clusterInspection' && hasEnded(result));
  return ended === undefined
    ? state
    : {
        ...state,
        inspection: lastOf(ended.result, now),
        conditions: state.conditions.map((condition) => withoutProgress(condition, ended.action.key)),
      };
}

/** True while an inspection is under way: its conditions then are no news. */
export function isBeingInspected(condition: Condition): boolean {
  return (
    condition.outcome === 'missing' &&
    condition.remedy.kind === 'clusterInspection' &&
    condition.progress?.state === 'running'
  );
}

/**
 * In seconds. A command that AKS refused has cost the cluster nothing, and may be possible soon; a
 * command that failed has started a pod all the same.
 */
function goodFor(last: LastInspection): number {
  return 'failure' in last && last.failure.class !== 'permanent' ? HOUR : DAY;
}

function hasEnded({ status }: ActionResult): boolean {
  return status !== 'running' && status !== 'unanswered';
}

function lastOf(result: ActionResult, now: string): LastInspection {
  const { call, at } = result.trace ?? { call: 'not sent', at: now };
  if (result.status === 'failed') return { call, at, failure: result.failure };
  const seen = 'after' in result ? sightOf(result.after) : undefined;
  return seen === undefined ? { call, at, failure: UNREADABLE } : { call, at, seen };
}

/** The evidence of an action, if it is that of an inspection. */
function sightOf(after: Evidence): ClusterSight | undefined {
  return Array.isArray(after.leftOut) && typeof after.everyVolumeSeen === 'boolean'
    ? (after as ClusterSight)
    : undefined;
}

const UNREADABLE: Failure = {
  class: 'permanent',
  code: 'InspectionOutputMissing',
  message: 'The look inside the cluster left nothing to judge by.',
};

function withoutProgress(condition: Condition, actionKey: string): Condition {
  if (condition.progress?.actionKey !== actionKey) return condition;
  const { progress: _, ...rest } = condition;
  return rest;
}
