import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteFor, splitWords } from '../../../shared/lib/shell.ts';

const words = fc.array(
  fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
  { maxLength: 6 },
);

test('words come out of bash as they went in', () => {
  fc.assert(
    fc.property(words, (all) => {
      const line = `printf '%s\\0' x ${all.map((word) => quoteFor('bash', word)).join(' ')}`;
      const out = execFileSync('bash', ['-c', line], { encoding: 'utf8' });
      expect(out.split('\0').slice(1, -1)).toEqual(all);
    }),
    { numRuns: 60 },
  );
});

test('a line is split into the words that it was made of', () => {
  fc.assert(
    fc.property(words, (all) => {
      expect(splitWords(all.map((word) => quoteFor('bash', word)).join(' '))).toEqual(all);
    }),
  );
});

test.each([
  ['plain', 'plain'],
  ['/subscriptions/1/x', '/subscriptions/1/x'],
  ['--name', '--name'],
  ['', "''"],
  ['*', "'*'"],
  ['two words', "'two words'"],
  ["don't", "'don''t'"],
  ['it’s', "'it’’s'"],
  ['$(rm)', "'$(rm)'"],
  ['a,b', "'a,b'"],
  ['@file', "'@file'"],
  ['{"a":"b"}', `'{\\"a\\":\\"b\\"}'`],
  ['\\"', `'\\\\\\"'`],
])('for PowerShell, %s is written %s', (word, written) => {
  expect(quoteFor('pwsh', word)).toBe(written);
});
