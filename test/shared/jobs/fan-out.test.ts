import { expect, test } from 'vitest';
import { acceptEvent } from '../../../shared/jobs/accept-event.ts';
import { deadLetterFanOut, fanOut } from '../../../shared/jobs/fan-out.ts';
import { type ClusterId, parseResourceId, parseVaultId } from '../../../shared/model/resource-id.ts';
import type { Condition } from '../../../shared/model/state.ts';
import { type Target, targetKey } from '../../../shared/model/target.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { createFanOutQueue, type FanOut, parseFanOut } from '../../../shared/storage/fan-out-queue.ts';
import { parseWakeMessage } from '../../../shared/storage/queue.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { answered, armThat, FORBIDDEN, refused } from '../../support/arm-port.ts';
import { must, PROFILE, VAULT_ID } from '../../support/facts.ts';
import { memoryChainRows, memoryTargetRows } from '../../support/memory-rows.ts';

const SUBSCRIPTION_ID = '00000000-0000-4000-8000-000000000009';
const clusterId = (number: number) =>
  `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks-${String(number).padStart(4, '0')}` as ClusterId;

function start(clusters: ReturnType<typeof answered> | ReturnType<typeof refused>) {
  const sent: FanOut[] = [];
  const delays: number[] = [];
  const woken: string[] = [];
  let now = Date.parse('2026-01-01T00:00:00Z');
  let list = clusters;
  const { arm, calls } = armThat({ listClusters: () => list });
  const clock = { now: () => new Date(now) };
  const selector = { subscriptions: [SUBSCRIPTION_ID] };
  const ports = {
    arm,
    clock,
    profiles: [{ ...PROFILE, selector }],
    targets: createTargetStore(memoryTargetRows()),
    trail: createTrail(memoryChainRows(), clock, 'test'),
    queue: {
      async send(target: Target) {
        woken.push(targetKey(target));
      },
    },
    fanOuts: {
      async send(order: FanOut, delaySeconds = 0) {
        sent.push(order);
        delays.push(delaySeconds);
      },
    },
    log: { info() {}, warn() {}, error() {} },
    pollSeconds: 10,
  } as unknown as Ports;
  /** Delivers messages until there are none; answers how many there were. */
  async function deliverAll(): Promise<number> {
    let steps = 0;
    for (let order = sent.shift(); order !== undefined; order = sent.shift()) {
      steps++;
      now += (delays.shift() ?? 0) * 1000;
      await fanOut(order, ports);
    }
    return steps;
  }
  const change = (clusters: typeof list) => {
    list = clusters;
  };
  return { ports, sent, delays, woken, calls, deliverAll, change, now: () => new Date(now).toISOString() };
}

const EVENT = {
  id: 'event-1',
  topic: VAULT_ID.split('/').slice(0, 3).join('/'),
  subject: VAULT_ID,
  eventType: 'Microsoft.Resources.ResourceWriteSuccess',
  eventTime: '2026-01-01T00:00:00Z',
  data: { operationName: 'Microsoft.DataProtection/backupVaults/write' },
  dataVersion: '2',
  metadataVersion: '1',
};
const listOf = (count: number) => answered(Array.from({ length: count }, (_, number) => ({ id: clusterId(number) })));

test('the event is answered at once, with nothing read but itself', async () => {
  const { ports, sent, woken, calls } = start(listOf(1000));
  await acceptEvent(EVENT, ports);
  expect(sent).toHaveLength(1);
  expect(woken).toEqual([]);
  expect(calls).toEqual([]);
});

test('a thousand clusters are marked page by page, each once, those that are known included', async () => {
  const { ports, woken, deliverAll } = start(listOf(1000));
  const known = { clusterId: clusterId(5000), profile: PROFILE.name };
  await ports.targets.markDirty(known, ports.clock.now());
  await acceptEvent(EVENT, ports);
  expect(await deliverAll()).toBe(11);
  expect(woken).toHaveLength(1001);
  expect(new Set(woken).size).toBe(1001);
  expect(woken).toContain(targetKey(known));
});

test('a page that is delivered twice marks no target twice', async () => {
  const { ports, sent, woken, deliverAll } = start(listOf(150));
  await acceptEvent(EVENT, ports);
  const first = must(sent[0]);
  await deliverAll();
  sent.push(first);
  await deliverAll();
  expect(woken).toHaveLength(150);
});

test('a list that Azure throttles is read again when Azure asks for it, and nothing is lost meanwhile', async () => {
  const throttled = refused({ class: 'throttled', code: 'TooManyRequests', retryAfterSeconds: 120 });
  const { ports, sent, delays, woken, change, deliverAll } = start(listOf(150));
  await acceptEvent(EVENT, ports);
  const take = () => must(sent.shift());
  // The known targets, and the first page of the clusters.
  await fanOut(take(), ports);
  await fanOut(take(), ports);
  const next = sent[0]?.next;
  change(throttled);
  await fanOut(take(), ports);
  expect(sent).toEqual([expect.objectContaining({ next, failingSince: '2026-01-01T00:00:00.000Z' })]);
  expect(delays.at(-1)).toBe(120);
  change(listOf(150));
  await deliverAll();
  expect(new Set(woken).size).toBe(150);
});

test('what fails for long is tried more and more seldom, and for a day at most', async () => {
  const { ports, deliverAll, now } = start(refused({ class: 'transient', code: 'ConnectionFailed' }));
  await acceptEvent(EVENT, ports);
  const steps = await deliverAll();
  expect(steps).toBeGreaterThan(20);
  expect(steps).toBeLessThan(80);
  expect(now() > '2026-01-02T00:00:00.000Z' && now() < '2026-01-02T02:00:00.000Z').toBe(true);
});

test('what the host has dead-lettered goes on where it was', async () => {
  const { ports, sent, delays } = start(listOf(3));
  const order: FanOut = {
    vaultId: must(parseVaultId(VAULT_ID)),
    eventId: 'event-1',
    operation: 'o',
    next: { subscription: SUBSCRIPTION_ID, after: clusterId(1) },
  };
  await deadLetterFanOut(order, ports);
  expect(sent).toEqual([{ ...order, failingSince: '2026-01-01T00:00:00.000Z' }]);
  expect(delays).toEqual([10]);
});

test('a list that is forbidden is left out', async () => {
  const forbidden = start(FORBIDDEN);
  await acceptEvent(EVENT, forbidden.ports);
  await forbidden.deliverAll();
  expect(forbidden.woken).toEqual([]);
});

test('a vault that no profile names concerns no target', async () => {
  const { ports, sent, woken, deliverAll } = start(listOf(3));
  await acceptEvent({ ...EVENT, subject: `${VAULT_ID}-other` }, ports);
  expect(await deliverAll()).toBe(1);
  expect([sent, woken]).toEqual([[], []]);
});

/** An event about a resource that clusters share. */
const sharedEvent = (operationName: string, subject: string, id = 'event-1') => ({
  ...EVENT,
  id,
  subject,
  eventType: `Microsoft.Resources.Resource${operationName.endsWith('delete') ? 'Delete' : 'Write'}Success`,
  data: { operationName },
});
const roleAt = (scope: string) => `${scope}/providers/Microsoft.Authorization/roleAssignments/r`;
const NSG = `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups/net/providers/microsoft.network/networksecuritygroups/nsg`;

/** Targets 1, 2 and 3: Ready with a security group, action required, and not assessed yet. */
async function threeTargets(started: ReturnType<typeof start>) {
  const { targets, clock } = started.ports;
  const at = (number: number) => ({ clusterId: clusterId(number), profile: PROFILE.name });
  for (const number of [1, 2, 3]) await targets.markDirty(at(number), clock.now());
  for (const number of [1, 2]) {
    const claim = await targets.claim(at(number), 'owner', clock.now(), 60);
    if (!claim.claimed) throw new Error('not claimed');
    const conditions = number === 1 ? [conditionThatRead(NSG)] : [];
    const verdict = number === 1 ? 'Ready' : 'NeedsPerson';
    await targets.release(claim.stored, { ...claim.stored.state, dirty: false, verdict, conditions }, clock.now());
  }
  return at;
}

function conditionThatRead(id: string): Condition {
  const sources = [{ call: `GET ${id}`, at: '2026-01-01T00:00:00Z' }];
  const finding = {
    ruleId: 'BKS-602',
    severity: 'required',
    outcome: 'satisfied',
    reason: 'Open',
    message: 'm',
  } as const;
  return { ...finding, evidence: {}, sources, since: '2026-01-01T00:00:00Z' };
}

test.each<[string, string, string, readonly number[]]>([
  ['a role taken from the vault', 'Microsoft.Authorization/roleAssignments/delete', roleAt(VAULT_ID), [1, 2, 3]],
  ['a new role on the vault', 'Microsoft.Authorization/roleAssignments/write', roleAt(VAULT_ID), [2]],
  ['a new role on one cluster', 'Microsoft.Authorization/roleAssignments/write', roleAt(clusterId(3)), [3]],
  [
    'a lock on the clusters',
    'Microsoft.Authorization/locks/write',
    `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/locks/l`,
    [1, 2, 3],
  ],
  [
    'a lock on another group',
    'Microsoft.Authorization/locks/write',
    `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/other/providers/Microsoft.Authorization/locks/l`,
    [],
  ],
  ['the storage account', 'Microsoft.Storage/storageAccounts/write', PROFILE.storage.accountId, [1, 2, 3]],
  ['another account', 'Microsoft.Storage/storageAccounts/write', `${PROFILE.storage.accountId}x`, []],
  [
    'a rule of a security group',
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    `${NSG}/securityRules/r`,
    [1],
  ],
  ['another security group', 'Microsoft.Network/networkSecurityGroups/write', `${NSG}x`, []],
])('an event about %s marks the targets that it concerns', async (_, operation, subject, expected) => {
  const started = start(listOf(0));
  const at = await threeTargets(started);
  await acceptEvent(sharedEvent(operation, subject), started.ports);
  await started.deliverAll();
  expect(started.woken.sort()).toEqual(expected.map((number) => targetKey(at(number))));
  expect(started.calls).toEqual([]);
});

test('an event about what no profile uses leads to no message', async () => {
  const { ports, sent } = start(listOf(0));
  const elsewhere = '/subscriptions/00000000-0000-4000-8000-0000000000ff';
  await acceptEvent(sharedEvent('Microsoft.Authorization/roleAssignments/delete', roleAt(elsewhere)), ports);
  await acceptEvent(sharedEvent('Microsoft.Storage/storageAccounts/write', `${PROFILE.storage.accountId}x`), ports);
  expect(sent).toEqual([]);
});

test.each<[string, FanOut]>([
  [
    'about a shared resource',
    {
      shared: { subject: 'scope', id: must(parseResourceId(`/subscriptions/${SUBSCRIPTION_ID}`)) },
      eventId: 'e',
      operation: 'o',
      next: { known: 'standard' },
    },
  ],
  ['from the beginning', { vaultId: must(parseVaultId(VAULT_ID)), eventId: 'e', operation: 'o' }],
  [
    'within a profile',
    {
      vaultId: must(parseVaultId(VAULT_ID)),
      eventId: 'e',
      operation: 'o',
      correlationId: 'c',
      next: { known: 'standard', continuation: 'x' },
      failingSince: '2026-01-01T00:00:00.000Z',
    },
  ],
  [
    'within a subscription',
    {
      vaultId: must(parseVaultId(VAULT_ID)),
      eventId: 'e',
      operation: 'o',
      next: { subscription: SUBSCRIPTION_ID, after: clusterId(7) },
    },
  ],
])('a message that goes on %s comes back as it was sent, and is no wake', async (_, order) => {
  let text = '';
  let hidden: number | undefined;
  const queue = {
    createIfNotExists: async () => undefined,
    async sendMessage(message: string, { visibilityTimeout }: { visibilityTimeout: number }) {
      text = message;
      hidden = visibilityTimeout;
    },
  };
  await createFanOutQueue(queue as never).send(order, 30);
  expect(hidden).toBe(30);
  const message: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  expect(parseFanOut(message)).toEqual(order);
  expect(parseWakeMessage(message)).toBeUndefined();
});

test.each([
  ['a wake', { v: 1, clusterId: clusterId(1), profile: 'standard' }],
  ['another version', { v: 2, vaultId: VAULT_ID, eventId: 'e', operation: 'o' }],
  ['a shared resource that is none', { v: 1, shared: { subject: 'scope', id: '/x' }, eventId: 'e', operation: 'o' }],
  ['an unknown subject', { v: 1, shared: { subject: 'x', id: VAULT_ID }, eventId: 'e', operation: 'o' }],
  ['no vault', { v: 1, vaultId: '/x', eventId: 'e', operation: 'o' }],
  [
    'a cluster that is none',
    { v: 1, vaultId: VAULT_ID, eventId: 'e', operation: 'o', next: { subscription: 's', after: '/x' } },
  ],
  ['nothing', undefined],
])('%s is no fan-out', (_, message) => {
  expect(parseFanOut(message)).toBeUndefined();
});
