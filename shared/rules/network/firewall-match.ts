import type { FirewallApplicationRule, FirewallNetworkRule, RuleSources } from '../../model/network.ts';
import { contains, isPrivate, overlaps, parseRange } from './address-range.ts';
import type { EgressName } from './egress-names.ts';
import type { RuleInOrder } from './firewall-order.ts';
import { fqdnCovers, fqdnTouches } from './fqdn-match.ts';
import { namesOfTag } from './fqdn-tags.ts';

/**
 * Whether a rule is for traffic from these subnets to a name: for all of it, for none, or perhaps.
 */
export type Match = 'yes' | 'no' | 'perhaps';

const PORT = { Https: 443, Http: 80 } as const;
const ANYWHERE = ['*', '0.0.0.0/0', 'any'];

export function matchOf({ rule, action, dnsProxy }: RuleInOrder, name: EgressName, prefixes: readonly string[]): Match {
  if (rule.kind === 'unknown') return 'perhaps';
  const from = sourcesMatch(rule.sources, prefixes);
  if (from === 'no') return 'no';
  const to = rule.kind === 'network' ? networkMatch(rule, name, dnsProxy) : applicationMatch(rule, name, action);
  if (to === 'no') return 'no';
  return from === 'yes' && to === 'yes' ? 'yes' : 'perhaps';
}

/** IP groups are not read, so their content is unknown. */
function sourcesMatch({ addresses, ipGroups }: RuleSources, prefixes: readonly string[]): Match {
  if (addresses.some((each) => ANYWHERE.includes(each.trim().toLowerCase()))) return 'yes';
  const ranges = addresses.map(parseRange);
  const subnets = prefixes.map(parseRange);
  const isToldInFull = ipGroups.length === 0 && addresses.length > 0 && !ranges.includes(undefined);
  const told = ranges.filter((range) => range !== undefined);

  const inside = subnets.map((subnet) => subnet !== undefined && told.some((range) => contains(range, subnet)));
  if (inside.length > 0 && inside.every(Boolean)) return 'yes';
  const apart = subnets.map((subnet) => subnet !== undefined && !told.some((range) => overlaps(range, subnet)));
  return isToldInFull && apart.length > 0 && apart.every(Boolean) ? 'no' : 'perhaps';
}

/**
 * Network rules know addresses; the addresses of a name at a given moment cannot be read from here.
 */
function networkMatch(rule: FirewallNetworkRule, name: EgressName, dnsProxy: boolean | undefined): Match {
  const protocols = rule.protocols.map((each) => each.toLowerCase());
  if (!protocols.includes('any') && !protocols.includes('tcp')) return 'no';
  if (!rule.ports.some((port) => holdsPort(port, PORT[name.protocol]))) return 'no';
  if (rule.destinations.some((each) => ANYWHERE.includes(each.trim().toLowerCase()))) return 'yes';
  if (rule.fqdns.some((each) => fqdnCovers(each, name.fqdn))) {
    // Without the proxy, firewall and client may see different addresses.
    // https://learn.microsoft.com/azure/firewall/fqdn-filtering-network-rules
    return dnsProxy === true ? 'yes' : 'perhaps';
  }
  const others = rule.destinations.filter((each) => {
    const range = parseRange(each);
    return range === undefined || !isPrivate(range);
  });
  const touches = rule.fqdns.some((each) => fqdnTouches(each, name.fqdn));
  return others.length > 0 || rule.destinationIpGroups.length > 0 || touches ? 'perhaps' : 'no';
}

function applicationMatch(
  { protocols, fqdns, fqdnTags, otherTargets }: FirewallApplicationRule,
  name: EgressName,
  action: RuleInOrder['action'],
): Match {
  const spoken = protocols.filter(({ type }) => type.toLowerCase() === name.protocol.toLowerCase());
  const isPortTold = spoken.every(({ port }) => port !== undefined);
  if (isPortTold && !spoken.some(({ port }) => port === PORT[name.protocol])) return 'no';
  const targets = [...fqdns, ...fqdnTags.flatMap(namesOfTag)];
  if (targets.some((each) => fqdnCovers(each, name.fqdn))) return isPortTold ? 'yes' : 'perhaps';
  if (otherTargets.length > 0) return 'perhaps';
  // To let out some of the names that a wildcard stands for is not enough; to keep back some of
  // them may be too much.
  const keepsBack = action !== 'allow' && targets.some((each) => fqdnTouches(each, name.fqdn));
  const hidden = fqdnTags.some((tag) => namesOfTag(tag).length === 0);
  return keepsBack || (hidden && action !== 'allow') ? 'perhaps' : 'no';
}

function holdsPort(text: string, port: number): boolean {
  const [first = '', last = first] = text.trim().split('-');
  if (first === '*') return true;
  return /^\d+$/.test(first) && /^\d+$/.test(last) && Number(first) <= port && port <= Number(last);
}
