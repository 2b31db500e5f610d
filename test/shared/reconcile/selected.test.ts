/**
 * The region and the tags of a cluster are judged at each assessment: nothing is written to a
 * cluster that they leave out of the profiles.
 */
import { afterEach, expect, test } from 'vitest';
import { LOCATION, SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const SELECTOR = { subscriptions: [SUBSCRIPTION_ID], locations: [LOCATION], tags: { Env: ['prod', 'stage'] } };
let world: VirtualWorld;

afterEach(() => world.close());

async function start(tags: Readonly<Record<string, string>>): Promise<void> {
  world = await createVirtualWorld({ profile: { selector: SELECTOR } });
  await world.prepare();
  await world.createCluster({ tags });
}

const isExtensionPut = ({ call }: { call: string }) => call.startsWith('PUT') && /\/extensions\//i.test(call);

/** A change by another tool, without an event. */
function tag(tags: Readonly<Record<string, string>>): void {
  const { managedClusters } = world.arm.state;
  managedClusters.set({ ...must(managedClusters.all()[0]), tags });
}

test('a cluster in the region and with the tag becomes Ready', async () => {
  await start({ env: 'prod' });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 3);
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
});

test('the event of a cluster without the tag leads to no row and to no write', async () => {
  await start({ env: 'dev' });
  await world.pass(() => false, 3);
  expect(await world.state()).toBeUndefined();
  expect(world.requests.filter(isWrite)).toEqual([]);
});

test('a cluster that loses its tag leaves the profile, and nothing more is written', async () => {
  await start({ env: 'stage' });
  await world.pass(() => world.requests.some(isExtensionPut));
  tag({ env: 'dev' });
  const before = world.requests.length;
  await world.pass(() => false, 20);
  expect(world.requests.slice(before).filter(isWrite)).toEqual([]);
  expect(await world.state()).toMatchObject({ verdict: 'OptedOut', verdictReason: 'NoMatchingProfile' });
});

test('a cluster that gets its tag back is assessed again with its next event', async () => {
  await start({ env: 'stage' });
  await world.pass(() => world.requests.some(isExtensionPut));
  tag({});
  const verdictIs = (verdict: TargetState['verdict']) => async () => (await world.state())?.verdict === verdict;
  await world.pass(verdictIs('OptedOut'), 20);
  await world.createCluster({ tags: { env: 'prod' } });
  await world.pass(verdictIs('Ready'), 3);
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
});
