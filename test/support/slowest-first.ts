import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * A long test that starts last keeps one core busy while the others have nothing left to do.
 * Slowest first.
 */
export const SLOWEST = [
  'test/chaos/chaos.test.ts',
  'test/e2e/kill.test.ts',
  'test/scripts/new-rule.test.ts',
  'test/e2e/storage-trouble.test.ts',
  'test/e2e/rights.test.ts',
  'test/e2e/telemetry.test.ts',
  'test/e2e/scan-fleet.test.ts',
];

/** Runs the slowest files first, and the others in the order that Vitest chooses. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = SLOWEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return rank === -1 ? SLOWEST.length : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
