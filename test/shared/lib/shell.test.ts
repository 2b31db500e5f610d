import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWord, splitWords } from '../../../shared/lib/shell.ts';

const words = fc.array(
  fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
  { maxLength: 6 },
);

test('words come out of bash as they went in', () => {
  fc.assert(
    fc.property(words, (all) => {
      const line = `printf '%s\\0' x ${all.map((word) => quoteWord(word)).join(' ')}`;
      const out = execFileSync('bash', ['-c', line], { encoding: 'utf8' });
      expect(out.split('\0').slice(1, -1)).toEqual(all);
    }),
    { numRuns: 60 },
  );
});

test('a line is split into the words that it was made of', () => {
  fc.assert(
    fc.property(words, (all) => {
      expect(splitWords(all.map((word) => quoteWord(word)).join(' '))).toEqual(all);
    }),
  );
});
