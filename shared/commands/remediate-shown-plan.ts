import { withAccepted } from '../acceptances/active.ts';
import { withAcceptances } from '../acceptances/held.ts';
import { reviewAcceptances } from '../acceptances/review.ts';
import { assess } from '../assess/assess.ts';
import type { Caller } from '../model/caller.ts';
import type { Remediated } from '../model/command.ts';
import type { Finding } from '../model/finding.ts';
import { TARGET_LEASE_SECONDS } from '../model/limits.ts';
import type { Plan } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { Target } from '../model/target.ts';
import { isSettledAsRead } from '../plan/conditions.ts';
import { withAcceptedCauses } from '../plan/explained-refusals.ts';
import { makePlan } from '../plan/make-plan.ts';
import { rememberedOf } from '../plan/remembered.ts';
import { profileFor } from '../profiles/resolve-profile.ts';
import { type ActPorts, carryOut, pollOpen } from '../reconcile/act.ts';
import type { Ports } from '../reconcile/ports.ts';
import { type EndPorts, endStep, isBusy, now, type Step, withVerdict } from '../reconcile/step.ts';
import { planIdOf } from '../scan/plan-id.ts';

/** A plan that was shown to a person, who wants it carried out. */
export interface ShownPlanOrder {
  readonly target: Target;
  readonly planId: string;
  /** Names the request: no two have the same. */
  readonly owner: string;
}

type RemediatePorts = Omit<ActPorts, 'reader'> & EndPorts;

/**
 * Carries out exactly the plan that was shown, once, in any mode of the profile: the cluster is
 * assessed again, and where the plan would now be another one nothing is written. Changes that the
 * profile does not allow, or that need an approval, are not in such a plan.
 */
export async function remediateShownPlan(
  { target, planId, owner }: ShownPlanOrder,
  caller: Caller,
  ports: RemediatePorts,
): Promise<Remediated> {
  const written = ports.profiles.find(({ name }) => name === target.profile);
  if (written === undefined) return { kind: 'notPossible', why: `There is no profile "${target.profile}".` };
  const profile = profileFor(target.clusterId, written);

  // A mark that outlives this process: if it dies, the sweep requeues the target.
  await ports.targets.markDirty(target, ports.clock.now());
  const claim = await ports.targets.claim(target, owner, ports.clock.now(), TARGET_LEASE_SECONDS);
  if (!claim.claimed) return { kind: 'busy' };

  const { step, remediated } = await tryPlan(await pollOpen(claim.stored.state, ports), planId, caller, profile, ports);
  await endStep(claim.stored, step, ports);
  return remediated;
}

interface Tried {
  readonly step: Step;
  readonly remediated: Remediated;
}

async function tryPlan(
  step: Step,
  planId: string,
  caller: Caller,
  profile: Profile,
  ports: RemediatePorts,
): Promise<Tried> {
  const { state, open } = step;
  const { target } = state;
  // A running undo and this request would revert each other.
  if (state.undoing !== undefined) return { step, remediated: { kind: 'busy' } };
  const settled = state.conditions.filter(isSettledAsRead).map(({ ruleId }) => ruleId);
  const remembered = rememberedOf(profile, state, now(ports));
  // Nothing cached: a person relies on these facts, and on the rights that are read again before
  // the writes.
  const askedAt = now(ports);
  const fresh = { ...ports, reader: ports.arm };
  const seen = await assess(target, profile, { settled, busyWithUs: isBusy(open), ...remembered }, fresh);
  // The target stays marked, so that the loop assesses it and notifies.
  if (seen.kind === 'over') {
    return { step, remediated: { kind: 'notPossible', why: `It is not a cluster of this profile: ${seen.reason}.` } };
  }

  const accepting = { target, profile, rules: ports.rules, now: now(ports) };
  const review = reviewAcceptances(state.acceptances ?? [], { ...accepting, findings: seen.findings });
  const marked = withAccepted(seen.findings, review.acceptances, accepting);
  const findings = withAcceptedCauses(marked, marked);
  const plan = planByHand(findings, step, profile, ports);
  const planNow = planIdOf(target, plan);
  if (planNow !== planId) return { step, remediated: { kind: 'planChanged', planId: planNow, plan } };

  await ports.trail.append(target, [...review.records, { type: 'calledByHand', call: 'remediate', caller, planId }]);
  const assessed = { ...state, dirty: false, fullLookAt: now(ports), freshSince: askedAt };
  const looked = { ...step, state: withAcceptances(assessed, review.acceptances) };
  const chosen = { actions: plan.actions, skipped: leftToTheLoop(findings, plan, step, profile, ports) };
  const { step: after, results } = await carryOut(looked, findings, chosen, profile, fresh);
  return { step: { ...after, state: withVerdict(after.state, ports) }, remediated: { kind: 'done', results } };
}

/**
 * As a scan makes it: as if the profile acted, and without regard to earlier tries. Running changes
 * are not started again.
 */
function planByHand(findings: readonly Finding[], { open }: Step, profile: Profile, ports: Pick<Ports, 'clock'>): Plan {
  const acting = { ...profile, mode: 'enforce' as const };
  return makePlan(findings, { profile: acting, open, attempts: {}, now: now(ports) });
}

/** Why the loop does not do the rest by itself: in its own mode. */
function leftToTheLoop(
  findings: readonly Finding[],
  { actions }: Plan,
  step: Step,
  profile: Profile,
  ports: Pick<Ports, 'clock'>,
) {
  const { attempts, onHoldSince } = step.state;
  const onHold = onHoldSince !== undefined;
  const context = { profile, open: step.open, attempts, now: now(ports), onHold };
  const chosen = new Set(actions.map(({ key }) => key));
  return makePlan(findings, context).skipped.filter(({ action }) => !chosen.has(action.key));
}
