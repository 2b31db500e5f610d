import { describe, expect, test } from 'vitest';
import { canonicalHash } from '../../../shared/lib/canonical-hash.ts';
import { secondsBetween, secondsLater } from '../../../shared/lib/iso-time.ts';
import { jsonLog } from '../../../shared/lib/log.ts';
import { once } from '../../../shared/lib/once.ts';
import { fromProperties, toProperties } from '../../../shared/lib/table-json.ts';
import { uuid5 } from '../../../shared/lib/uuid5.ts';

test('a derived name depends on its parts and their order, and not on letter case', () => {
  expect(uuid5('A', 'b')).toBe(uuid5('a', 'B'));
  expect(uuid5('a', 'b')).not.toBe(uuid5('b', 'a'));
  expect(uuid5('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  // For ever: names that were given in Azure must be found again by later versions.
  expect(uuid5('scope', 'principal', 'role')).toBe('a0c0e1d1-33c1-553b-b93f-13e5dd4b0884');
});

test('a hash does not depend on the order of keys, but on every value', () => {
  expect(canonicalHash({ a: 1, b: [2] })).toBe(canonicalHash({ b: [2], a: 1 }));
  expect(canonicalHash({ a: 1 })).not.toBe(canonicalHash({ a: 2 }));
  // SHA-256 of the text {"a":1}, as any other tool computes it.
  expect(canonicalHash({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});

test('half a surrogate pair in a word of others counts as U+FFFD', () => {
  expect(canonicalHash({ 'a\ud800': ['\udc00b', { c: 1, d: null }] })).toBe(
    canonicalHash({ 'a\ufffd': ['\ufffdb', { c: 1, d: null }] }),
  );
  expect(canonicalHash({ a: '\ud83d\ude00' })).not.toBe(canonicalHash({ a: '\ufffd' }));
  expect(uuid5('\ud800')).toBe(uuid5('\ufffd'));
});

test('times are ISO 8601 in UTC', () => {
  expect(secondsLater('2026-12-31T23:59:30.000Z', 45)).toBe('2027-01-01T00:00:15.000Z');
  expect(secondsBetween('2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z')).toBe(3600);
  expect(secondsBetween('2026-01-01T01:00:00.000Z', '2026-01-01T00:00:00.000Z')).toBe(0);
});

describe('data in the properties of a Table entity', () => {
  test.each([
    ['short', { a: 'b' }],
    ['long', { a: 'x'.repeat(200_000) }],
    ['beyond ASCII', { a: 'ü€👩‍👩‍👧'.repeat(9_000), '': '\u0000\u2028"\\' }],
  ])('%s comes back as it was, in parts that fit', (_, data) => {
    const properties = toProperties(data);
    for (const part of Object.values(properties)) expect(part).toMatch(/^[ -~]{0,32000}$/);
    expect(fromProperties(properties)).toEqual(data);
  });

  test('what is not ours is refused', () => {
    expect(() => fromProperties({ other: 'x' })).toThrow(SyntaxError);
  });
});

describe('work that is to be done once', () => {
  test('is done once, however many ask', async () => {
    let times = 0;
    const ready = once(async () => ++times);
    await Promise.all([ready(), ready(), ready()]);
    expect(times).toBe(1);
  });

  test('is tried again after a failure', async () => {
    let times = 0;
    const ready = once(async () => {
      times++;
      if (times === 1) throw new Error('not yet');
    });
    await expect(ready()).rejects.toThrow('not yet');
    await ready();
    expect(times).toBe(2);
  });
});

test('a log line is one line of JSON with any content', () => {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  jsonLog({ info: write, warn: write, error: write }).warn('Dropped', { because: 'a\nb' });
  expect(lines).toEqual(['{"message":"Dropped","because":"a\\nb"}']);
});
