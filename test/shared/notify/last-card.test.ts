import { expect, test } from 'vitest';
import { rememberingLast } from '../../../shared/notify/last-card.ts';
import type { Told } from '../../../shared/notify/teller.ts';

const clock = { now: () => new Date('2026-01-01T00:00:00Z') };
const at = '2026-01-01T00:00:00.000Z';

test.each<[Told, object | undefined]>([
  [{ status: 'accepted' }, { at }],
  [
    { status: 'failed', retry: false, why: 'HTTP 404' },
    { at, why: 'HTTP 404' },
  ],
  [{ status: 'notConfigured' }, undefined],
])('after %j', async (told, expected) => {
  const { teller, last } = rememberingLast({ tell: async () => told }, clock);
  expect(last()).toBeUndefined();
  expect(await teller.tell({} as never)).toEqual(told);
  expect(last()).toEqual(expected);
});
