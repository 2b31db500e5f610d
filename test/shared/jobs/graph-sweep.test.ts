/** The graph sweep against the local Resource Manager: drift without an event. */
import { afterEach, describe, expect, test } from 'vitest';
import DEPLOYED_RIGHTS from '../../../local/demo/rights.json' with { type: 'json' };
import { ACCOUNT_ID } from '../../../local/demo/world.ts';
import { sweepGraph } from '../../../shared/jobs/graph-sweep.ts';
import { secondsBetween } from '../../../shared/lib/iso-time.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { partsOf } from '../../../shared/model/resource-id.ts';
import { clusterIdentity } from '../../../shared/rules/cluster/cluster-identity.ts';
import { trustedAccessBinding } from '../../../shared/rules/cluster/trusted-access-binding.ts';
import { graphNoteIn, graphNoteOf } from '../../../shared/storage/graph-note.ts';
import { failure } from '../../support/conditions.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from '../../support/virtual-world.ts';

let world: VirtualWorld;

afterEach(() => world.close());

async function becomeReady(options: WorldOptions = {}): Promise<void> {
  world = await createVirtualWorld(options);
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
}

/** A quarter of an hour later. */
async function sweepAgain(): Promise<void> {
  await world.timeline.advanceTo(new Date(world.timeline.now().getTime() + 900_000));
  world.requests.length = 0;
  await sweepGraph(world.ports);
}

const isDirty = async () => must(await world.state()).dirty;

/** Events that Azure would send are lost. */
async function shutAccount(): Promise<void> {
  const networkAcls = { defaultAction: 'Deny', bypass: 'None' };
  const answer = await world.send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } });
  expect(answer.status).toBeLessThan(300);
}

const note = async () => {
  const name = graphNoteOf(partsOf(world.target.clusterId).subscriptionId);
  return graphNoteIn((await world.ports.notes.read(name))?.value);
};

test('a ready cluster is compared by seven queries, and stays as it is while nothing moves', async () => {
  await becomeReady();
  await sweepAgain();
  expect(world.requests).toHaveLength(7);
  const first = must(await note());
  const [seen] = Object.values(first.seen);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(seen).toEqual({ fingerprint: hash, basis: hash, since: first.at });
  await sweepAgain();
  expect(await isDirty()).toBe(false);
  const second = must(await note());
  expect(second.seen).toEqual(first.seen);
  expect(second.at > first.at).toBe(true);
});

test('the rights of a deployment show all rows that are needed', async () => {
  await becomeReady({ rights: DEPLOYED_RIGHTS });
  await sweepAgain();
  expect(Object.keys(must(await note()).seen)).toHaveLength(1);
});

test('a change without an event is assessed by Resource Manager after the next pass', async () => {
  await becomeReady();
  await sweepAgain();
  world.arm.state.change(must(world.arm.state.storageAccounts.all()[0]).id, shut);
  await sweepAgain();
  expect(await isDirty()).toBe(true);
  await world.pass(async () => !(await isDirty()));
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('a pass that Resource Graph does not answer changes nothing', async () => {
  await becomeReady();
  await sweepAgain();
  const before = await note();
  await shutAccount();
  const trace = { call: 'POST', at: world.timeline.now().toISOString() };
  const queryResourceGraph = async () => ({ ok: false as const, failure: failure('throttled'), trace });
  const warned: string[] = [];
  const log = { info() {}, warn: (text: string) => void warned.push(text), error() {} };
  await sweepGraph({ ...world.ports, arm: { ...world.ports.arm, queryResourceGraph }, log });
  expect(await note()).toEqual(before);
  expect(warned).toEqual(['Resource Graph not read']);
});

test.each([
  [3199, 0],
  [3200, 1],
])('with %i role assignments in a subscription %i lines warn', async (count, lines) => {
  await becomeReady();
  const { subscriptionId } = partsOf(world.target.clusterId);
  const scopes = [`/subscriptions/${subscriptionId}`, '/providers/Microsoft.Management/managementGroups/m'] as const;
  const roles = [
    { id: scopes[0], assignments: 100 },
    { id: `${scopes[0].toUpperCase()}/resourceGroups/g`, assignments: count - 100 },
    { id: scopes[1], assignments: 50 },
  ];
  const trace = { call: 'POST', at: world.timeline.now().toISOString() };
  const queryResourceGraph = async (_: unknown, query: string) => ({
    ok: true as const,
    value: query.startsWith('authorizationresources') ? roles : [],
    trace,
  });
  const warned: unknown[] = [];
  const log = { info() {}, warn: (text: string, about?: object) => void warned.push({ text, ...about }), error() {} };
  await sweepGraph({ ...world.ports, arm: { ...world.ports.arm, queryResourceGraph }, log });
  const line = {
    text: 'Role assignments are running out',
    subscription: subscriptionId,
    assignments: count,
    limit: 4000,
  };
  expect(warned).toEqual(Array.from({ length: lines }, () => line));
});

test('a crash after the mark marks again, and never loses it', async () => {
  await becomeReady();
  await sweepAgain();
  world.arm.state.change(must(world.arm.state.storageAccounts.all()[0]).id, shut);
  const notes = { ...world.ports.notes, write: () => Promise.reject(new Error('crash')) };
  await expect(sweepGraph({ ...world.ports, notes })).rejects.toThrow('crash');
  expect(await isDirty()).toBe(true);
  await world.pass(async () => !(await isDirty()));
  await sweepAgain();
  expect(await isDirty()).toBe(true);
});

describe('a ready cluster that Resource Graph shows unchanged', () => {
  /** A pass every quarter of an hour, as the timer runs it, and due assessments in between. */
  async function passHours(count: number): Promise<void> {
    for (let quarter = 0; quarter < count * 4; quarter++) {
      await world.pass(() => false, 0.25);
      await sweepAgain();
    }
  }
  const assessedAt = async () => must((await world.state())?.fullLookAt);

  /** Ready, compared, and assessed by an event after that. */
  async function becomeCompared(): Promise<void> {
    await becomeReady();
    await sweepAgain();
    await sweepAgain();
    await world.ports.targets.markDirty(world.target, world.timeline.now());
    await world.ports.queue.send(world.target, 0);
    await world.pass(async () => !(await isDirty()));
  }

  test('is read as a whole after 60 hours, and before only as far as Resource Graph does not show it', async () => {
    await becomeCompared();
    const first = await assessedAt();
    await passHours(30);
    expect(await assessedAt()).toBe(first);
    const { partLookAt, verdict, conditions } = must(await world.state());
    expect(verdict).toBe('Ready');
    expect(secondsBetween(first, must(partLookAt))).toBeGreaterThan(20 * 3600);
    const judgedAt = (id: string) => conditions.find(({ ruleId }) => ruleId === id)?.judgedAt;
    expect(judgedAt(trustedAccessBinding.id)).toBe(partLookAt);
    expect(judgedAt(clusterIdentity.id)).toBe(first);
    await passHours(42);
    expect(secondsBetween(first, await assessedAt())).toBeGreaterThan(48 * 3600);
  });

  test('is assessed on the usual schedule while there is no answer of Resource Graph', async () => {
    await becomeCompared();
    const first = await assessedAt();
    await world.pass(() => false, 14);
    expect(await assessedAt()).not.toBe(first);
    expect((await world.state())?.partLookAt).toBeUndefined();
  });

  test('is assessed on the usual schedule with another profile', async () => {
    await becomeCompared();
    const first = await assessedAt();
    const [profile] = world.ports.profiles;
    (world.ports.profiles as Profile[]).splice(0, 1, { ...must(profile), tier: 'operational' });
    await passHours(14);
    expect(await assessedAt()).not.toBe(first);
  });

  test('is assessed on the usual schedule when it was first compared after its assessment', async () => {
    await becomeReady();
    const first = await assessedAt();
    await passHours(14);
    expect(await assessedAt()).not.toBe(first);
  });

  test('is assessed as a whole at once when something else moved, and remediated', async () => {
    await becomeCompared();
    const first = await assessedAt();
    world.arm.state.remove(must(world.arm.state.trustedAccessRoleBindings.all()[0]).id);
    await passHours(14);
    expect(await assessedAt()).not.toBe(first);
    expect(world.arm.state.trustedAccessRoleBindings.all()).toHaveLength(1);
    expect(await world.state()).toMatchObject({ verdict: 'Ready' });
  });
});

function shut<T extends { readonly id: string }>(account: T): T {
  const { properties } = account as unknown as { readonly properties: object };
  return { ...account, properties: { ...properties, networkAcls: { defaultAction: 'Deny', bypass: 'None' } } };
}
