import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/reliability.md', 'utf8');

test('every promise names a test or a command, and every test that is named exists', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) expect(row.split('|').at(-2)).toMatch(/`(test\/[\w./-]+|npm run \w+)`/);
  const named = [...page.matchAll(/`(test\/[\w./-]+)`/g)].flatMap(([, path]) => path ?? []);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
