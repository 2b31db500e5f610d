import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { memoryChainRows, memoryTargetRows } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const EVENTS = 300;

/** Every call takes a while, as over a network: between a read and a write others write. */
function slow<T extends object>(rows: T): T {
  return new Proxy(rows, {
    get(object, name) {
      const call: unknown = Reflect.get(object, name);
      if (typeof call !== 'function') return call;
      return async (...parameters: readonly unknown[]) => {
        await pause(1);
        return Reflect.apply(call, object, parameters) as unknown;
      };
    },
  });
}

test(`${EVENTS} events for one cluster at the same time are all noted, and all on the audit log`, async () => {
  const store = createTargetStore(slow(memoryTargetRows()));
  const chains = memoryChainRows();
  const trail = createTrail(slow(chains), { now: () => new Date('2026-01-01T00:00:00Z') }, 'test');
  const noted = await Promise.allSettled(
    Array.from({ length: EVENTS }, async (_, number) => {
      const eventId = `event-${number}`;
      await store.markDirty(TARGET, new Date('2026-01-01T00:00:00Z'), { eventId });
      await trail.append(TARGET, [{ type: 'eventAccepted', operation: 'write', eventId }]);
    }),
  );
  expect(noted.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(chains.chainOf(TARGET).entries).toHaveLength(EVENTS);
});
