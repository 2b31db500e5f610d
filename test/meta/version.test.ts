import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VERSION } from '../../shared/lib/version.ts';

test('the version in the code is the one in package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});
