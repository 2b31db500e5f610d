import { serviceError } from '../../server/errors.ts';

/** IPv4 addresses as numbers, both ends included. */
export interface IpRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads an address prefix such as `10.0.0.0/16`. IPv6 is let pass unread: `undefined`.
 *
 * @throws ArmError when it is no prefix, or does not begin where its length says
 */
export function readRange(prefix: string, owner: string): IpRange | undefined {
  if (prefix.includes(':')) return undefined;
  const [, address = '', length = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(prefix) ?? [];
  const octets = address.split('.').map(Number);
  if (address === '' || octets.some((octet) => octet > 255) || Number(length) > 32) {
    const message =
      `Address prefix ${prefix} of resource ${owner} is not formatted correctly. It should follow CIDR notation, ` +
      'for example 10.0.0.0/24.';
    throw serviceError(400, 'InvalidAddressPrefixFormat', message);
  }
  const size = 2 ** (32 - Number(length));
  const first = octets.reduce((number, octet) => number * 256 + octet, 0);
  const start = first - (first % size);
  if (start === first) return { first, last: first + size - 1 };
  const message =
    `The address prefix ${prefix} in resource ${owner} has an invalid CIDR notation. For the given prefix length, the ` +
    `address prefix should be ${writeAddress(start)}/${length}.`;
  throw serviceError(400, 'InvalidCIDRNotation', message);
}

export function writeAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function contains(outer: IpRange, inner: IpRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlap(one: IpRange, other: IpRange): boolean {
  return one.first <= other.last && other.first <= one.last;
}
