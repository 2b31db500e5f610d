import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import type { ActionOutcome, ActionResult, StillOpen } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { SkippedAction } from '../model/plan.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Attempts, Condition, Progress } from '../model/state.ts';
import { MAX_REPEATS, recentRepeats } from './contested.ts';
import { secondsToRecheck, secondsToRetry } from './patience.ts';

/** Now, and the unit of patience. */
export interface Moment {
  /** ISO 8601. */
  readonly now: string;
  readonly pollSeconds: number;
}

/** A moment of one target. */
export interface TargetMoment extends Moment {
  /**
   * From 0 up to 1, another for each target: targets that failed together do not come back
   * together. All actions of one target do, as each time of its own would be a step of its own.
   */
  readonly spread: number;
}

/** The conditions after an assessment: judged rules as they were found, all others as they were. */
export function withFindings(
  conditions: readonly Condition[],
  findings: readonly Finding[],
  moment: Moment,
): readonly Condition[] {
  const judged = new Map(findings.map((finding) => [finding.ruleId, finding]));
  const kept = conditions.filter(({ ruleId }) => !judged.has(ruleId));
  const found = findings.map((finding) => {
    const before = conditions.find(({ ruleId }) => ruleId === finding.ruleId);
    return { ...conditionOf(finding, before, moment), judgedAt: moment.now };
  });
  const all = [...kept, ...found].sort((a, b) => a.ruleId.localeCompare(b.ruleId));
  return all.map((condition) =>
    judged.has(condition.ruleId) ? withPaceIfUnblocked(condition, all, moment) : condition,
  );
}

/**
 * A rule that still reports itself blocked by what is settled is judged again at the usual pace,
 * not at every wake.
 */
function withPaceIfUnblocked(condition: Condition, all: readonly Condition[], moment: Moment): Condition {
  if (condition.outcome !== 'blocked' || !isUnblocked(condition, all)) return condition;
  const { by } = condition;
  const settledAt = all
    .filter(({ ruleId }) => by.includes(ruleId))
    .map(({ since, progress }) => (progress?.state === 'done' ? progress.at : since))
    .sort();
  return { ...condition, recheckAt: secondsLater(moment.now, waitSince(settledAt.at(-1) ?? moment.now, moment)) };
}

/** The conditions after the plan was made: what is left out, and why. */
export function withSkipped(
  conditions: readonly Condition[],
  skipped: readonly SkippedAction[],
  attempts: Readonly<Record<string, Attempts>>,
): readonly Condition[] {
  return skipped.reduce((all, { action: { key, ruleIds }, reason, unmet }) => {
    // A running action has better progress already.
    if (reason === 'Running') return all;
    const tried = attempts[key];
    return reason === 'RetryPending' && tried?.lastFailure !== undefined && tried.retryAt !== undefined
      ? withProgress(all, ruleIds, {
          state: 'retrying',
          actionKey: key,
          failure: tried.lastFailure,
          since: tried.failingSince ?? tried.retryAt,
          retryAt: tried.retryAt,
        })
      : withProgress(all, ruleIds, { state: 'skipped', actionKey: key, reason, ...(unmet && { unmet }) });
  }, conditions);
}

/** The conditions after a poll of open actions. */
export function withOpen(conditions: readonly Condition[], open: readonly StillOpen[]): readonly Condition[] {
  return open.reduce((all, { action: { key, ruleIds }, intendedAt, unseen }) => {
    const before = all.find(({ progress }) => progress?.actionKey === key)?.progress;
    const since = before?.state === 'running' ? before.since : intendedAt;
    const failing = failingOf(before);
    return withProgress(all, ruleIds, {
      state: 'running',
      actionKey: key,
      since,
      ...(unseen !== undefined && { unseen }),
      ...(failing !== undefined && { failing }),
    });
  }, conditions);
}

/** A retry that runs has not ended what it is a retry of. */
function failingOf(progress: Progress | undefined): { readonly since: string; readonly failure: Failure } | undefined {
  if (progress?.state === 'retrying') return { since: progress.since, failure: progress.failure };
  return progress?.state === 'running' ? progress.failing : undefined;
}

/** The conditions after actions ended or were taken on by ARM. */
export function withResults(
  conditions: readonly Condition[],
  results: readonly ActionOutcome[],
  attempts: Readonly<Record<string, Attempts>>,
  now: string,
): readonly Condition[] {
  return results.reduce((all, { action, result }) => {
    const progress = progressOf(action.key, result, attempts[action.key], now);
    return withProgress(all, action.ruleIds, progress);
  }, conditions);
}

/** How often each action has been tried, these results included. */
export function withAttempts(
  attempts: Readonly<Record<string, Attempts>>,
  results: readonly ActionOutcome[],
  moment: TargetMoment,
): Readonly<Record<string, Attempts>> {
  const next = { ...attempts };
  for (const { action, result } of results) {
    const before = attempts[action.key] ?? { carriedOut: 0, failures: 0 };
    next[action.key] = attemptsAfter(before, result, moment);
  }
  return next;
}

/**
 * Forgets the tries at changes that are no longer wanted, so that a later need starts afresh. The
 * times at which a change was made are kept for a while: a change that is undone again and again
 * shows by them.
 */
export function attemptsStillWanted(
  attempts: Readonly<Record<string, Attempts>>,
  conditions: readonly Condition[],
  now: string,
): Readonly<Record<string, Attempts>> {
  const wanted = new Set(conditions.map(({ progress }) => progress?.actionKey));
  const kept = Object.entries(attempts).flatMap(([key, tried]): [string, Attempts][] => {
    if (wanted.has(key)) return [[key, tried]];
    const repeats = recentRepeats(tried, now);
    return repeats.length === 0 ? [] : [[key, { carriedOut: 0, failures: 0, repeats }]];
  });
  return Object.fromEntries(kept);
}

/** The finding behind a condition. */
export function findingOf(condition: Condition): Finding {
  const { since: _, judgedAt: __, progress: ___, recheckAt: ____, overdue: _____, ...finding } = condition;
  return finding;
}

/** Satisfied or not applicable, as it was read. */
export function isSettledAsRead({ outcome }: Pick<Condition, 'outcome'>): boolean {
  return outcome === 'satisfied' || outcome === 'notApplicable';
}

/** Facts that are older than this, in seconds, are read again before a change. */
export const FRESH_SECONDS = 10 * 60;

export function isFresh({ judgedAt }: Condition, now: string): boolean {
  return judgedAt !== undefined && secondsBetween(judgedAt, now) <= FRESH_SECONDS;
}

/**
 * Satisfied, not applicable, or carried out with ARM's own word for it: nothing is left to do about
 * it.
 */
export function isSettled(condition: Condition): boolean {
  return isSettledAsRead(condition) || condition.progress?.state === 'done';
}

/** True for a blocked condition whose blockers are all settled. */
export function isUnblocked(
  { by }: Pick<Extract<Condition, { outcome: 'blocked' }>, 'by'>,
  all: readonly Condition[],
): boolean {
  return areSettled(by, all);
}

export function areSettled(ruleIds: readonly RuleId[], all: readonly Condition[]): boolean {
  return ruleIds.every((ruleId) => all.some((other) => other.ruleId === ruleId && isSettled(other)));
}

function conditionOf(finding: Finding, before: Condition | undefined, moment: Moment): Condition {
  const unchanged = before !== undefined && before.outcome === finding.outcome && before.reason === finding.reason;
  const since = unchanged ? before.since : moment.now;
  switch (finding.outcome) {
    case 'missing': {
      // "Done" does not outlive an assessment that still finds it missing: it is then done again,
      // or a person is asked.
      const progress = unchanged && before.progress?.state !== 'done' ? before.progress : undefined;
      return progress === undefined ? { ...finding, since } : { ...finding, since, progress };
    }
    case 'pending':
    case 'error':
      return { ...finding, since, recheckAt: secondsLater(moment.now, waitSince(since, moment)) };
    case 'unknown': {
      const [first] = finding.unread;
      // Where all facts were read and are not conclusive, another read would not help: it waits for
      // the next full assessment.
      if (first === undefined) return { ...finding, since };
      // The rule reads all of its needs again: not before the time that Azure asks for with any of
      // them.
      const asked = Math.max(...finding.unread.map(({ failure }) => failure.retryAfterSeconds ?? 0));
      const failure = { ...first.failure, retryAfterSeconds: asked };
      const wait = secondsToRetry(failure, secondsBetween(since, moment.now), moment.pollSeconds);
      return { ...finding, since, recheckAt: secondsLater(moment.now, wait) };
    }
    default:
      return { ...finding, since };
  }
}

function waitSince(since: string, { now, pollSeconds }: Moment): number {
  return secondsToRecheck(secondsBetween(since, now), pollSeconds);
}

function progressOf(actionKey: string, result: ActionResult, tried: Attempts | undefined, now: string): Progress {
  switch (result.status) {
    case 'applied':
    case 'alreadyDone':
      return { state: 'done', actionKey, at: now };
    case 'running':
    case 'unanswered':
      return tried?.failingSince === undefined || tried.lastFailure === undefined
        ? { state: 'running', actionKey, since: now }
        : {
            state: 'running',
            actionKey,
            since: now,
            failing: { since: tried.failingSince, failure: tried.lastFailure },
          };
    case 'failed':
      return {
        state: 'retrying',
        actionKey,
        failure: result.failure,
        since: tried?.failingSince ?? now,
        retryAt: tried?.retryAt ?? now,
      };
  }
}

function attemptsAfter(before: Attempts, result: ActionResult, { now, pollSeconds, spread }: TargetMoment): Attempts {
  switch (result.status) {
    case 'applied':
    case 'alreadyDone': {
      const isNewNeed = before.carriedOut === 0 && result.status === 'applied';
      const repeats = [...recentRepeats(before, now), ...(isNewNeed ? [now] : [])].slice(-MAX_REPEATS);
      const carriedOut = before.carriedOut + 1;
      return { carriedOut, carriedOutAt: now, failures: 0, ...(repeats.length > 0 && { repeats }) };
    }
    case 'running':
    case 'unanswered':
      return before;
    case 'failed': {
      const failingSince = before.failingSince ?? now;
      const paced = secondsToRetry(result.failure, secondsBetween(failingSince, now), pollSeconds);
      const wait = Math.ceil(paced * (1 + spread / 10));
      return {
        carriedOut: before.carriedOut,
        ...(before.carriedOutAt !== undefined && { carriedOutAt: before.carriedOutAt }),
        ...(before.repeats !== undefined && { repeats: before.repeats }),
        failures: before.failures + 1,
        failingSince,
        lastFailure: result.failure,
        retryAt: secondsLater(now, wait),
      };
    }
  }
}

function withProgress(
  conditions: readonly Condition[],
  ruleIds: readonly RuleId[],
  progress: Progress,
): readonly Condition[] {
  return conditions.map((condition) => (ruleIds.includes(condition.ruleId) ? { ...condition, progress } : condition));
}
