import { expect, test } from 'vitest';
import type { Channel, ConsumerName, MessageKind } from '../../../shared/model/outbox.ts';
import { createOutbox } from '../../../shared/notify/outbox.ts';
import { memoryOutboxRows } from '../../support/memory-outbox.ts';

const ALL: readonly ConsumerName[] = ['teams', 'slack', 'github', 'events', 'webhook'];

function outboxOf(configured: readonly ConsumerName[]) {
  const rows = memoryOutboxRows();
  const clock = { now: () => new Date('2026-01-01T00:00:00Z') };
  const queue = { send: async () => undefined };
  const outbox = createOutbox({ rows, queue, consumers: new Set(configured), clock, log: { warn() {} } });
  return { outbox, storedFor: () => rows.all().map(({ consumer }) => consumer) };
}

test.each<[MessageKind, readonly ConsumerName[], readonly Channel[] | undefined, readonly ConsumerName[]]>([
  ['card', ALL, undefined, ['teams', 'slack']],
  ['issue', ALL, undefined, ['github']],
  ['event', ALL, undefined, ['events', 'webhook']],
  ['card', ALL, ['slack'], ['slack']],
  ['card', ALL, ['github'], []],
  ['issue', ALL, ['teams'], []],
  // The topic is the operator's: no profile can leave it out.
  ['event', ALL, [], ['events']],
  ['card', ['teams'], ['slack'], []],
  ['card', [], undefined, []],
])('a %s, with %j configured and %j chosen, is stored for %j', async (kind, configured, chosen, expected) => {
  const { outbox, storedFor } = outboxOf(configured);
  expect(outbox.has(kind, chosen)).toBe(expected.length > 0);
  await outbox.put(kind, [{ id: 'a', payload: {} }], chosen);
  expect(storedFor()).toEqual(expected);
});
