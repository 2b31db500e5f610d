import { afterEach, expect, test } from 'vitest';
import { deadLetter } from '../../../shared/jobs/dead-letter.ts';
import { outboxAtOnce } from '../../support/memory-outbox.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

test('what failed too often is on record, reported, kept, and assessed again by the next sweep', async () => {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  const told = world.cards.length;

  await deadLetter(world.target, world.ports);
  expect(world.story.at(-2)?.body).toEqual({ type: 'stepGivenUp', tries: 5 });
  expect(world.story.at(-1)?.body).toMatchObject({ type: 'notificationSent' });
  expect(world.cards).toHaveLength(told + 1);
  expect(JSON.stringify(world.cards.at(-1))).toContain('could not be assessed');
  expect(await world.state()).toMatchObject({ dirty: true, verdict: 'Ready' });
});

test('that people cannot be notified is on record as well', async () => {
  world = await createVirtualWorld();
  const outbox = outboxAtOnce({
    ...world.ports,
    onCard: () => ({ status: 'failed', retry: false, why: 'no such workflow' }),
  });
  await deadLetter(world.target, { ...world.ports, outbox });
  expect(world.story.at(-1)?.body).toMatchObject({ type: 'notificationFailed', why: 'no such workflow' });
});
