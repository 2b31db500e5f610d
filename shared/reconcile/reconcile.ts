/**
 * START HERE. The way from an event to a cluster that is ready for backup:
 *
 *   event → target → facts → findings → plan → actions → record → people
 *
 * Nothing here waits. A step does what is possible now, stores what it saw, and says when to wake
 * it again.
 */

import { withAcceptances } from '../acceptances/held.ts';
import { endAll } from '../acceptances/review.ts';
import { withApprovals } from '../approvals/used-approvals.ts';
import { lapseAll } from '../approvals/wanted-approvals.ts';
import { assess, assessSome, type Found, type Over } from '../assess/assess.ts';
import { clockFrom } from '../lib/clock.ts';
import type { Finding } from '../model/finding.ts';
import { LAST_BEGIN_SECONDS, TARGET_LEASE_SECONDS } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { SchedulePart, TargetState } from '../model/state.ts';
import { type Target, targetKey } from '../model/target.ts';
import { beginEvents } from '../notify/store-events.ts';
import { findingOf, isSettledAsRead, withFindings } from '../plan/conditions.ts';
import { freshSinceOfAll, freshSinceOfSome } from '../plan/fresh-since.ts';
import { preconditionsToJudge } from '../plan/preconditions-to-judge.ts';
import { type Remembered, rememberedOf } from '../plan/remembered.ts';
import { profileFor } from '../profiles/resolve-profile.ts';
import { isSeenByGraph } from '../rules/graph-coverage.ts';
import { readDurations } from '../storage/operation-durations.ts';
import type { Happening, Marked } from '../storage/target-store.ts';
import { note, span } from '../telemetry/at-work.ts';
import { type ActPorts, act, pollOpen } from './act.ts';
import { continueUndo } from './continue-undo.ts';
import type { Ports } from './ports.ts';
import {
  changeVerdict,
  endStep,
  isBusy,
  isUnchangedInGraph,
  lookFor,
  now,
  SEEMS_GONE,
  type Step,
  withVerdict,
} from './step.ts';

const MAX_ROUNDS = 5;

/**
 * One wake of one target. `owner` names the queue message, so that its second delivery can take
 * over from a dead first; `dueAt` is the time in the row that the message was sent for, if any.
 */
export async function reconcile(target: Target, owner: string, ports: Ports, dueAt?: string): Promise<void> {
  note({ 'backstay.target': targetKey(target) });
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), TARGET_LEASE_SECONDS, dueAt);
  if (!claim.claimed) return ports.log.info('Nothing to do', { target: targetKey(target), because: claim.reason });
  const { stored } = claim;
  const timed = { ...ports, clock: clockFrom(dueAt === stored.state.wakeAt ? dueAt : undefined, ports.clock) };
  const step = await takeStep(await beginEvents(stored.state, timed), timed);
  note({ 'backstay.verdict': step.state.verdict, 'backstay.reason': step.state.verdictReason });
  await endStep(stored, step, timed);
}

async function takeStep(before: TargetState, ports: Ports): Promise<Step> {
  const { target } = before;
  const startedAt = ports.clock.now().getTime();
  const written = ports.profiles.find(({ name }) => name === target.profile);
  const durations = isPollingByHabit(before) ? await readDurations(ports.notes) : undefined;
  const polled = await span('poll', {}, () => pollOpen(before, ports, durations));
  let step = before.undoing === undefined ? polled : (await continueUndo(polled, before.undoing, ports)).step;
  if (written === undefined) {
    const seen = { ...step, state: withFullLook(step.state, ports) };
    return endWith(seen, { verdict: 'OptedOut', reason: 'ProfileNotFound' }, ports);
  }
  const profile = profileFor(target.clusterId, written);

  const isUnchanged = await isUnchangedInGraph(step.state, written, ports);
  const judged = new Set<RuleId>();
  for (let round = 0; round < MAX_ROUNDS && !step.over; round++) {
    const { state, open } = step;
    const look = lookFor(step, ports, isUnchanged);
    const remembered = rememberedOf(profile, state, now(ports));
    if (look.extent === 'none' || ports.clock.now().getTime() - startedAt > LAST_BEGIN_SECONDS * 1000) break;
    note({ 'backstay.rounds': round + 1 });
    if (look.extent === 'unseen') {
      step = { ...step, state: await judgeUnseen(state, profile, remembered, round, ports) };
      continue;
    }
    if (look.extent === 'part') {
      // Rules that were judged in this step and are due again wait for the next one: Azure is not
      // asked the same twice in a row.
      const due = look.judge.filter((id) => !judged.has(id));
      if (due.length === 0 && look.retry.length === 0) break;
      const concerned = ports.rules.filter(({ id }) => due.includes(id) || look.retry.includes(id));
      const first = preconditionsToJudge(concerned, state.conditions, now(ports));
      const rules = ports.rules.filter(({ id }) => due.includes(id) || first.includes(id));
      for (const { id } of rules) judged.add(id);
      const again = state.conditions.filter(({ ruleId }) => look.retry.includes(ruleId)).map(findingOf);
      const groups = freshSinceOfSome(
        state,
        rules.map(({ id }) => id),
        now(ports),
      ).map(({ ruleIds, freshSince }) => ({
        rules: rules.filter(({ id }) => ruleIds.includes(id)),
        reader: ports.readerSince(freshSince),
      }));
      const reader = groups.at(-1)?.reader ?? ports.readerSince(state.freshSince ?? now(ports));
      const seen = await span('assess', { 'backstay.round': round, 'backstay.rules': rules.length }, () =>
        assessSome(target, profile, groups, remembered, state.conditions.map(findingOf)),
      );
      step = await actOrEnd(round, step, seen, again, profile, { ...ports, reader });
      continue;
    }
    const settled = state.conditions.filter(isSettledAsRead).map(({ ruleId }) => ruleId);
    const known = { settled, busyWithUs: isBusy(open), ...remembered };
    const freshSince = freshSinceOfAll(state, now(ports));
    const looking = { ...ports, reader: ports.readerSince(freshSince) };
    const seen = await span('assess', { 'backstay.round': round, 'backstay.rules': ports.rules.length }, () =>
      assess(target, profile, known, looking),
    );
    const looked = { ...step, state: { ...withFullLook(state, ports), freshSince } };
    step =
      seen.kind === 'findings'
        ? await actOrEnd(round, looked, seen, [], profile, looking)
        : await endWith(looked, seen, ports);
  }
  // Without conditions the verdict comes from the cluster's tags or from the profiles, and stays
  // until they are read again.
  const isJudged = step.state.conditions.length > 0;
  return step.over || !isJudged ? step : { ...step, state: withVerdict(step.state, ports) };
}

/** An event may say that an operation has ended: then all are polled. */
function isPollingByHabit({ dirty, conditions, undoing = [] }: TargetState): boolean {
  return !dirty && (undoing.length > 0 || conditions.some(({ progress }) => progress?.state === 'running'));
}

/**
 * Judges the rules whose facts Resource Graph does not show. A finding that is another one than
 * before makes the target dirty: a full assessment follows at once, and only that leads to changes.
 */
async function judgeUnseen(
  state: TargetState,
  profile: Profile,
  remembered: Remembered,
  round: number,
  ports: Ports,
): Promise<TargetState> {
  const { target, conditions } = state;
  const rules = ports.rules.filter((rule) => !isSeenByGraph(rule));
  const reader = ports.readerSince(freshSinceOfAll(state, now(ports)));
  const { findings } = await span('assess', { 'backstay.round': round, 'backstay.rules': rules.length }, () =>
    assessSome(target, profile, [{ rules, reader }], remembered, conditions.map(findingOf)),
  );
  const isOther = ({ ruleId, outcome, reason }: Finding) => {
    const before = conditions.find((condition) => condition.ruleId === ruleId);
    return before?.outcome !== outcome || before.reason !== reason;
  };
  if (findings.some(isOther)) return { ...state, dirty: true };
  const moment = { now: now(ports), pollSeconds: ports.pollSeconds };
  return { ...state, partLookAt: now(ports), conditions: withFindings(conditions, findings, moment) };
}

async function actOrEnd(
  round: number,
  before: Step,
  found: Found,
  again: readonly Finding[],
  profile: Profile,
  ports: ActPorts & WakePorts,
): Promise<Step> {
  const { step, over } = await span('act', { 'backstay.round': round }, () =>
    act(before, found, again, profile, ports),
  );
  return over === undefined ? step : endWith(step, over, ports);
}

/**
 * The target is gone or not of this profile. The target that the cluster's tag picks in its place
 * is requeued.
 */
async function endWith(
  step: Step,
  { verdict, reason, instead }: Over,
  ports: WakePorts & Pick<Ports, 'trail'>,
): Promise<Step> {
  const { state, open } = step;
  if (instead !== undefined) await wake(instead, undefined, ports);
  if (verdict === 'Gone' && state.verdict !== 'Gone' && state.verdictReason !== SEEMS_GONE) {
    return { state: changeVerdict(withoutLook(state), 'Unknown', SEEMS_GONE, ports), open, over: true };
  }
  const lapsed = [...lapseAll(state.approvals ?? []), ...endAll(state.acceptances ?? [])];
  if (lapsed.length > 0) await ports.trail.append(state.target, lapsed);
  const ended = changeVerdict(withAcceptances(withApprovals(state, []), []), verdict, reason, ports);
  return { state: { ...ended, conditions: [], attempts: {} }, open, over: true };
}

export type WakePorts = Pick<Ports, 'targets' | 'clock' | 'queue'>;

/**
 * Notes that something happened to a target, and requeues it. The note comes first: it outlives a
 * lost message.
 */
export async function wake(target: Target, event: Happening | undefined, ports: WakePorts): Promise<Marked> {
  const marked = await ports.targets.markDirty(target, ports.clock.now(), event);
  if (marked === 'marked') await ports.queue.send(target, 0);
  return marked;
}

/** The state after a full assessment: the next one is due when drift is. */
function withFullLook<S extends SchedulePart>(state: S, ports: Pick<Ports, 'clock'>): S {
  return { ...state, dirty: false, fullLookAt: now(ports) };
}

/** The next assessment is a full one. */
function withoutLook({ fullLookAt: _, ...state }: TargetState): TargetState {
  return state;
}
