import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RULES } from '../../shared/rules/index.ts';
import { atLeastOne } from '../support/at-least-one.ts';

const known = new Set<string>(RULES.map(({ id }) => id));
const files = globSync([
  '*.md',
  'docs/**/*.{md,svg}',
  'scripts/pictures/*.ts',
  'test/pictures/*.ts',
  'local/**/*.md',
  'infra/**/*.{bicep,json}',
]);

test('every id of a rule in pages and in the sources of pictures is that of a rule', () => {
  const named = atLeastOne(files).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bBKS-\d{3}\b/g)].map(([id]) => [file, id] as const),
  );
  expect(atLeastOne(named).filter(([, id]) => !known.has(id))).toEqual([]);
});
