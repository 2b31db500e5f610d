import type { NetworkSecurityGroup, SecurityRule } from '../../model/network.ts';
import { contains, isPrivate, parseRange } from './address-range.ts';

/** The service tags that Azure Backup asks to be let in. */
export type ServiceTag = 'AzureBackup' | 'AzureCloud';

/** Whether a group lets a service tag in. */
export type InboundVerdict = {
  /**
   * Denies ahead of the rule that decides that take only a part of the traffic away, or perhaps a
   * part.
   */
  readonly narrowDenies: readonly SecurityRule[];
  /** Rules that let the tag in, but only a part of it: single ports, single places. */
  readonly narrowAllows: readonly SecurityRule[];
} & (
  | { readonly verdict: 'allowed'; readonly by: SecurityRule }
  /** `by` is `undefined` where nothing lets it in: what no rule lets in is stopped. */
  | { readonly verdict: 'stopped'; readonly by: SecurityRule | undefined }
);

/**
 * The rule that decides on traffic from a service tag: the first in the order of priorities that
 * takes all of it.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 *
 * `subnetPrefixes` are the addresses behind the group; a rule for exactly these, or for wider ones,
 * is one for all of them.
 */
export function inboundVerdict(
  { rules, defaultRules }: NetworkSecurityGroup,
  tag: ServiceTag,
  subnetPrefixes: readonly string[],
): InboundVerdict {
  const narrowDenies: SecurityRule[] = [];
  const narrowAllows: SecurityRule[] = [];
  for (const rule of [...rules, ...defaultRules].filter(isInbound).sort((a, b) => a.priority - b.priority)) {
    const from = sourcesCover(rule, tag);
    if (from === 'none') continue;
    if (from === 'all' && takesAllTraffic(rule, subnetPrefixes)) {
      const verdict = rule.access === 'allow' ? 'allowed' : 'stopped';
      return { verdict, by: rule, narrowDenies, narrowAllows };
    }
    if (rule.access === 'deny') narrowDenies.push(rule);
    else if (from === 'all' || namesRegionOf(rule, tag)) narrowAllows.push(rule);
  }
  return { verdict: 'stopped', by: undefined, narrowDenies, narrowAllows };
}

/** How much of a tag's addresses the sources of a rule are. */
type Cover = 'all' | 'some' | 'none';

/**
 * Which sources hold all addresses of which tag, as documented: `Internet` has the address space
 * that Azure owns in it. That `AzureCloud` holds all of `AzureBackup` is nowhere said, and the
 * prerequisites name both.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags
 */
const WIDER = ['*', 'any', 'internet', '0.0.0.0/0'];
/**
 * Sources that hold no public address of Azure. Of `VirtualNetwork` the same page says that it may
 * hold default routes.
 */
const ELSEWHERE = ['azureloadbalancer'];

function sourcesCover({ sources }: SecurityRule, tag: ServiceTag): Cover {
  const covers = sources.map((source): Cover => {
    const word = source.trim().toLowerCase();
    if (word === tag.toLowerCase() || WIDER.includes(word)) return 'all';
    if (ELSEWHERE.includes(word)) return 'none';
    const range = parseRange(word);
    return range !== undefined && isPrivate(range) ? 'none' : 'some';
  });
  if (covers.includes('all')) return 'all';
  return covers.includes('some') ? 'some' : 'none';
}

/** `AzureCloud.westeurope` is a part of `AzureCloud`. */
function namesRegionOf({ sources }: SecurityRule, tag: ServiceTag): boolean {
  return sources.some((source) => source.toLowerCase().startsWith(`${tag.toLowerCase()}.`));
}

/** All ports of all machines behind the group, over TCP at least: Azure Backup speaks HTTPS. */
function takesAllTraffic(rule: SecurityRule, subnetPrefixes: readonly string[]): boolean {
  const protocol = ['*', 'any', 'tcp'].includes(rule.protocol.toLowerCase());
  return protocol && allPorts(rule.ports) && allPorts(rule.sourcePorts) && allPlaces(rule.destinations, subnetPrefixes);
}

function allPorts(ports: readonly string[]): boolean {
  return ports.some((port) => ['*', '0-65535', '1-65535'].includes(port.trim()));
}

function allPlaces(destinations: readonly string[], subnetPrefixes: readonly string[]): boolean {
  if (destinations.some((each) => ['*', 'any', 'virtualnetwork', '0.0.0.0/0'].includes(each.trim().toLowerCase()))) {
    return true;
  }
  const ranges = destinations.map(parseRange).filter((range) => range !== undefined);
  return (
    subnetPrefixes.length > 0 &&
    subnetPrefixes.every((prefix) => {
      const inner = parseRange(prefix);
      return inner !== undefined && ranges.some((outer) => contains(outer, inner));
    })
  );
}

function isInbound({ direction }: SecurityRule): boolean {
  return direction === 'inbound';
}
