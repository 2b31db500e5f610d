/**
 * START HERE. What happens between an event and a cluster that is ready for backup:
 *
 *   event → target → facts → findings → plan → actions → record → people
 *
 * Nothing here waits. A step does what is possible now, stores what it saw, and says when to wake it again.
 */
import { profileFor } from './intake/resolve-profile.ts';
import { lookAtAll, lookAtSome, type Over } from './look.ts';
import type { OpenAction } from './model/action.ts';
import type { Finding } from './model/finding.ts';
import type { Profile } from './model/profile.ts';
import type { RuleId } from './model/rule-id.ts';
import type { TargetState, Verdict } from './model/state.ts';
import { type Target, targetKey } from './model/target.ts';
import { tellPeople } from './notify/tell-people.ts';
import {
  attemptsStillWanted,
  findingOf,
  isSettled,
  withAttempts,
  withFindings,
  withOpen,
  withResults,
  withSkipped,
} from './plan/conditions.ts';
import { withDeadlines } from './plan/deadlines.ts';
import { withDone } from './plan/done.ts';
import { type Look, nextLook } from './plan/due.ts';
import { inspectionFact, withInspection } from './plan/inspection.ts';
import { makePlan } from './plan/make-plan.ts';
import { nextWake } from './plan/next-wake.ts';
import { spreadOf } from './plan/spread.ts';
import { verdictOf } from './plan/verdict.ts';
import type { Ports } from './ports.ts';
import { preflight } from './preflight.ts';
import { confirmCarriedOut } from './remediate/confirm-carried-out.ts';
import { remediatorOf } from './remediate/index.ts';
import { resolveOpen } from './remediate/resolve-open.ts';
import { runActions } from './remediate/run-actions.ts';

/** How long a step may hold its target, in seconds; a holder that takes longer has lost it. */
const LEASE_SECONDS = 60;
/** No new round begins after this, in seconds, so that a step ends well before the 25 s that a function may take. */
const LAST_ROUND_SECONDS = 12;
const MOST_ROUNDS = 5;
/** How often, in seconds, to look at a target that waits for people. */
const UNREADY_SECONDS = 3600;
/** Nothing is closed on one answer: what ARM does not find is looked for once more. */
const SEEMS_GONE = 'SeemsGone';

/** What a step carries from round to round. */
interface Step {
  readonly state: TargetState;
  /** What has begun and not ended. */
  readonly open: readonly OpenAction[];
  /** The target is gone or not ours: there is nothing more to do. */
  readonly over: boolean;
}

/** One wake of one target. `owner` names the queue message, so that its second delivery can take over from a dead first. */
export async function reconcile(target: Target, owner: string, ports: Ports): Promise<void> {
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), LEASE_SECONDS);
  if (!claim.claimed) return ports.log.info('Nothing to do', { target: targetKey(target), because: claim.reason });

  const before = claim.stored.state;
  const step = await takeStep(before, ports);
  await recordVerdict(before, step.state, ports);
  const told = await tellPeople(step.state, ports);
  const released = await ports.targets.release(claim.stored, withWake(told, step, ports), ports.clock.now());

  const wakeAt = released?.wakeAt;
  if (wakeAt !== undefined) await ports.queue.send(target, secondsUntil(wakeAt, ports));
}

async function takeStep(before: TargetState, ports: Ports): Promise<Step> {
  const { target } = before;
  const startedAt = ports.clock.now().getTime();
  const written = ports.profiles.find(({ name }) => name === target.profile);
  if (written === undefined) return endWith(before, { verdict: 'OptedOut', reason: 'NoSuchProfile' }, ports);
  const profile = profileFor(target.clusterId, written);

  let step = await pollOpen(before, ports);
  const judged = new Set<RuleId>();
  for (let round = 0; round < MOST_ROUNDS && !step.over; round++) {
    const { state, open } = step;
    const look = lookFor(step, ports);
    const inspection = inspectionFact(profile, state.inspection, now(ports));
    if (look.extent === 'none' || ports.clock.now().getTime() - startedAt > LAST_ROUND_SECONDS * 1000) break;
    if (look.extent === 'part') {
      // What was judged in this step and is due again waits for the next one: Azure is not asked the same twice in a row.
      const rules = ports.rules.filter(({ id }) => look.judge.includes(id) && !judged.has(id));
      if (rules.length === 0 && look.retry.length === 0) break;
      for (const { id } of rules) judged.add(id);
      const again = state.conditions.filter(({ ruleId }) => look.retry.includes(ruleId)).map(findingOf);
      const seen = await lookAtSome(target, profile, rules, inspection, ports.reader);
      step = await act(step, [...seen, ...again], profile, ports);
      continue;
    }
    const settled = state.conditions.filter(isSettled).map(({ ruleId }) => ruleId);
    const seen = await lookAtAll(target, profile, { settled, busyWithUs: isBusy(open, ports), inspection }, ports);
    const looked = { ...step, state: { ...state, dirty: false, fullLookAt: now(ports) } };
    step =
      seen.kind === 'findings'
        ? await act(looked, seen.findings, profile, ports)
        : await endWith(looked.state, seen, ports);
  }
  return step.over ? step : { ...step, state: withVerdict(step.state, ports) };
}

/** What was begun in earlier steps: a cheap look at whether it has ended. */
async function pollOpen(state: TargetState, ports: Ports): Promise<Step> {
  const { ended, open } = await resolveOpen(state.target, ports);
  const attempts = withAttempts(state.attempts, ended, momentOf(ports));
  const conditions = withOpen(withResults(state.conditions, ended, attempts, now(ports)), open);
  const inspected = withInspection({ ...state, conditions, attempts }, ended, now(ports));
  return { state: withDone(inspected, ended, now(ports)), open, over: false };
}

/** findings → plan → actions: all that is possible now. */
async function act(step: Step, found: readonly Finding[], profile: Profile, ports: Ports): Promise<Step> {
  const { state, open } = step;
  const { target, attempts: before } = state;
  const confirmed = await confirmCarriedOut(found, before, ports);
  const plan = makePlan(confirmed, { profile, traits: ports.remediators, open, attempts: before, now: now(ports) });
  const cleared = await preflight(target, profile, plan.actions, ports);

  const findings = withNewer(confirmed, cleared.findings);
  await recordFindings(state, findings, ports);
  const conditions = withFindings(state.conditions, findings, momentOf(ports));
  const results = [...cleared.refused, ...(await runActions(target, cleared.actions, ports))];

  const attempts = withAttempts(before, results, momentOf(ports));
  const after = withResults(withSkipped(conditions, plan.skipped, before), results, attempts, now(ports));
  const acted = { ...state, conditions: after, attempts: attemptsStillWanted(attempts, after) };
  return {
    state: withDone(withInspection(acted, results, now(ports)), results, now(ports)),
    open: cleared.actions.length === 0 ? open : await ports.trail.open(target),
    over: false,
  };
}

/** A rule that was judged again, with the plan known, counts as it is then. */
function withNewer(findings: readonly Finding[], newer: readonly Finding[]): readonly Finding[] {
  return [...findings.filter(({ ruleId }) => newer.every((each) => each.ruleId !== ruleId)), ...newer];
}

/** The target is gone or not ours. What the cluster's tag asks for in its place is woken. */
async function endWith(state: TargetState, { verdict, reason, instead }: Over, ports: Ports): Promise<Step> {
  if (instead !== undefined) await wake(instead, undefined, ports);
  if (verdict === 'Gone' && state.verdict !== 'Gone' && state.verdictReason !== SEEMS_GONE) {
    return { state: changeVerdict(withoutLook(state), 'Unknown', SEEMS_GONE, ports), open: [], over: true };
  }
  return {
    state: { ...changeVerdict(state, verdict, reason, ports), conditions: [], attempts: {} },
    open: [],
    over: true,
  };
}

/** Takes note that something happened to a target, and has it looked at. The note comes first: it outlives a lost message. */
export async function wake(target: Target, eventId: string | undefined, ports: Ports): Promise<boolean> {
  const marked = await ports.targets.markDirty(target, ports.clock.now(), eventId);
  if (marked === 'seenBefore') return false;
  await ports.queue.send(target, 0);
  return true;
}

function withVerdict(state: TargetState, ports: Ports): TargetState {
  const conditions = withDeadlines(state.conditions, now(ports));
  const { verdict, reason } = verdictOf(conditions);
  return changeVerdict({ ...state, conditions }, verdict, reason, ports);
}

/** The next look is a full one, whatever else. */
function withoutLook({ fullLookAt: _, ...state }: TargetState): TargetState {
  return state;
}

function changeVerdict(state: TargetState, verdict: Verdict, reason: string, ports: Ports): TargetState {
  const since = verdict === state.verdict ? state.verdictSince : now(ports);
  return { ...state, verdict, verdictReason: reason, verdictSince: since };
}

/** Of what is open, only that which holds the cluster's write lane makes AKS say so. */
function isBusy(open: readonly OpenAction[], { remediators }: Ports): boolean {
  return open.some(({ action: { remedy } }) => remediatorOf(remedy, remediators).lane(remedy) !== undefined);
}

function lookFor({ state, open }: Step, ports: Ports): Look {
  return nextLook(state, { now: now(ports), driftSeconds: driftOf(state, ports), dirty: state.dirty, open });
}

function withWake(state: TargetState, step: Step, ports: Ports): TargetState {
  const { wakeAt: _, ...rest } = state;
  if (state.verdict === 'Gone') return rest;
  const { pollSeconds } = ports;
  const driftSeconds = driftOf(state, ports);
  const unfinished = state.verdictReason === SEEMS_GONE || (!step.over && lookFor(step, ports).extent !== 'none');
  return {
    ...rest,
    wakeAt: nextWake(state, { now: now(ports), pollSeconds, driftSeconds, open: step.open, unfinished }),
  };
}

async function recordFindings(state: TargetState, findings: readonly Finding[], { trail }: Ports): Promise<void> {
  const changes = findings.flatMap(({ ruleId, outcome, reason, message }) => {
    const before = state.conditions.find((condition) => condition.ruleId === ruleId);
    const same = before?.outcome === outcome && before.reason === reason;
    return same ? [] : [{ ruleId, from: before?.outcome ?? ('unseen' as const), to: outcome, reason, message }];
  });
  if (changes.length > 0) await trail.append(state.target, [{ type: 'findingsChanged', changes }]);
}

async function recordVerdict(before: TargetState, after: TargetState, { trail }: Ports): Promise<void> {
  if (before.verdict === after.verdict && before.verdictReason === after.verdictReason) return;
  const { verdict: from } = before;
  await trail.append(after.target, [{ type: 'verdictChanged', from, to: after.verdict, reason: after.verdictReason }]);
}

/**
 * For each target a little earlier or later than the setting says: the fleet is looked at all day long, not all at once. Where people
 * are at work nobody tells of what they have done, so it is looked for more often.
 */
function driftOf({ target, verdict }: TargetState, { driftSeconds }: Ports): number {
  const forPeople = verdict === 'NeedsPerson' || verdict === 'Failed' || verdict === 'Unknown';
  const seconds = forPeople ? Math.min(driftSeconds, UNREADY_SECONDS) : driftSeconds;
  return seconds * (0.9 + spreadOf(targetKey(target)) / 5);
}

function momentOf(ports: Ports) {
  return { now: now(ports), pollSeconds: ports.pollSeconds };
}

function now({ clock }: Ports): string {
  return clock.now().toISOString();
}

function secondsUntil(time: string, { clock }: Ports): number {
  return Math.max(0, Math.ceil((Date.parse(time) - clock.now().getTime()) / 1000));
}
