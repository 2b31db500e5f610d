/** How long operations took is kept in storage, and decides when the next ones are polled. */
import { afterEach, expect, test } from 'vitest';
import { readDurations } from '../../../shared/storage/operation-durations.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;

afterEach(() => world.close());

async function becomeReady(notes = memoryNotes()) {
  world = await createVirtualWorld({ notes });
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
  return notes;
}

const pollsOfInstall = () =>
  world.requests.filter(({ call }) => /\/extensions\/[^/]+\/operations\//i.test(call)).length;

test('the second cluster is polled less, by what the first one has shown', async () => {
  const notes = await becomeReady();
  expect(await readDurations(notes)).toEqual({
    backupExtension: [270],
    providerRegistration: [90],
    trustedAccessBinding: [30],
  });
  expect(pollsOfInstall()).toBe(27);
  await world.close();
  await becomeReady(notes);
  expect(pollsOfInstall()).toBeLessThan(10);
});

test('a note of another form changes nothing', async () => {
  const notes = memoryNotes();
  await notes.write('operation-durations', { backupExtension: ['soon', -1] }, undefined);
  await becomeReady(notes);
  expect(pollsOfInstall()).toBe(27);
});

test('an event polls what is running, however long such operations take', async () => {
  const notes = memoryNotes();
  await notes.write('operation-durations', { providerRegistration: [800] }, undefined);
  world = await createVirtualWorld({ notes });
  await world.prepare();
  await world.createCluster();
  const isRegistering = async () =>
    ((await world.state())?.conditions ?? []).some(({ progress }) => progress?.state === 'running');
  await world.pass(isRegistering);
  await world.timeline.advanceTo(new Date(world.timeline.now().getTime() + 120_000));
  await world.ports.targets.markDirty(world.target, world.timeline.now(), { eventId: 'e' });
  await world.ports.queue.send(world.target, 0);
  await world.pass(async () => (await world.state())?.dirty === false, 1);
  expect((await readDurations(notes)).providerRegistration).toHaveLength(2);
});
