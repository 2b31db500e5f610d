import { collect } from '../facts/collect.ts';
import type { Cluster } from '../model/azure.ts';
import type { Fact, FactSet, Need } from '../model/fact.ts';
import type { Finding } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Verdict } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import { explainRefusals } from '../plan/explained-refusals.ts';
import type { Remembered } from '../plan/remembered.ts';
import { stepsInOrder } from '../plan/steps-in-order.ts';
import type { ArmReader } from '../ports/arm.ts';
import { resolveProfile } from '../profiles/resolve-profile.ts';
import { clusterRunning } from '../rules/cluster/cluster-running.ts';
import type { AnyRule } from '../rules/define-rule.ts';
import { blockedBy, evaluateRules } from '../rules/evaluate-rules.ts';

/** The result of an assessment: findings, or that nothing (more) is to be done. */
export type Seen = Found | ({ readonly kind: 'over' } & Over);

export interface Found {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
  /** The cluster, where it was read for them. */
  readonly cluster?: Fact<Cluster> | undefined;
}

export interface Over {
  readonly verdict: Verdict;
  readonly reason: string;
  /** The target that the cluster's tag asks for in place of this one. */
  readonly instead?: Target;
}

export interface AssessPorts {
  readonly reader: ArmReader;
  readonly profiles: readonly Profile[];
  readonly rules: readonly AnyRule[];
}

/** What is known from before the look. */
export interface Before extends Remembered {
  readonly settled: readonly RuleId[];
  /** A write of ours is running. */
  readonly busyWithUs: boolean;
}

/**
 * Reads what the rules need and judges all of them. The cluster comes first: whether it is there,
 * whether its tags and the selectors still lead to this profile, and whether it is running. Only
 * then is anything else read.
 */
export async function assess(target: Target, profile: Profile, before: Before, ports: AssessPorts): Promise<Seen> {
  const { reader: arm, rules } = ports;
  const known = await collect(['cluster'], { target, profile, arm });
  const { cluster } = known;
  const over = cluster === undefined ? undefined : whyOver(target, cluster, ports.profiles);
  if (over !== undefined) return { kind: 'over', ...over };

  const [running] = evaluateRules([clusterRunning], known, profile);
  const waiting = running === undefined ? [] : rules.filter((rule) => waitsForCluster(rule, running, before));
  const judged = rules.filter((rule) => !waiting.includes(rule));
  const facts = await collect(needsOf(judged), { ...rememberedIn(before), target, profile, arm, known });
  const unsettled = waiting.filter(({ id }) => !before.settled.includes(id));
  const blocked = running === undefined ? [] : blockedBy(unsettled, running);
  const findings = stepsInOrder(explainRefusals([...evaluateRules(judged, facts, profile), ...blocked]));
  return { kind: 'findings', findings, cluster };
}

/** The facts that a command inside the cluster shows, which runs only in a running cluster. */
const INSIDE: readonly Need[] = ['inspection', 'podIdentityInspection'];

/**
 * While another operation changes the cluster, its state is about to differ: all rules wait. A
 * cluster that is stopped or failed stays as it is, so everything that does not need it running is
 * judged. Backstay's own write makes AKS say "Updating" as well, and nothing waits for that.
 */
function waitsForCluster({ id, needs }: AnyRule, running: Finding, { busyWithUs }: Before): boolean {
  if (id === clusterRunning.id) return false;
  switch (running.outcome) {
    case 'satisfied':
      return false;
    case 'pending':
      return !busyWithUs;
    case 'manual':
      return needs.some((need) => INSIDE.includes(need));
    default:
      return true;
  }
}

/** Reads the cluster by itself, as it is now. */
export async function readCluster(
  target: Target,
  profile: Profile,
  arm: ArmReader,
): Promise<Fact<Cluster> | undefined> {
  return (await collect(['cluster'], { target, profile, arm })).cluster;
}

/**
 * Why there is nothing (more) to do for the target: its cluster is gone, or its tags and the
 * selectors lead elsewhere.
 */
export function whyOver(target: Target, cluster: Fact<Cluster>, profiles: readonly Profile[]): Over | undefined {
  if (cluster.state === 'known') return whyNotOurs(target, cluster.value, profiles);
  return cluster.failure.class === 'gone' ? { verdict: 'Gone', reason: cluster.failure.code } : undefined;
}

/** Rules, and the reader whose answers are new enough for them. */
export interface RulesToJudge {
  readonly rules: readonly AnyRule[];
  readonly reader: ArmReader;
}

/**
 * Reads what these rules need and judges only them; `others` are the findings that there are of the
 * other rules. The groups are in order, the one that needs the newest answers first: what was read
 * for it is new enough for the others too.
 */
export async function assessSome(
  target: Target,
  profile: Profile,
  groups: readonly RulesToJudge[],
  remembered: Remembered,
  others: readonly Finding[],
): Promise<Found> {
  let facts: FactSet = {};
  for (const { rules, reader: arm } of groups) {
    facts = await collect(needsOf(rules), { ...rememberedIn(remembered), target, profile, arm, known: facts });
  }
  const rules = groups.flatMap((group) => group.rules).sort((one, other) => one.id.localeCompare(other.id));
  const findings = stepsInOrder(explainRefusals(evaluateRules(rules, facts, profile), others), others);
  return { kind: 'findings', findings, cluster: facts.cluster };
}

function rememberedIn({ inspection, confirmation, restoreDrill, readiness }: Remembered): Remembered {
  return {
    inspection,
    ...(confirmation && { confirmation }),
    ...(restoreDrill && { restoreDrill }),
    ...(readiness && { readiness }),
  };
}

function whyNotOurs(target: Target, cluster: Cluster, profiles: readonly Profile[]): Over | undefined {
  const resolution = resolveProfile(cluster, profiles);
  switch (resolution.state) {
    case 'optedOut':
      return { verdict: 'OptedOut', reason: 'OptOutTag' };
    case 'outOfScope':
      return { verdict: 'OptedOut', reason: 'NoMatchingProfile' };
    case 'notAllowed':
      return { verdict: 'NeedsPerson', reason: 'ProfileTagMismatch' };
    case 'chosen': {
      const profile = resolution.profile.name;
      return profile === target.profile
        ? undefined
        : { verdict: 'OptedOut', reason: 'ProfileChanged', instead: { ...target, profile } };
    }
  }
}

function needsOf(rules: readonly AnyRule[]): readonly Need[] {
  return [...new Set(rules.flatMap(({ needs }) => needs))];
}
