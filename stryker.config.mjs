// `npm run mutation` changes one thing at a time in the rules, the plan, approvals and undo, and
// asks the tests whether they notice. The results of a finished run are kept in .mutation/, so that
// the next run tests only what has changed.
//
//   npm run mutation                                        # all of it: an hour
//   FOLDERS=approvals,undo npm run mutation                   # some of its folders, with their tests
//   npm run mutation -- --mutate 'shared/plan/due.ts:20-60' # some lines
import { mutated } from './vitest.mutation.config.ts';

export default {
  mutate: mutated,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // Stryker counts a time-out as noticed: only a loop without an end may run into it, not a busy machine.
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: '.mutation/known.json',
  tempDirName: '.mutation/sandbox',
  jsonReporter: { fileName: '.mutation/report.json' },
  htmlReporter: { fileName: '.mutation/report.html' },
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  ignorePatterns: ['dist', 'docs/pictures', '.traffic', 'coverage'],
  // There is no such file: Stryker reads it by an interface that TypeScript 7 no longer has.
  tsconfigFile: 'none.json',
};
