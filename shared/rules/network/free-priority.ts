import type { NetworkSecurityGroup } from '../../model/network.ts';
import { inboundVerdict, type ServiceTag } from './inbound-verdict.ts';

/**
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
const FIRST = 100;
const LAST = 4096;

const TAGS: readonly ServiceTag[] = ['AzureBackup', 'AzureCloud'];

/**
 * The last free priority ahead of the rule that stops a tag, so that all other rules stay ahead of
 * the new one; `undefined` when there is none behind the narrower denies. Two tags that are both
 * stopped never get the same one.
 */
export function freePriority(
  group: NetworkSecurityGroup,
  tag: ServiceTag,
  subnetPrefixes: readonly string[],
): number | undefined {
  const taken = new Set(group.rules.filter(({ direction }) => direction === 'inbound').map(({ priority }) => priority));
  for (const each of TAGS) {
    const { verdict, by, narrowDenies } = inboundVerdict(group, each, subnetPrefixes);
    if (verdict === 'allowed') continue;
    const before = Math.min(by?.priority ?? LAST + 1, LAST + 1);
    const after = Math.max(FIRST - 1, ...narrowDenies.map(({ priority }) => priority));
    const free = lastFree(before, after, taken);
    if (each === tag) return free;
    if (free !== undefined) taken.add(free);
  }
  return undefined;
}

function lastFree(before: number, after: number, taken: ReadonlySet<number>): number | undefined {
  for (let priority = before - 1; priority > after; priority--) {
    if (!taken.has(priority)) return priority;
  }
  return undefined;
}
