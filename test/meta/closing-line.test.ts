import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The last lines of a run of its own over the fixtures. */
function lastLines(...parameters: readonly string[]): readonly string[] {
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--root=.',
      '--config=test/meta/fixtures/closing-line/vitest.config.ts',
      ...parameters,
    ],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  return stdout.trim().split('\n');
}

test('a run ends with its duration, its files, what was skipped and why, and the three numbers', () => {
  const [first, ...others] = lastLines();
  expect(first).toMatch(/^(\d+ min )?\d+ s, 2 files, skipped:$/);
  expect(others).toEqual([
    '  2 × There is no moon. (test/meta/fixtures/closing-line/cases.spec.ts)',
    '  1 × still to be written (test/meta/fixtures/closing-line/cases.spec.ts)',
    '  2 × a hook before it failed (test/meta/fixtures/closing-line/cases.spec.ts)',
    // The test, the hook, and the file that cannot be loaded.
    '1 passed, 3 failed, 5 skipped',
  ]);
});

test('no test is skipped without a reason that is shown', () => {
  const files = globSync('test/**/*.test.ts');
  expect(files.length).toBeGreaterThan(100);
  const skipping = files.filter((file) =>
    /\b(test|describe|it)\.(skip|skipIf|runIf|todo)\b/.test(readFileSync(file, 'utf8')),
  );
  expect(skipping, 'use `skip(reason)` of the test’s context').toEqual([]);
});
