import { expect, test } from 'vitest';
import { nameOfNeed, READ_BY } from '../../../shared/rules/read-by.ts';
import { atLeastOne } from '../../support/at-least-one.ts';

test('each fact has a name in words, and no two have the same', () => {
  const names = atLeastOne(Object.keys(READ_BY)).map(nameOfNeed);
  for (const name of names) expect(name.replace(/Microsoft\.\w+/, '')).toMatch(/^the [A-Za-z ]+$/);
  for (const name of names) expect(name.replace(/Microsoft\.\w+/, '')).not.toMatch(/[a-z][A-Z]/);
  expect(new Set(names).size).toBe(names.length);
});

test('a fact of an earlier version keeps its key', () => {
  expect(nameOfNeed('weather')).toBe('weather');
});
