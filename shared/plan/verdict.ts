import type { Failure } from '../model/failure.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Condition, Verdict } from '../model/state.ts';
import { isSettled } from './conditions.ts';

export interface Judged {
  readonly verdict: Verdict;
  /**
   * The reason of the condition that decides; of Ready `ReadyWithAcceptedFindings` where it rests
   * on acceptances, else `AllSatisfied`, or `RequiredSatisfied` while anything else is open.
   */
  readonly reason: string;
}

/**
 * The word on a target, by its worst required condition. Ready is said only of what was read, never
 * of what was only written.
 */
export function verdictOf(conditions: readonly Condition[]): Judged {
  const votes = conditions
    .filter((condition) => condition.severity === 'required' && !leavesItToOthers(condition, conditions))
    .map((condition) => whatHoldsBack(condition, conditions) ?? condition)
    .map((condition) => ({ verdict: voteOf(condition), reason: condition.reason }));
  for (const verdict of ['Failed', 'NeedsPerson', 'Remediating', 'Unknown'] as const) {
    const deciding = votes.find((vote) => vote.verdict === verdict);
    if (deciding !== undefined) return { verdict, reason: deciding.reason };
  }
  // Findings that wait for each other decide nothing for each other.
  const open = conditions.find(
    (condition) => condition.severity === 'required' && !isInPlace(condition) && !isAccepted(condition),
  );
  if (open !== undefined) return { verdict: 'Remediating', reason: open.reason };
  if (votes.length === 0) return { verdict: 'Unknown', reason: 'AssessmentPending' };
  return conditions.some((condition) => condition.severity === 'required' && isAccepted(condition))
    ? { verdict: 'Ready', reason: 'ReadyWithAcceptedFindings' }
    : { verdict: 'Ready', reason: conditions.every(isInPlace) ? 'AllSatisfied' : 'RequiredSatisfied' };
}

/** True for conditions that were read as they should be. */
export function isInPlace({ outcome }: Pick<Condition, 'outcome'>): boolean {
  return outcome === 'satisfied' || outcome === 'notApplicable';
}

/** True for conditions that a person has to act on. */
export function needsPerson(condition: Condition): boolean {
  const vote = voteOf(condition);
  return vote === 'NeedsPerson' || vote === 'Failed';
}

/** A condition that waits for another one votes as that one does. */
function leavesItToOthers(condition: Condition, all: readonly Condition[]): boolean {
  if (isAccepted(condition)) return false;
  return waitsFor(condition).some((ruleId) =>
    all.some((other) => other.ruleId === ruleId && other.severity === 'required' && isOpen(other)),
  );
}

/** A finding that Ready does not depend on can still hold back a change that it depends on. */
function whatHoldsBack(condition: Condition, all: readonly Condition[]): Condition | undefined {
  if (isAccepted(condition)) return undefined;
  const ruleIds = waitsFor(condition);
  return all.find((other) => ruleIds.includes(other.ruleId) && isOpen(other));
}

/** What is accepted stays as it is: nothing that waits for it is better off. */
function isOpen(condition: Condition): boolean {
  return !isSettled(condition) && !isAccepted(condition);
}

/** An operator accepts it as it is. */
export function isAccepted({ accepted }: Pick<Condition, 'accepted'>): boolean {
  return accepted !== undefined;
}

/** The rules that have to be satisfied before anything can be done about it. */
export function waitsFor(condition: Condition): readonly RuleId[] {
  if (condition.outcome === 'blocked') return condition.by;
  const { progress } = condition;
  const isHeldBack = progress?.state === 'skipped' && progress.reason === 'UnmetPrecondition';
  return condition.outcome === 'missing' && isHeldBack ? (progress.unmet ?? []) : [];
}

function voteOf(condition: Condition): Verdict {
  if (isAccepted(condition)) return 'Ready';
  const vote = voteInTime(condition);
  return vote === 'Remediating' && condition.overdue ? 'NeedsPerson' : vote;
}

function voteInTime(condition: Condition): Verdict {
  switch (condition.outcome) {
    case 'satisfied':
    case 'notApplicable':
      return 'Ready';
    case 'pending':
    case 'blocked':
      return 'Remediating';
    case 'manual':
      return 'NeedsPerson';
    case 'unknown':
    case 'error':
      return 'Unknown';
    case 'missing':
      return voteOfMissing(condition);
  }
}

/**
 * How it failed last. A retry that runs changes nothing about that: the verdict follows outcomes,
 * not tries.
 */
function failureOf(progress: Condition['progress']): Failure | undefined {
  if (progress?.state === 'retrying') return progress.failure;
  return progress?.state === 'running' ? progress.failing?.failure : undefined;
}

function voteOfMissing({ progress }: Condition): Verdict {
  if (progress?.state === 'skipped')
    return progress.reason === 'WriteLockHeld' || progress.reason === 'UnmetPrecondition'
      ? 'Remediating'
      : 'NeedsPerson';
  switch (failureOf(progress)?.class) {
    case 'forbidden':
    case 'gone':
      return 'NeedsPerson';
    case 'permanent':
      return 'Failed';
    default:
      return 'Remediating';
  }
}
