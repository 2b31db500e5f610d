import type { NetworkSecurityGroup, NodeSubnet, SecurityRule } from '../../model/network.ts';
import { defaultRouteOf } from '../../model/routes.ts';
import { contains, isPrivate, parseRange } from './address-range.ts';
import type { OutboundNeed } from './outbound-needs.ts';

/** Whether a security group lets the traffic of a subnet out to a service. */
export type OutboundVerdict =
  | { readonly verdict: 'open' | 'closed'; readonly by: SecurityRule | undefined }
  /**
   * The rules ahead of the deciding one are for a part of the service's addresses, ports or
   * sources.
   */
  | { readonly verdict: 'partial'; readonly by: readonly SecurityRule[] };

/** The part of a need's traffic that a rule is for. */
type Cover = 'all' | 'some' | 'none';

const EVERYWHERE = ['*', 'any', 'internet', '0.0.0.0/0'];

/**
 * The first rule in the order of priorities that is for all of the traffic decides, unless one
 * ahead of it says otherwise for a part.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
export function outboundVerdict(
  { rules, defaultRules }: NetworkSecurityGroup,
  subnets: readonly NodeSubnet[],
  need: OutboundNeed,
): OutboundVerdict {
  const partial: SecurityRule[] = [];
  for (const rule of [...rules, ...defaultRules].filter(isOutbound).sort((a, b) => a.priority - b.priority)) {
    const cover = coverOf(rule, subnets, need);
    if (cover === 'none') continue;
    if (cover === 'some') {
      partial.push(rule);
      continue;
    }
    const against = partial.filter(({ access }) => access !== rule.access);
    if (against.length > 0) return { verdict: 'partial', by: against };
    return { verdict: rule.access === 'allow' ? 'open' : 'closed', by: rule };
  }
  return partial.some(({ access }) => access === 'allow')
    ? { verdict: 'partial', by: partial }
    : { verdict: 'closed', by: undefined };
}

function coverOf(rule: SecurityRule, subnets: readonly NodeSubnet[], need: OutboundNeed): Cover {
  const parts = [
    protocolCover(rule),
    portCover(rule),
    sourceCover(rule, subnets),
    destinationCover(rule, subnets, need),
  ];
  if (parts.includes('none')) return 'none';
  return parts.includes('some') ? 'some' : 'all';
}

function protocolCover({ protocol }: SecurityRule): Cover {
  return ['*', 'any', 'tcp'].includes(protocol.toLowerCase()) ? 'all' : 'none';
}

/** HTTPS alone: the names that are asked for in the clear serve the revocation of certificates. */
function portCover({ ports, sourcePorts }: SecurityRule): Cover {
  const to443 = ports.some((port) => {
    const [first = '', last = first] = port.trim().split('-');
    return port.trim() === '*' || (Number(first) <= 443 && 443 <= Number(last));
  });
  if (!to443) return 'none';
  return sourcePorts.some((port) => ['*', '0-65535', '1-65535'].includes(port.trim())) ? 'all' : 'some';
}

/**
 * Without sources the rule names application security groups, whose members Backstay does not read.
 */
function sourceCover({ sources }: SecurityRule, subnets: readonly NodeSubnet[]): Cover {
  const words = sources.map((source) => source.trim().toLowerCase());
  if (words.some((word) => ['*', 'any', 'virtualnetwork', '0.0.0.0/0'].includes(word))) return 'all';
  const ranges = words.map(parseRange).filter((range) => range !== undefined);
  const prefixes = subnets.flatMap(({ addressPrefixes }) => addressPrefixes).map(parseRange);
  const covered = prefixes.filter(
    (prefix) => prefix !== undefined && ranges.some((range) => contains(range, prefix)),
  ).length;
  if (prefixes.length > 0 && covered === prefixes.length) return 'all';
  const apart = ranges.length === words.length && words.length > 0;
  const touching = ranges.some((range) =>
    prefixes.some((prefix) => prefix !== undefined && range.first <= prefix.last && prefix.first <= range.last),
  );
  return apart && prefixes.length > 0 && !touching ? 'none' : 'some';
}

function destinationCover(
  { destinations }: SecurityRule,
  subnets: readonly NodeSubnet[],
  { tags, partlyBy }: OutboundNeed,
): Cover {
  // Without destinations the rule names application security groups: machines in the network, never
  // a service of Azure.
  const covers = destinations.map((destination): Cover => {
    const word = destination.trim().toLowerCase();
    if (EVERYWHERE.includes(word) || tags.includes(word)) return 'all';
    if (partlyBy.includes(word)) return 'some';
    // The tag may hold the default route of a route table.
    if (word === 'virtualnetwork')
      return subnets.some((subnet) => defaultRouteOf(subnet) !== undefined) ? 'some' : 'none';
    const range = parseRange(word);
    if (range === undefined) return 'none';
    return isPrivate(range) ? 'none' : 'some';
  });
  if (covers.includes('all')) return 'all';
  return covers.includes('some') ? 'some' : 'none';
}

function isOutbound({ direction }: SecurityRule): boolean {
  return direction === 'outbound';
}
