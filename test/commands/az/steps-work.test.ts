import { afterAll, expect, test } from 'vitest';
import { startOddAzure } from '../../oracle/odd-azure.ts';
import { scannerOf } from '../../oracle/second-opinion.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { carryOut } from './carry-out.ts';
import { WORLDS } from './worlds.ts';

const azure = await startOddAzure();
const scan = scannerOf(azure);
afterAll(() => azure.close());

test.each(atLeastOne(WORLDS))('the steps of $ruleId do what they are for: $name', async (world) => {
  const { before, after, steps } = await carryOut(world, azure, scan);
  expect(['missing', 'manual', 'blocked']).toContain(before.outcome);
  expect(after, steps.join('\n')).toMatchObject({ outcome: 'satisfied' });
});
