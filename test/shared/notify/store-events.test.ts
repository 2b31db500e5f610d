import { afterEach, expect, test } from 'vitest';
import { beginEvents, storeEvents } from '../../../shared/notify/store-events.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

const typesOf = (events: VirtualWorld['events']) => events.map(({ type }) => type.replace('Backstay.', ''));

async function becomeReady(hasTopic: boolean): Promise<void> {
  world = await createVirtualWorld({ hasTopic });
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
}

test('a cluster that becomes ready is reported by one event for each change of it, with the kind of each action', async () => {
  await becomeReady(true);
  const { entries } = world.chains.chainOf(world.target);
  const ended = entries.filter(({ body }) => /^action(?:Succeeded|Failed)$|^verdictChanged$/.test(body.type));
  expect(new Set(world.events.map(({ id }) => id)).size).toBe(world.events.length);
  expect(typesOf(world.events).filter((type) => type !== 'ProtectionChanged')).toHaveLength(ended.length);
  expect(world.events.at(-1)).toMatchObject({ type: 'Backstay.VerdictChanged', data: { to: 'Ready' } });
  const actions = world.events.filter(({ type }) => type === 'Backstay.ActionCompleted');
  expect(actions.length).toBeGreaterThan(5);
  for (const { data } of actions) expect(data).toHaveProperty('kind');
  expect((await world.state())?.eventsUntil).toBe(must(world.chains.chainOf(world.target).entries.at(-1)).sequence);
});

test('a step that dies before the target is released stores the same events under the same ids', async () => {
  await becomeReady(true);
  const state = must(await world.state());
  await world.ports.trail.append(world.target, [{ type: 'verdictChanged', from: 'Ready', to: 'Failed', reason: 'R' }]);
  world.events.length = 0;
  await storeEvents(state, world.ports);
  const next = await storeEvents(state, world.ports);
  expect(new Set(world.events.map(({ id }) => id)).size).toBe(1);
  expect(typesOf(world.events)).toEqual(['VerdictChanged', 'VerdictChanged']);
  world.events.length = 0;
  await storeEvents(next, world.ports);
  expect(world.events).toEqual([]);
});

test('a topic that is configured later gets what comes then, and not the history', async () => {
  await becomeReady(false);
  const { eventsUntil: _, ...before } = must(await world.state());
  expect(await world.state()).not.toHaveProperty('eventsUntil');
  const events: unknown[] = [];
  const outbox = { has: () => true, put: async (_: string, sent: readonly object[]) => void events.push(...sent) };
  const ports = { ...world.ports, outbox };
  const begun = await beginEvents(before, ports);
  expect((await storeEvents(begun, ports)).eventsUntil).toBe(begun.eventsUntil);
  expect(events).toEqual([]);
  await world.ports.trail.append(world.target, [{ type: 'verdictChanged', from: 'Ready', to: 'Failed', reason: 'R' }]);
  await storeEvents(begun, ports);
  expect(events).toHaveLength(1);
});

test('an outbox that cannot be written holds up no step: the next one stores the events', async () => {
  await becomeReady(true);
  const state = must(await world.state());
  await world.ports.trail.append(world.target, [{ type: 'verdictChanged', from: 'Ready', to: 'Failed', reason: 'R' }]);
  const outbox = { has: () => true, put: () => Promise.reject(new Error('storage')) };
  expect(await storeEvents(state, { ...world.ports, outbox })).toEqual(state);
  world.events.length = 0;
  await storeEvents(state, world.ports);
  expect(world.events).toHaveLength(1);
});
