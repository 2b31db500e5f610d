/**
 * Ready is a statement about now: no answer counts that is older than what asked for the
 * assessment.
 */
import { afterEach, expect, test } from 'vitest';
import { ACCOUNT_ID } from '../../../local/demo/world.ts';
import { remediateShownPlan } from '../../../shared/commands/remediate-shown-plan.ts';
import { parseStorageAccountId } from '../../../shared/model/resource-id.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;

afterEach(() => world.close());

const verdictIs = (wanted: Verdict) => async () => (await world.state())?.verdict === wanted;

async function becomeReady(): Promise<void> {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  await world.pass(verdictIs('Ready'));
}

/** The firewall of the account, as a person sets it; Azure sends no event for that to Backstay. */
async function setAccount(firewall: 'open' | 'shut'): Promise<void> {
  const networkAcls =
    firewall === 'shut'
      ? { defaultAction: 'Deny', bypass: 'None' }
      : { defaultAction: 'Allow', bypass: 'AzureServices' };
  const answer = await world.send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } });
  expect(answer.status).toBeLessThan(300);
}

async function event(id: string): Promise<void> {
  await world.ports.targets.markDirty(world.target, world.timeline.now(), { eventId: id });
  await world.ports.queue.send(world.target, 0);
  await world.pass(async () => (await world.state())?.dirty === false);
}

/** As an assessment of another cluster does that shares the account. */
async function readByANeighbour(): Promise<void> {
  const accountId = must(parseStorageAccountId(ACCOUNT_ID));
  await world.ports.readerSince(world.timeline.now().toISOString()).getStorageAccount(accountId);
}

async function passMinutes(minutes: number): Promise<void> {
  await world.timeline.advanceTo(new Date(world.timeline.now().getTime() + minutes * 60_000));
}

test('an account that is shut a minute before an event is not called ready', async () => {
  await becomeReady();
  await event('first');
  await passMinutes(1);
  await setAccount('shut');
  await passMinutes(1);
  await event('second');
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('an account that is open again is called ready at the next event', async () => {
  await becomeReady();
  await passMinutes(1);
  await setAccount('shut');
  await passMinutes(1);
  await event('shut');
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
  await passMinutes(1);
  await setAccount('open');
  await passMinutes(1);
  await event('open');
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
});

test('a scheduled assessment does not rest on what a neighbour read before it was due', async () => {
  await becomeReady();
  const dueAt = new Date(must((await world.state())?.wakeAt));
  await world.timeline.advanceTo(new Date(dueAt.getTime() - 120_000));
  await readByANeighbour();
  await setAccount('shut');
  await world.pass(() => world.timeline.now() >= dueAt, 24);
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('what a neighbour read after the event is not asked for again', async () => {
  await becomeReady();
  await passMinutes(60);
  await world.ports.targets.markDirty(world.target, world.timeline.now(), { eventId: 'e' });
  await passMinutes(1);
  await readByANeighbour();
  const before = world.requests.length;
  await world.ports.queue.send(world.target, 0);
  await world.pass(async () => (await world.state())?.dirty === false);
  const asked = world.requests
    .slice(before)
    .filter(({ call }) => call.toLowerCase() === `get ${ACCOUNT_ID}`.toLowerCase());
  expect(asked).toEqual([]);
  expect(world.requests.length - before).toBeLessThanOrEqual(20);
});

test('an account that is shut while a cluster is made ready is seen by the closing assessment', async () => {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  const grants = () =>
    world.story.filter(({ body }) => body.type === 'actionSucceeded' && body.actionKey !== undefined).length;
  await world.pass(() => grants() >= 8);
  await setAccount('shut');
  await world.pass(verdictIs('NeedsPerson'), 2);
  const verdicts = world.story.flatMap(({ body }) => (body.type === 'verdictChanged' ? [body.to] : []));
  expect(verdicts).not.toContain('Ready');
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('a plan that a person has carried out rests on nothing that was kept, its own rights included', async () => {
  world = await createVirtualWorld({ profile: { mode: 'observe' } });
  await world.prepare();
  await world.createCluster();
  await world.pass(verdictIs('NeedsPerson'));
  const call = { target: world.target, owner: 'person' };
  const shown = await remediateShownPlan({ ...call, planId: 'none' }, { kind: 'functionKey' }, world.ports);
  if (shown.kind !== 'planChanged') throw new Error(shown.kind);
  const ports = {
    ...world.ports,
    readerSince(): never {
      throw new Error('Something kept was asked for.');
    },
  };
  const done = await remediateShownPlan({ ...call, planId: shown.planId }, { kind: 'functionKey' }, ports);
  expect(done.kind).toBe('done');
});
