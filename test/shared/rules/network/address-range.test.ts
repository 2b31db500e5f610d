import { expect, test } from 'vitest';
import { contains, isPrivate, overlaps, parseRange } from '../../../../shared/rules/network/address-range.ts';
import { must } from '../../../support/facts.ts';

const range = (text: string) => must(parseRange(text));

test.each([
  '',
  '*',
  'Internet',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10.0.0.9-10.0.0.1',
  '10.0.0.0/8-10.0.0.1',
  '10.0.0.1-',
  '2001:db8::/32',
])('%o is no range', (text) => {
  expect(parseRange(text)).toBeUndefined();
});

test.each([
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.9.9.9/8', '10.1.0.0/16', true],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['10.0.0.4-10.0.0.9', '10.0.0.9', true],
  ['10.0.0.4-10.0.0.9', '10.0.0.0/28', false],
])('%s holds %s: %s', (outer, inner, expected) => {
  expect(contains(range(outer), range(inner))).toBe(expected);
});

test.each([
  ['10.0.0.0/16', '10.0.255.255', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['10.0.0.4-10.0.0.9', '10.0.0.0/28', true],
])('%s and %s have addresses in common: %s', (one, other, expected) => {
  expect(overlaps(range(one), range(other))).toBe(expected);
  expect(overlaps(range(other), range(one))).toBe(expected);
});

test.each([
  ['10.1.2.3', true],
  ['172.31.0.0/16', true],
  ['172.32.0.0/16', false],
  ['192.168.0.0/16', true],
  ['100.64.1.0/24', true],
  ['0.0.0.0/0', false],
  ['20.0.0.0/8', false],
])('%s is private: %s', (text, expected) => {
  expect(isPrivate(range(text))).toBe(expected);
});
