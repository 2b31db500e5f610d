import { listAt, numberAt, same, textAt, textsAt } from './world.ts';

/** The effect of a group of rules on traffic: `unknown` when rules cover it in part. */
export type Passage = 'allowed' | 'denied' | 'unknown';

export interface Traffic {
  readonly direction: 'Inbound' | 'Outbound';
  /**
   * The addresses and service tags that cover the whole far end: `['Internet', 'AzureCloud',
   * 'Storage']`.
   */
  readonly coveredBy: readonly string[];
  /** Prefixes of the near end, the subnet. */
  readonly subnet: readonly string[];
  /** TCP port at the destination; any when left out. */
  readonly port?: number;
}

/**
 * Rules are taken in the order of their priority, and the first that fits decides.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
 */
export function passageThrough(group: unknown, traffic: Traffic): Passage {
  const rules = [...listAt(group, 'properties.securityRules')].sort((a, b) => priorityOf(a) - priorityOf(b));
  for (const rule of rules) {
    if (!same(textAt(rule, 'properties.direction'), traffic.direction)) continue;
    const fit = fitOf(rule, traffic);
    if (fit === 'none') continue;
    if (fit === 'part') return 'unknown';
    return same(textAt(rule, 'properties.access'), 'Allow') ? 'allowed' : 'denied';
  }
  // AllowInternetOutBound, AllowVnetOutBound; DenyAllInBound for everything that is neither network
  // nor load balancer.
  return traffic.direction === 'Outbound' ? 'allowed' : 'denied';
}

function priorityOf(rule: unknown): number {
  return numberAt(rule, 'properties.priority') ?? Number.POSITIVE_INFINITY;
}

type Fit = 'whole' | 'part' | 'none';

function fitOf(rule: unknown, { direction, coveredBy, subnet, port }: Traffic): Fit {
  const [far, near] = direction === 'Outbound' ? ['destination', 'source'] : ['source', 'destination'];
  const fits = [
    fitOfFarEnd(prefixesOf(rule, far), coveredBy),
    fitOfSubnet(prefixesOf(rule, near), subnet),
    fitOfPort(rule, port),
    fitOfProtocol(textAt(rule, 'properties.protocol')),
    // Which nodes are in an application security group is not said anywhere near the rule.
    listAt(rule, `properties.${near}ApplicationSecurityGroups`).length > 0 ? 'part' : 'whole',
  ] as const;
  if (fits.includes('none')) return 'none';
  return fits.includes('part') ? 'part' : 'whole';
}

function prefixesOf(rule: unknown, end: string): readonly string[] {
  const one = textAt(rule, `properties.${end}AddressPrefix`);
  return [...(one ? [one] : []), ...textsAt(rule, `properties.${end}AddressPrefixes`)];
}

function fitOfFarEnd(prefixes: readonly string[], coveredBy: readonly string[]): Fit {
  const everything = ['*', 'Any', '0.0.0.0/0', ...coveredBy];
  if (prefixes.some((each) => everything.some((cover) => same(each, cover)))) return 'whole';
  // Public addresses may belong to Azure; private ones and the tags of other things do not.
  return prefixes.some((each) => /^\d/.test(each) && !isPrivate(each)) ? 'part' : 'none';
}

function fitOfSubnet(prefixes: readonly string[], subnet: readonly string[]): Fit {
  if (prefixes.length === 0) return 'whole';
  if (prefixes.some((each) => ['*', 'any', '0.0.0.0/0', 'virtualnetwork'].includes(each.toLowerCase()))) return 'whole';
  if (subnet.length > 0 && subnet.every((own) => prefixes.some((each) => contains(each, own)))) return 'whole';
  return subnet.some((own) => prefixes.some((each) => overlap(each, own))) ? 'part' : 'none';
}

function fitOfPort(rule: unknown, port: number | undefined): Fit {
  const one = textAt(rule, 'properties.destinationPortRange');
  const ranges = [...(one ? [one] : []), ...textsAt(rule, 'properties.destinationPortRanges')];
  if (ranges.includes('*')) return 'whole';
  if (port === undefined) return ranges.length > 0 ? 'part' : 'none';
  const isIn = (range: string) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return first <= port && port <= last;
  };
  return ranges.some(isIn) ? 'whole' : 'none';
}

function fitOfProtocol(protocol: string | undefined): Fit {
  return protocol === undefined || protocol === '*' || same(protocol, 'Tcp') ? 'whole' : 'none';
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** An IPv4 address or prefix; undefined for a service tag. */
export function rangeOf(text: string): Range | undefined {
  const [, a, b, c, d, bits = '32'] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (a === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  const address = ((Number(a) * 256 + Number(b)) * 256 + Number(c)) * 256 + Number(d);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

export function contains(outer: string, inner: string): boolean {
  const [one, other] = [rangeOf(outer), rangeOf(inner)];
  return one !== undefined && other !== undefined && one.first <= other.first && other.last <= one.last;
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

function isPrivate(prefix: string): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((range) => contains(range, prefix));
}
