import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { emptyLoopsIn } from '../support/empty-loops.ts';

const files = atLeastOne(globSync('test/**/*.test.ts').sort());

test('no test passes because there was nothing to go over', () => {
  const found = files.flatMap((file) => emptyLoopsIn(readFileSync(file, 'utf8')).map((place) => `${file}, ${place}`));
  expect(found).toEqual([]);
});

test('no test has a time limit of its own, or waits by a limit of its own', () => {
  const limits = /\btimeout: [1-9]|^ *\}?, [\d_]+\);$|vi\.wait(For|Until)\(|^ *[\d_]{5,},$/m;
  const found = files.filter((file) => limits.test(readFileSync(file, 'utf8')));
  expect(found, 'see test/support/limit.ts and test/support/until.ts').toEqual([]);
});

describe('a loop that may be empty', () => {
  test.each([
    ['around all assertions', "test('x', () => { for (const one of found()) expect(one).toBe(1); })"],
    [
      'over matches',
      "test('x', () => { for (const [, one] of text.matchAll(/a/g)) { const b = one; expect(b).toBe(1); } })",
    ],
    [
      'over a spread alone',
      "const A = [...found()]; test('x', async () => { for (const one of A) await expect(one).resolves; })",
    ],
    ['of a table', "test.each(found())('x', () => { expect(1).toBe(1); })"],
    ['of a table of tables', "describe.each(found().map(String))('x', () => {})"],
    ['that is filtered', "const A = [1]; test.each(A.filter(Boolean))('x', () => { expect(1).toBe(1); })"],
  ])('%s is found', (_, source) => {
    expect(emptyLoopsIn(source)).toEqual(['line 1']);
  });

  test.each([
    [
      'beside an assertion',
      "test('x', () => { expect(found()).toHaveLength(2); for (const one of found()) expect(one).toBe(1); })",
    ],
    [
      'over what is written out',
      "const A = [1, 2] as const; test('x', () => { for (const one of A) expect(one).toBe(1); })",
    ],
    [
      'over the entries of an object',
      "test('x', () => { for (const [a] of Object.entries({ a: 1 })) expect(a).toBe('a'); })",
    ],
    ['over what was checked', "test('x', () => { for (const one of atLeastOne(found())) expect(one).toBe(1); })"],
    ['of a table that is written out', "test.each<[string]>([['a']])('%s', () => { expect(1).toBe(1); })"],
    ['without an assertion', "test('x', async () => { for (const one of found()) await one; expect(1).toBe(1); })"],
  ])('%s is let be', (_, source) => {
    expect(emptyLoopsIn(source)).toEqual([]);
  });
});

test('at least one is one at least', () => {
  expect(() => atLeastOne([])).toThrow('nothing here');
  expect(atLeastOne(new Set(['a', 'b']))).toEqual(['a', 'b']);
});
