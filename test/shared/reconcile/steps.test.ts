import { expect, test } from 'vitest';
import { MAX_STEPS_PER_HOUR } from '../../../shared/model/limits.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { textOf } from '../../support/infra-files.ts';
import { memoryTargetRows } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

test('the steps of a target are counted by the hour', async () => {
  const store = createTargetStore(memoryTargetRows());
  const stepAt = async (time: string) => {
    await store.markDirty(TARGET, new Date(time));
    const claim = await store.claim(TARGET, time, new Date(time), 60);
    if (!claim.claimed) throw new Error(claim.reason);
    const { state } = claim.stored;
    await store.release(claim.stored, state, new Date(time));
    return state.steps;
  };
  expect(await stepAt('2026-01-01T10:00:00Z')).toEqual({ since: '2026-01-01T10:00:00.000Z', count: 1 });
  expect(await stepAt('2026-01-01T10:59:59Z')).toEqual({ since: '2026-01-01T10:00:00.000Z', count: 2 });
  expect(await stepAt('2026-01-01T11:00:00Z')).toEqual({ since: '2026-01-01T11:00:00.000Z', count: 1 });
});

test('the alert has the same limit as the log line', () => {
  const rule = /name: 'restless-target'[\s\S]*?above: (\d+)/.exec(textOf('infra/modules/alerts.bicep'));
  expect(Number(rule?.[1])).toBe(MAX_STEPS_PER_HOUR);
});
