import { expect, test } from 'vitest';
import { sweep } from '../../../shared/jobs/sweep.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { TargetRows } from '../../../shared/ports/target-rows.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { memoryTargetRows } from '../../support/memory-rows.ts';
import { ACTION, TARGET } from '../../support/record.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const LONG_AGO = '2026-01-01T11:00:00.000Z';
const JUST_NOW = '2026-01-01T11:58:00.000Z';
const LATER = '2026-01-01T20:00:00.000Z';

async function swept(
  changes: Partial<TargetState>,
  rows: TargetRows = memoryTargetRows(),
  by: 'timer' | 'request' = 'timer',
) {
  const targets = createTargetStore(rows);
  await targets.markDirty(TARGET, NOW);
  const stored = await targets.get(TARGET);
  if (stored !== undefined) await rows.write({ ...stored.state, dirty: false, ...changes }, stored.etag);
  const sent: Target[] = [];
  const stories: unknown[] = [];
  const telemetry = memoryTelemetry();
  const logged: (readonly [string, unknown])[] = [];
  const ports = {
    targets,
    queue: {
      async send(target: Target, _seconds: number, story?: string) {
        sent.push(target);
        stories.push(story);
      },
    },
    clock: { now: () => NOW },
    log: {
      info: (message: string, about: unknown) => logged.push([message, about]),
      warn() {},
      error: (message: string, about: unknown) => logged.push([message, about]),
    },
  };
  await telemetry.during(() => sweep(ports, by));
  expect(telemetry.of('backstay.heartbeat')).toEqual(by === 'timer' ? ['1'] : []);
  // Each wake is a story of its own, not a part of the sweep.
  expect(stories.filter((story) => story !== 'new')).toEqual([]);
  return { sent, logged };
}

test.each<[string, Partial<TargetState>, boolean]>([
  [
    'that is gone, while something is still to be undone',
    { verdict: 'Gone', wakeAt: LONG_AGO, undoing: [{ action: ACTION }] },
    true,
  ],
  ['whose time has long come', { wakeAt: LONG_AGO }, true],
  ['to which something happened, without a step since', { dirty: true, wakeAt: LATER }, true],
  ['whose step died', { wakeAt: LATER, flight: { owner: 'm', until: LONG_AGO } }, true],
  ['whose message is only a little late', { wakeAt: JUST_NOW }, false],
  ['whose time is to come', { wakeAt: LATER }, false],
  ['that is being worked on', { dirty: true, wakeAt: LONG_AGO, flight: { owner: 'm', until: LATER } }, false],
  ['that is gone', { verdict: 'Gone' }, false],
  ['that was gone, and of which something was heard since', { verdict: 'Gone', dirty: true }, true],
])('a target %s', async (_, changes, wanted) => {
  const { sent, logged } = await swept(changes);
  expect(sent).toEqual(wanted ? [TARGET] : []);
  expect(logged).toEqual([['Swept', { by: 'timer', overdue: wanted ? 1 : 0, unreadable: 0 }]]);
});

test('a row that cannot be read is reported, and does not keep the others from being swept', async () => {
  const rows = memoryTargetRows();
  const broken: TargetRows = {
    ...rows,
    async *dueBefore(late, onUnreadable) {
      onUnreadable('schema version 9');
      yield* rows.dueBefore(late, onUnreadable);
    },
  };
  const { sent, logged } = await swept({ wakeAt: LONG_AGO }, broken);
  expect(sent).toEqual([TARGET]);
  expect(logged).toContainEqual(['State left out', { why: 'schema version 9' }]);
  expect(logged).toContainEqual(['Swept', { by: 'timer', overdue: 1, unreadable: 1 }]);
});

test('a sweep that was requested because the timers stopped is no heartbeat: the alert has to fire', async () => {
  const { sent, logged } = await swept({ wakeAt: LONG_AGO }, memoryTargetRows(), 'request');
  expect(sent).toEqual([TARGET]);
  expect(logged).toEqual([['Swept', { by: 'request', overdue: 1, unreadable: 0 }]]);
});
