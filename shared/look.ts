import type { ArmReader } from './azure/arm.ts';
import { collect } from './facts/collect.ts';
import { resolveProfile } from './intake/resolve-profile.ts';
import type { Cluster } from './model/azure.ts';
import type { Fact, Need } from './model/fact.ts';
import type { Finding } from './model/finding.ts';
import type { Profile } from './model/profile.ts';
import type { RuleId } from './model/rule-id.ts';
import type { Target } from './model/target.ts';
import { clusterRunning } from './rules/cluster/cluster-running.ts';
import type { AnyRule } from './rules/define-rule.ts';
import { blockedBy, evaluateRules } from './rules/evaluate-rules.ts';

/** What a look at a target shows: findings, or that it is not ours to look at. */
export type Seen =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'gone' }
  /** `instead` is the target that the cluster's tag asks for. */
  | { readonly kind: 'notOurs'; readonly reason: 'OptedOut' | 'OutOfScope' | 'OtherProfile'; readonly instead?: Target }
  /** The cluster's tag names a profile that does not select it. */
  | { readonly kind: 'wrongTag'; readonly tag: string };

export interface LookPorts {
  readonly arm: ArmReader;
  readonly profiles: readonly Profile[];
  readonly rules: readonly AnyRule[];
}

/** What is known from before the look. */
export interface Before {
  readonly settled: ReadonlySet<RuleId>;
  /** A write of ours is running on the cluster. */
  readonly busyWithUs: boolean;
}

/**
 * Reads what the rules need and judges all of them. The cluster comes first: whether it is there, whether its tags and the
 * selectors still lead to this profile, and whether it is running. Only then is anything else read.
 */
export async function lookAtAll(
  target: Target,
  profile: Profile,
  { arm, profiles, rules }: LookPorts,
  before: Before,
): Promise<Seen> {
  const known = await collect(['cluster'], { target, profile, arm });
  const cluster: Fact<Cluster> | undefined = known.cluster;
  if (cluster?.state === 'unknown' && cluster.failure.class === 'gone') return { kind: 'gone' };
  if (cluster?.state === 'known') {
    const turnedAway = whoseIsIt(target, cluster.value, profiles);
    if (turnedAway !== undefined) return turnedAway;
  }

  const [running] = evaluateRules([clusterRunning], known, profile);
  // Our own write makes AKS say "Updating" as well; that is no reason to stop looking.
  const waits = running?.outcome === 'pending' ? !before.busyWithUs : running?.outcome !== 'satisfied';
  if (running !== undefined && waits) {
    const unsettled = rules.filter(({ id }) => id !== clusterRunning.id && !before.settled.has(id));
    return { kind: 'findings', findings: [running, ...blockedBy(unsettled, running)] };
  }
  const facts = await collect(needsOf(rules), { target, profile, arm, known });
  return { kind: 'findings', findings: evaluateRules(rules, facts, profile) };
}

/** Reads what these rules need and judges only them. */
export async function lookAtSome(
  target: Target,
  profile: Profile,
  rules: readonly AnyRule[],
  arm: ArmReader,
): Promise<Seen> {
  const facts = await collect(needsOf(rules), { target, profile, arm });
  return { kind: 'findings', findings: evaluateRules(rules, facts, profile) };
}

function whoseIsIt(target: Target, cluster: Cluster, profiles: readonly Profile[]): Seen | undefined {
  const resolution = resolveProfile(target.clusterId, cluster.tags, profiles);
  switch (resolution.state) {
    case 'optedOut':
      return { kind: 'notOurs', reason: 'OptedOut' };
    case 'outOfScope':
      return { kind: 'notOurs', reason: 'OutOfScope' };
    case 'notAllowed':
      return { kind: 'wrongTag', tag: resolution.tag };
    case 'chosen':
      return resolution.profile.name === target.profile
        ? undefined
        : { kind: 'notOurs', reason: 'OtherProfile', instead: { ...target, profile: resolution.profile.name } };
  }
}

function needsOf(rules: readonly AnyRule[]): readonly Need[] {
  return [...new Set(rules.flatMap(({ needs }) => needs))];
}
