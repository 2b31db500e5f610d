/**
 * START HERE. What happens between an event and a cluster that is ready for backup:
 *
 *   event → target → facts → findings → plan → actions → record → people
 *
 * Nothing here waits. A step does what is possible now, stores what it saw, and says when to wake it again.
 */

import { lookAtAll, lookAtSome, type Seen } from './look.ts';
import type { OpenAction } from './model/action.ts';
import type { Finding } from './model/finding.ts';
import type { Profile } from './model/profile.ts';
import type { RecordBody } from './model/record.ts';
import type { TargetState, Verdict } from './model/state.ts';
import { type Target, targetKey } from './model/target.ts';
import { tellPeople } from './notify/tell-people.ts';
import {
  attemptsStillWanted,
  type EndedAction,
  isSettled,
  withAttempts,
  withFindings,
  withResults,
  withSkipped,
} from './plan/conditions.ts';
import { nextLook } from './plan/due.ts';
import { makePlan } from './plan/make-plan.ts';
import { nextWake } from './plan/next-wake.ts';
import { verdictOf } from './plan/verdict.ts';
import type { Ports } from './ports.ts';
import { confirmCarriedOut } from './remediate/confirm-carried-out.ts';
import { resolveOpen } from './remediate/resolve-open.ts';
import { runActions } from './remediate/run-actions.ts';

/** How long a step may hold its target; a holder that lives longer than this has lost it. */
const LEASE_SECONDS = 60;
/** No new round begins after this long, so that a step stays well below the 25 s that a function may take. */
const STEP_SECONDS = 12;
const MOST_ROUNDS = 5;

/** What a step carries from round to round. */
interface Step {
  readonly state: TargetState;
  readonly open: readonly OpenAction[];
  /** The verdict, where it does not follow from the conditions: gone, opted out, no profile. */
  readonly ended?: { readonly verdict: Verdict; readonly reason: string };
}

/** One wake of one target. `owner` names the queue message: only its own second delivery may take the work over at once. */
export async function reconcile(target: Target, owner: string, ports: Ports): Promise<void> {
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), LEASE_SECONDS);
  if (!claim.claimed) return ports.log.info('Nothing to do', { target: targetKey(target), because: claim.reason });

  const { stored } = claim;
  const step = await takeStep(stored.state, ports);
  const told = await tellPeople(withVerdict(step, ports), ports);
  await recordVerdict(stored.state, told, ports);

  const next = await ports.targets.release(stored, withWake(told, step.open, ports), ports.clock.now());
  if (next?.wakeAt !== undefined) await ports.queue.send(target, secondsUntil(next.wakeAt, ports));
}

async function takeStep(before: TargetState, ports: Ports): Promise<Step> {
  const { target } = before;
  const profile = ports.profiles.find(({ name }) => name === target.profile);
  if (profile === undefined)
    return { state: before, open: [], ended: { verdict: 'OptedOut', reason: 'NoSuchProfile' } };

  const resolved = await resolveOpen(target, ports);
  let step: Step = { state: withEnded(before, resolved.ended, ports), open: resolved.open };
  const startedAt = ports.clock.now().getTime();
  for (let round = 0; round < MOST_ROUNDS && step.ended === undefined; round++) {
    const look = nextLook(step.state, { ...momentOf(ports), dirty: step.state.dirty, open: step.open });
    if (look.extent === 'none' || ports.clock.now().getTime() - startedAt > STEP_SECONDS * 1000) break;

    const seen =
      look.extent === 'full'
        ? await lookAtAll(target, profile, ports, beforeLook(step))
        : await lookAtSome(
            target,
            profile,
            ports.rules.filter(({ id }) => look.ruleIds.includes(id)),
            ports.arm,
          );
    if (look.extent === 'full')
      step = { ...step, state: { ...step.state, dirty: false, fullLookAt: momentOf(ports).now } };
    step =
      seen.kind === 'findings' ? await act(step, seen.findings, profile, ports) : await turnAway(step, seen, ports);
  }
  return step;
}

/** findings → plan → actions: everything that is possible now. */
async function act(step: Step, found: readonly Finding[], profile: Profile, ports: Ports): Promise<Step> {
  const moment = momentOf(ports);
  const { state, open } = step;
  const findings = await confirmCarriedOut(found, state.attempts, ports);
  await recordFindings(state, findings, ports);

  const conditions = withFindings(state.conditions, findings, moment);
  const plan = makePlan(findings, {
    profile,
    traits: ports.remediators,
    open,
    attempts: state.attempts,
    now: moment.now,
  });
  const results = await runActions(state.target, plan.actions, ports);
  const attempts = withAttempts(state.attempts, results.ended, momentOf(ports));
  const after = withResults(withSkipped(conditions, plan.skipped), results.ended, attempts, momentOf(ports).now);
  return {
    state: { ...state, conditions: after, attempts: attemptsStillWanted(attempts, after) },
    open: [...open, ...results.open],
  };
}
