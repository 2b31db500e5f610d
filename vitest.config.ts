import { defineConfig } from 'vitest/config';
import { LIMIT_MS } from './test/support/limit.ts';
import { SlowestFirst } from './test/support/slowest-first.ts';

/** Tests that start processes of their own, or need one for themselves. */
const APART = [
  'test/e2e/**/*.test.ts',
  'test/scripts/**/*.test.ts',
  'test/local/host/**/*.test.ts',
  'test/chaos/**/*.test.ts',
  'test/simulation/**/*.test.ts',
];

const COMMON = {
  pool: 'forks',
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
  expect: { poll: { timeout: LIMIT_MS } },
} as const;

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: SlowestFirst },
    // Most of the time is spent waiting for timers and processes.
    maxWorkers: 3,
    // Only with `--coverage`, as CI runs it. A figure may rise, but not fall below these.
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: {
        statements: 95,
        branches: 92,
        functions: 94,
        lines: 95,
        'shared/{rules,plan,approvals}/**/*.ts': { branches: 96, lines: 99 },
        'shared/{audit,remediate}/**/*.ts': { branches: 91, lines: 95 },
      },
    },
    projects: [
      { test: { ...COMMON, name: 'apart', include: APART } },
      // Loading the modules anew for each file costs more than most of these tests. They keep
      // nothing that another could notice.
      { test: { ...COMMON, name: 'together', include: ['test/**/*.test.ts'], exclude: APART, isolate: false } },
    ],
  },
});
