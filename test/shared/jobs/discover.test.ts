import { expect, test } from 'vitest';
import { discover, discoverAgain } from '../../../shared/jobs/discover.ts';
import type { Cluster } from '../../../shared/model/azure.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { createDiscoveryQueue, type Discovery, parseDiscovery } from '../../../shared/storage/discovery-queue.ts';
import { parseFanOut } from '../../../shared/storage/fan-out-queue.ts';
import { parseWakeMessage } from '../../../shared/storage/queue.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { failure } from '../../support/conditions.ts';
import { CLUSTER, must, PROFILE } from '../../support/facts.ts';
import { memoryTargetRows } from '../../support/memory-rows.ts';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const trace = { call: 'GET', at: NOW.toISOString() };
const ONE = '11111111-2222-3333-4444-555555555555';
const TWO = '22222222-2222-3333-4444-555555555555';

const idOf = (name: string, subscription = ONE) =>
  must(
    parseClusterId(
      `/subscriptions/${subscription}/resourceGroups/apps/providers/Microsoft.ContainerService/managedClusters/${name}`,
    ),
  );
const clusters = (...names: readonly string[]): ArmResult<readonly Cluster[]> => ({
  ok: true,
  value: names.map((name) => ({ ...CLUSTER, id: idOf(name) })),
  trace,
});
const profile = (name: string, selector: Profile['selector']): Profile => ({ ...PROFILE, name, selector });

async function discovered(
  lists: Readonly<Record<string, ArmResult<readonly Cluster[]>>>,
  profiles: readonly Profile[],
  known: readonly (readonly [Target, Verdict, string?])[] = [],
  again?: Discovery,
) {
  const rows = memoryTargetRows();
  const targets = createTargetStore(rows);
  for (const [target, verdict, verdictReason = 'Any'] of known) {
    await targets.markDirty(target, NOW);
    const { state, etag } = must(await targets.get(target));
    await rows.write({ ...state, verdict, verdictReason, dirty: false }, etag);
  }
  const sent: string[] = [];
  const errors: unknown[] = [];
  const putOff: unknown[] = [];
  const work = (ports: Parameters<typeof discover>[0]) =>
    again === undefined ? discover(ports) : discoverAgain(again, ports);
  await work({
    arm: { listClusters: async (subscriptionId: string) => must(lists[subscriptionId]) } as never,
    profiles,
    targets,
    queue: { send: async ({ clusterId, profile: name }) => void sent.push(`${clusterId.split('/').at(-1)} ${name}`) },
    discoveries: { send: async (discovery, seconds) => void putOff.push({ ...discovery, seconds }) },
    pollSeconds: 10,
    clock: { now: () => NOW },
    log: { info() {}, warn() {}, error: (message, about) => errors.push({ message, ...about }) },
  });
  const dirty: boolean[] = [];
  for await (const state of targets.list()) dirty.push(state.dirty);
  return { sent: sent.sort(), errors, dirty, putOff };
}

test('clusters that are selected and not known are assessed, under the first profile that selects them', async () => {
  const { sent, dirty } = await discovered({ [ONE]: clusters('a', 'b') }, [
    profile('only-a', { subscriptions: [ONE], clusters: [idOf('a')] }),
    profile('rest', { subscriptions: [ONE] }),
  ]);
  expect(sent).toEqual(['a only-a', 'b rest']);
  expect(dirty).toEqual([true, true]);
});

test.each<[Verdict, readonly string[]]>([
  ['Ready', []],
  ['OptedOut', []],
  ['NeedsPerson', []],
  ['Gone', ['a standard']],
])('a cluster that is %s is not assessed again, unless it was gone and is there again', async (verdict, wanted) => {
  const { sent } = await discovered(
    { [ONE]: clusters('a') },
    [PROFILE],
    [[{ clusterId: idOf('a'), profile: 'standard' }, verdict]],
  );
  expect(sent).toEqual(wanted);
});

test.each<[string, Verdict, string, Partial<Cluster>, readonly string[]]>([
  ['Ready and stopped by now', 'Ready', 'RequiredSatisfied', { powerState: 'Stopped' }, ['a standard']],
  ['Ready and running', 'Ready', 'RequiredSatisfied', { powerState: 'Running' }, []],
  ['Ready, without a power state', 'Ready', 'RequiredSatisfied', { powerState: undefined }, []],
  ['known to be stopped', 'NeedsPerson', 'Stopped', { powerState: 'Stopped' }, []],
  ['known to be stopped, and running by now', 'NeedsPerson', 'Stopped', { powerState: 'Running' }, ['a standard']],
  [
    'known to be stopped, and starting',
    'NeedsPerson',
    'Stopped',
    { powerState: 'Running', provisioningState: 'Starting' },
    [],
  ],
  ['stopped, and not ready for another reason', 'NeedsPerson', 'NoAccount', { powerState: 'Stopped' }, []],
])('a cluster that is %s is assessed, or left until its time', async (_, verdict, verdictReason, changes, wanted) => {
  const list: ArmResult<readonly Cluster[]> = { ok: true, value: [{ ...CLUSTER, id: idOf('a'), ...changes }], trace };
  const target = { clusterId: idOf('a'), profile: 'standard' };
  const { sent, dirty } = await discovered({ [ONE]: list }, [PROFILE], [[target, verdict, verdictReason]]);
  expect(sent).toEqual(wanted);
  expect(dirty).toEqual([wanted.length > 0]);
});

test('clusters that no profile selects are left alone', async () => {
  const { sent } = await discovered({ [ONE]: clusters('a') }, [
    profile('elsewhere', { subscriptions: [ONE], resourceGroups: ['other'] }),
  ]);
  expect(sent).toEqual([]);
});

test('a subscription that cannot be listed is said so, and the others are assessed', async () => {
  const { sent, errors } = await discovered(
    { [TWO]: { ok: false, failure: failure('forbidden'), trace }, [ONE]: clusters('a') },
    [profile('both', { subscriptions: [TWO, ONE] })],
  );
  expect(sent).toEqual(['a both']);
  expect(errors).toEqual([expect.objectContaining({ message: 'Clusters not listed', subscription: TWO })]);
});

const throttled = { ok: false, failure: failure('throttled', 120), trace } as const;
const both = profile('both', { subscriptions: [TWO, ONE] });
const again: Discovery = {
  subscriptionId: TWO,
  failingSince: '2026-01-01T11:50:00.000Z',
  until: '2026-01-01T12:50:00.000Z',
};

test('a subscription whose list Azure throttles is listed again when Azure asks for it, not an hour later', async () => {
  const { sent, errors, putOff } = await discovered({ [TWO]: throttled, [ONE]: clusters('a') }, [both]);
  expect(sent).toEqual(['a both']);
  expect(errors).toEqual([]);
  expect(putOff).toEqual([
    { subscriptionId: TWO, failingSince: NOW.toISOString(), until: '2026-01-01T13:00:00.000Z', seconds: 120 },
  ]);
});

test('it lists that subscription alone, and is put off again while it is throttled', async () => {
  const found = await discovered({ [TWO]: clusters('b') }, [both], [], again);
  expect(found).toMatchObject({ sent: ['b both'], putOff: [] });
  const { sent, putOff } = await discovered({ [TWO]: throttled }, [both], [], again);
  // The wait grows with the time that it has failed.
  expect([sent, putOff]).toEqual([[], [{ ...again, seconds: 300 }]]);
});

test('what would come after the next hourly run is left to that', async () => {
  const late = { ...again, until: '2026-01-01T12:02:00.000Z' };
  const { putOff, errors } = await discovered({ [TWO]: throttled }, [both], [], late);
  expect(putOff).toEqual([]);
  expect(errors).toEqual([expect.objectContaining({ message: 'Clusters not listed', subscription: TWO })]);
});

test('a subscription that no profile names any more is not listed again', async () => {
  const { sent, putOff } = await discovered({}, [profile('one', { subscriptions: [ONE] })], [], again);
  expect([sent, putOff]).toEqual([[], []]);
});

test('its message comes back as it was sent, and is neither a wake nor a fan-out', async () => {
  const sent: { text: string; hidden: number }[] = [];
  const queue = {
    createIfNotExists: async () => undefined,
    async sendMessage(text: string, { visibilityTimeout }: { visibilityTimeout: number }) {
      sent.push({ text, hidden: visibilityTimeout });
    },
  };
  await createDiscoveryQueue(queue as never).send(again, 12.5);
  const { text, hidden } = must(sent[0]);
  const message: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  expect(hidden).toBe(13);
  expect(parseDiscovery(message)).toEqual(again);
  expect([parseWakeMessage(message), parseFanOut(message)]).toEqual([undefined, undefined]);
  expect(parseDiscovery({ v: 1, discover: TWO })).toBeUndefined();
});
