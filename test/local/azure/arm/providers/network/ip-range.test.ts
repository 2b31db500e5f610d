import { expect, test } from 'vitest';
import {
  contains,
  overlap,
  readRange,
  writeAddress,
} from '../../../../../../local/azure/arm/providers/network/ip-range.ts';

const range = (prefix: string) => readRange(prefix, 'it') ?? { first: Number.NaN, last: Number.NaN };

test.each([
  ['0.0.0.0/0', 0, 2 ** 32 - 1],
  ['10.0.0.0/8', 10 * 2 ** 24, 11 * 2 ** 24 - 1],
  ['255.255.255.255/32', 2 ** 32 - 1, 2 ** 32 - 1],
])('%s is read', (prefix, first, last) => {
  expect(range(prefix)).toEqual({ first, last });
});

test.each(['', '10.0.0.0', '10.0.0/24', '10.0.0.256/24', '10.0.0.0/33', '10.0.0.0/24 ', '.../8', 'x'])(
  '%j is no prefix',
  (prefix) => expect(() => readRange(prefix, 'it')).toThrow('InvalidAddressPrefixFormat'),
);

test('a prefix begins where its length says', () => {
  expect(() => readRange('10.0.0.64/25', 'it')).toThrow('should be 10.0.0.0/25');
});

test('IPv6 is let pass', () => expect(readRange('fd00::/64', 'it')).toBeUndefined());

test('addresses are written as they are read', () => {
  expect(writeAddress(range('192.168.255.4/32').first)).toBe('192.168.255.4');
});

test.each([
  ['10.0.0.0/16', '10.0.255.0/24', true, true],
  ['10.0.255.0/24', '10.0.0.0/16', false, true],
  ['10.0.0.0/24', '10.0.1.0/24', false, false],
  ['10.0.0.0/24', '10.0.0.0/24', true, true],
])('%s and %s', (one, other, contained, overlapping) => {
  expect(contains(range(one), range(other))).toBe(contained);
  expect(overlap(range(one), range(other))).toBe(overlapping);
});
