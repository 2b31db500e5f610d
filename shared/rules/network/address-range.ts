/** Addresses from the first to the last, both included, as numbers. IPv4 only. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads `10.0.0.4`, `10.0.0.0/16` or `10.0.0.4-10.0.0.9`; `undefined` for anything else, IPv6 and
 * service tags included.
 */
export function parseRange(text: string): AddressRange | undefined {
  const [from = '', to] = text.trim().split('-');
  const [address = '', bits, ...more] = from.split('/');
  const first = parseAddress(address);
  if (first === undefined || more.length > 0) return undefined;
  if (to !== undefined) {
    const last = parseAddress(to);
    return bits === undefined && last !== undefined && last >= first ? { first, last } : undefined;
  }
  const length = bits === undefined ? 32 : /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  if (length > 32) return undefined;
  const size = 2 ** (32 - length);
  const start = Math.floor(first / size) * size;
  return { first: start, last: start + size - 1 };
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/**
 * Addresses that no public service has. https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export function isPrivate(range: AddressRange): boolean {
  return PRIVATE.some((outer) => contains(outer, range));
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8']
  .map(parseRange)
  .filter((range) => range !== undefined);

function parseAddress(text: string): number | undefined {
  const parts = text.trim().split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
