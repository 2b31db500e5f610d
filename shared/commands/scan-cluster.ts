import { withAccepted } from '../acceptances/active.ts';
import { reviewAcceptances } from '../acceptances/review.ts';
import { type AssessPorts, assess } from '../assess/assess.ts';
import type { Trail } from '../audit/trail.ts';
import { changeFor } from '../changes/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { OpenAction } from '../model/action.ts';
import type { Finding } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { ScanResult } from '../model/scan.ts';
import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { withFindings, withSkipped } from '../plan/conditions.ts';
import { withAcceptedCauses } from '../plan/explained-refusals.ts';
import { inspectionFact } from '../plan/inspection.ts';
import { makePlan } from '../plan/make-plan.ts';
import { rememberedOf } from '../plan/remembered.ts';
import { verdictOf } from '../plan/verdict.ts';
import { profileFor } from '../profiles/resolve-profile.ts';
import { planIdOf } from '../scan/plan-id.ts';

export interface ScanPorts extends AssessPorts {
  readonly clock: Clock;
  /** In seconds; only paces what a scan never does. */
  readonly pollSeconds: number;
  /**
   * What is known of the target from before, where there is a storage that knows: a scan reads it
   * and leaves it as it is.
   */
  readonly known?: {
    readonly trail: Pick<Trail, 'open'>;
    state(target: Target): Promise<TargetState | undefined>;
  };
}

/**
 * Judges one cluster as the loop would, and plans what would run in mode "enforce". Writes nothing,
 * to Azure or anywhere.
 */
export async function scanCluster(target: Target, ports: ScanPorts): Promise<ScanResult> {
  const scannedAt = ports.clock.now().toISOString();
  const written = ports.profiles.find(({ name }) => name === target.profile);
  if (written === undefined) throw new Error(`There is no profile "${target.profile}".`);
  const profile = profileFor(target.clusterId, written);

  const open = (await ports.known?.trail.open(target)) ?? [];
  const { known } = ports;
  const state = await known?.state(target);
  const remembered =
    known === undefined
      ? { inspection: inspectionFact(profile, undefined, scannedAt) }
      : rememberedOf(profile, state, scannedAt);
  const busyWithUs = open.some(({ action: { remedy } }) => changeFor(remedy).lane(remedy));
  const seen = await assess(target, profile, { settled: [], busyWithUs, ...remembered }, ports);
  if (seen.kind === 'over') {
    const { verdict, reason } = seen;
    const plan = planFor([], open, profile, scannedAt);
    return { target, scannedAt, verdict, reason, findings: [], plan, planId: planIdOf(target, plan) };
  }

  const accepting = { target, profile, rules: ports.rules, now: scannedAt };
  const { acceptances } = reviewAcceptances(state?.acceptances ?? [], { ...accepting, findings: seen.findings });
  const marked = withAccepted(seen.findings, acceptances, accepting);
  const findings = withAcceptedCauses(marked, marked);
  const plan = planFor(findings, open, profile, scannedAt);
  const moment = { now: scannedAt, pollSeconds: ports.pollSeconds };
  const { verdict, reason } = verdictOf(withSkipped(withFindings([], findings, moment), plan.skipped, {}));
  return { target, scannedAt, verdict, reason, findings, plan, planId: planIdOf(target, plan) };
}

/**
 * The same plan that a manual call makes: without regard to the profile's mode and to earlier
 * tries.
 */
function planFor(findings: readonly Finding[], open: readonly OpenAction[], profile: Profile, now: string): Plan {
  return makePlan(findings, { profile: { ...profile, mode: 'enforce' }, open, attempts: {}, now });
}
