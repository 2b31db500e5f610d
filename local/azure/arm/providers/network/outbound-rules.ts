import type { ArmState } from '../../state/arm-state.ts';
import type { Echoed } from '../../state/wire.ts';
import { contains, type IpRange, overlap } from './ip-range.ts';
import type { Subnet } from './network-resource.ts';

/** The part of the traffic in question that a rule covers. */
type Fit = 'all' | 'part' | 'none';

/**
 * Whether the security group of a subnet denies HTTPS to a service, given by the service tags that
 * hold all of its addresses. In the order of priorities the first rule for all of that traffic
 * decides; one that allows a part of it ahead of a deny may be enough.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
export function deniesOutbound(
  { securityRules }: Pick<ArmState, 'securityRules'>,
  { properties }: Subnet,
  serviceTags: readonly string[],
): boolean {
  const group = properties.networkSecurityGroup?.id;
  if (group === undefined) return false;
  const prefixes = listOf(properties, 'addressPrefix');
  const fitting = securityRules
    .below(group)
    .map((rule) => rule.properties)
    .filter(({ direction }) => direction.toLowerCase() === 'outbound')
    .toSorted((one, other) => one.priority - other.priority)
    .map((rule) => ({ allows: isWord(rule.access, 'allow'), fit: fitOf(rule, prefixes, serviceTags) }))
    .filter(({ fit, allows }) => fit === 'all' || (fit === 'part' && allows));
  // Without a rule of its owner, AllowInternetOutBound lets it out.
  return fitting[0]?.allows === false;
}

function fitOf(rule: Echoed, prefixes: readonly string[], serviceTags: readonly string[]): Fit {
  const isTcp = ['*', 'tcp'].some((protocol) => isWord(rule.protocol, protocol));
  if (!isTcp || !listOf(rule, 'destinationPortRange').some(holdsHttps)) return 'none';
  const fits = [fitOfSource(rule, prefixes), fitOfDestination(rule, serviceTags), fitOfSourcePorts(rule)];
  if (fits.includes('none')) return 'none';
  return fits.includes('part') ? 'part' : 'all';
}

function holdsHttps(ports: string): boolean {
  const [first, last = first] = ports.split('-').map(Number);
  return ports === '*' || (Number(first) <= 443 && 443 <= Number(last));
}

/** Clients choose any port to send from. */
function fitOfSourcePorts(rule: Echoed): Fit {
  const ranges = listOf(rule, 'sourcePortRange');
  return ranges.length === 0 || ranges.some((range) => ['*', '0-65535', '1-65535'].includes(range)) ? 'all' : 'part';
}

/** Which machines are in an application security group is not known here. */
function fitOfSource(rule: Echoed, prefixes: readonly string[]): Fit {
  const sources = listOf(rule, 'sourceAddressPrefix');
  if (sources.length === 0) return 'part';
  if (sources.some((source) => [...ANYWHERE, 'virtualnetwork'].includes(source))) return 'all';
  const covering = sources.flatMap((source) => rangeOf(source) ?? []);
  const own = prefixes.flatMap((prefix) => rangeOf(prefix) ?? []);
  if (own.length > 0 && own.every((each) => covering.some((range) => contains(range, each)))) return 'all';
  return own.some((each) => covering.some((range) => overlap(range, each))) ? 'part' : 'none';
}

/**
 * Public addresses and the regional part of a tag may be those of the service; a group of machines
 * in the network never is.
 */
function fitOfDestination(rule: Echoed, serviceTags: readonly string[]): Fit {
  const destinations = listOf(rule, 'destinationAddressPrefix');
  const tags = serviceTags.map((tag) => tag.toLowerCase());
  if (destinations.some((word) => [...ANYWHERE, 'internet', ...tags].includes(word))) return 'all';
  const isPart = (word: string) => tags.some((tag) => word.startsWith(`${tag}.`)) || isPublic(rangeOf(word));
  return destinations.some(isPart) ? 'part' : 'none';
}

const ANYWHERE = ['*', 'any', '0.0.0.0/0'];

function isPublic(range: IpRange | undefined): boolean {
  return range !== undefined && !PRIVATE.some((inside) => contains(inside, range));
}

/** `undefined` for what is no IPv4 address or prefix, such as a service tag. */
export function rangeOf(text: string): IpRange | undefined {
  const [, address, bits = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  if (address === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
  const start = first - (first % size);
  return { first: start, last: start + size - 1 };
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap(
  (range) => rangeOf(range) ?? [],
);

/** Rules and subnets have one value, or a list under the plural of its name. */
function listOf(properties: Echoed, name: string): readonly string[] {
  const many = properties[name.endsWith('x') ? `${name}es` : `${name}s`];
  return [properties[name], ...(Array.isArray(many) ? many : [])].flatMap((each) =>
    typeof each === 'string' && each !== '' ? [each.trim().toLowerCase()] : [],
  );
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === word;
}
