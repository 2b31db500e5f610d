import { defineConfig } from 'vitest/config';
import { LIMIT_MS } from './test/support/limit.ts';

const FOLDERS = (process.env.FOLDERS ?? 'rules,plan,approvals,undo').split(',');

/** An answer to an approval is a command, which sits above the pure room. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = { approvals: ['commands/answer-approval'] };

/** Files that are changed. */
export const mutated = FOLDERS.flatMap((folder) => [
  `shared/${folder}/**/*.ts`,
  ...(ELSEWHERE[folder] ?? []).map((file) => `shared/${file}.ts`),
]);

// The tests that are nearest to what `npm run mutation` changes. Those that play whole worlds, or
// try all rules on random facts, take seconds for each change: what they alone would notice
// deserves a small test as well.
export default defineConfig({
  test: {
    include: FOLDERS.flatMap((folder) => [
      `test/shared/${folder}/**/*.test.ts`,
      ...(ELSEWHERE[folder] ?? []).map((file) => `test/shared/${file}.test.ts`),
    ]),
    exclude: ['test/shared/undo/undo-crash.test.ts', 'test/shared/plan/gate.test.ts'],
    testTimeout: LIMIT_MS,
  },
});
