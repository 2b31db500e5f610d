import { KINDS } from '../../changes/index.ts';
import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { isFine } from './steps.ts';

/**
 * What is to be done: first what is for a person, which stands in the way of changes. Of the
 * changes, those that others stand on.
 */
export function openInOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding) =>
    finding.outcome === 'missing' ? KINDS.indexOf(finding.remedy.kind) : finding.outcome === 'manual' ? -1 : 99;
  return findings.filter((finding) => !isFine(finding)).sort((one, other) => rank(one) - rank(other));
}

/** The findings that each change waits for. */
export function unmetIn({ skipped }: Plan): ReadonlyMap<RuleId, readonly RuleId[]> {
  return new Map(skipped.flatMap(({ action, unmet = [] }) => action.ruleIds.map((id) => [id, unmet] as const)));
}

/**
 * The findings that can be dealt with in this order: each stands on nothing that is not dealt with
 * before it.
 */
export function feasibleIn(
  open: readonly Finding[],
  unmet: ReadonlyMap<RuleId, readonly RuleId[]>,
  canBeDone: (finding: Finding) => boolean,
): ReadonlySet<RuleId> {
  const feasible = new Set<RuleId>();
  for (const finding of open) {
    const isFree = (unmet.get(finding.ruleId) ?? []).every((id) => feasible.has(id));
    if (isFree && canBeDone(finding)) feasible.add(finding.ruleId);
  }
  return feasible;
}

/** The findings that this one waits for, as a sentence. */
export function waitsFor(finding: Finding, unmet: ReadonlyMap<RuleId, readonly RuleId[]>): readonly string[] {
  const others = unmet.get(finding.ruleId) ?? (finding.outcome === 'blocked' ? finding.by : []);
  return others.length > 0 ? [`Waits for ${others.join(', ')}.`] : [];
}

/** The first line about a cluster. */
export function headingOf({ target }: ScanResult): string {
  const { name, resourceGroup = '', subscriptionId } = partsOf(target.clusterId);
  return `Cluster ${name}, resource group ${resourceGroup}, subscription ${subscriptionId}, profile ${target.profile}`;
}
