import { describe, expect, test } from 'vitest';
import { remembering } from '../../../shared/azure/remember.ts';
import type { Arm, ArmResult } from '../../../shared/ports/arm.ts';
import { answered, armThat, FORBIDDEN, observed } from '../../support/arm-port.ts';
import {
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';

const provider = (state: string) => answered({ ...READY.kubernetesConfigurationProvider, state });
const lock = { armId: 'id', name: 'keep', scope: CLUSTER_ID, level: 'ReadOnly', notes: undefined };

const START = '2026-01-01T00:00:00Z';
const MINUTE_LATER = '2026-01-01T00:01:00Z';

function start(answers: Parameters<typeof armThat>[0]) {
  const stub = armThat(answers);
  // The stub makes its calls as they are asked for; what is copied must be there.
  const names = Object.keys(answers) as (keyof Arm)[];
  const port = Object.fromEntries([...NAMES, ...names].map((name) => [name, stub.arm[name]])) as unknown as Arm;
  let now = Date.parse(START);
  const clock = { now: () => new Date(now) };
  const { arm, readerSince } = remembering(port, clock);
  return {
    arm,
    readerSince,
    /** Accepts any kept answer. */
    reader: readerSince('2025-12-31T00:00:00Z'),
    calls: stub.calls,
    pass: (minutes: number) => {
      now += minutes * 60_000;
    },
  };
}

const NAMES = [
  'getProvider',
  'getStorageAccount',
  'findBlobContainer',
  'listContainerUsers',
  'getResourceGroup',
  'listLocks',
  'listPolicyAssignmentsIn',
  'listPolicyDefinitions',
  'listPolicySetDefinitions',
  'listOwnPermissions',
  'listKubernetesVersions',
  'countRoleAssignments',
] as const;

test.each<[string, Parameters<typeof armThat>[0], (reader: Arm) => Promise<unknown>, number]>([
  [
    'a provider that is registered',
    { getProvider: provider('Registered') },
    (arm) => arm.getProvider(SUBSCRIPTION, 'n'),
    1,
  ],
  ['a provider that is not', { getProvider: provider('Registering') }, (arm) => arm.getProvider(SUBSCRIPTION, 'n'), 2],
  ['no locks', { listLocks: answered([]) }, (arm) => arm.listLocks(SUBSCRIPTION), 1],
  ['a lock', { listLocks: answered([lock]) }, (arm) => arm.listLocks(SUBSCRIPTION), 2],
  [
    'a container',
    { findBlobContainer: answered(READY.blobContainer) },
    (arm) => arm.findBlobContainer(STORAGE_ACCOUNT_ID, 'c'),
    1,
  ],
  [
    'a container that is not there',
    { findBlobContainer: answered('absent') },
    (arm) => arm.findBlobContainer(STORAGE_ACCOUNT_ID, 'c'),
    2,
  ],
  [
    'a count of role assignments with room',
    { countRoleAssignments: answered(3199) },
    (arm) => arm.countRoleAssignments(SUBSCRIPTION),
    1,
  ],
  [
    'a count of role assignments that is running out',
    { countRoleAssignments: answered(3200) },
    (arm) => arm.countRoleAssignments(SUBSCRIPTION),
    2,
  ],
  ['a read that failed', { getResourceGroup: FORBIDDEN }, (arm) => arm.getResourceGroup(SNAPSHOT_GROUP_ID), 2],
])('%s, read twice', async (_, answers, read, times) => {
  const { reader, calls } = start(answers);
  const first = await read(reader as Arm);
  expect(await read(reader as Arm)).toEqual(first);
  expect(calls).toHaveLength(times);
});

test('what was read ten minutes ago is read again', async () => {
  const { reader, calls, pass } = start({ listLocks: answered([]) });
  await reader.listLocks(SUBSCRIPTION);
  pass(9);
  await reader.listLocks(SUBSCRIPTION);
  expect(calls).toHaveLength(1);
  pass(2);
  await reader.listLocks(SUBSCRIPTION);
  expect(calls).toHaveLength(2);
});

test('the count of role assignments does not depend on events, and counts for two hours', async () => {
  const { readerSince, calls, pass } = start({ countRoleAssignments: answered(120) });
  await readerSince(START).countRoleAssignments(SUBSCRIPTION);
  pass(119);
  await readerSince(MINUTE_LATER).countRoleAssignments(SUBSCRIPTION);
  expect(calls).toHaveLength(1);
  pass(2);
  await readerSince(MINUTE_LATER).countRoleAssignments(SUBSCRIPTION);
  expect(calls).toHaveLength(2);
});

test('one thing is not taken for another', async () => {
  const { reader, calls } = start({ findBlobContainer: answered(READY.blobContainer) });
  await reader.findBlobContainer(STORAGE_ACCOUNT_ID, 'one');
  await reader.findBlobContainer(STORAGE_ACCOUNT_ID, 'two');
  expect(calls).toHaveLength(2);
});

test('who is to know for sure asks every time, and what he hears is remembered or forgotten', async () => {
  let state = 'Registered';
  const { arm, reader, calls } = start({ getProvider: () => provider(state) });
  await arm.getProvider(SUBSCRIPTION, 'n');
  await arm.getProvider(SUBSCRIPTION, 'n');
  expect(calls).toHaveLength(2);
  await reader.getProvider(SUBSCRIPTION, 'N');
  expect(calls).toHaveLength(2);
  state = 'Unregistering';
  await arm.getProvider(SUBSCRIPTION, 'n');
  expect(await reader.getProvider(SUBSCRIPTION, 'n')).toMatchObject({ value: { state: 'Unregistering' } });
});

test('a write to the firewall of an account makes what was heard of it before worthless', async () => {
  const { arm, reader, calls } = start({
    getStorageAccount: answered(READY.storageAccount),
    setStorageBypass: answered(READY.storageAccount),
    getNetworkRules: answered({ account: READY.storageAccount, rules: {} }),
  });
  await reader.getStorageAccount(STORAGE_ACCOUNT_ID);
  await arm.setStorageBypass(STORAGE_ACCOUNT_ID, [], observed({ account: STORAGE_ACCOUNT, rules: {} }));
  await reader.getStorageAccount(STORAGE_ACCOUNT_ID);
  await arm.getNetworkRules(STORAGE_ACCOUNT_ID);
  await reader.getStorageAccount(STORAGE_ACCOUNT_ID);
  expect(calls.filter((call) => call === 'getStorageAccount')).toHaveLength(3);
});

describe('role assignments', () => {
  const list = (port: Pick<Arm, 'listRoleAssignments'>) => port.listRoleAssignments(SUBSCRIPTION, VAULT_PRINCIPAL);
  const recent = (port: Pick<Arm, 'recentRoleAssignments'>) =>
    port.recentRoleAssignments(SUBSCRIPTION, VAULT_PRINCIPAL);

  test('an assessment reads them every time, and a write right after it uses what was read', async () => {
    const { arm, reader, calls } = start({ listRoleAssignments: answered([]) });
    await list(reader);
    await list(reader);
    expect(calls).toHaveLength(2);
    await recent(arm);
    expect(calls).toHaveLength(2);
    await arm.recentRoleAssignments(SUBSCRIPTION, CLUSTER_PRINCIPAL);
    expect(calls).toHaveLength(3);
  });

  test('a list of an earlier step is read again', async () => {
    const { arm, reader, calls, pass } = start({ listRoleAssignments: answered([]) });
    await list(reader);
    pass(1);
    await recent(arm);
    expect(calls).toHaveLength(2);
  });

  test('a list that could not be read is not used', async () => {
    let answer: ArmResult<unknown> = answered([]);
    const { arm, reader, calls } = start({ listRoleAssignments: () => answer });
    await list(reader);
    answer = FORBIDDEN;
    await list(reader);
    expect(await recent(arm)).toMatchObject({ ok: false });
    expect(calls).toHaveLength(3);
  });
});

test('an assessment shares what was read after its cause, and reads the rest again', async () => {
  const { readerSince, calls, pass } = start({ getStorageAccount: answered(READY.storageAccount) });
  await readerSince(START).getStorageAccount(STORAGE_ACCOUNT_ID);
  pass(2);
  await readerSince(START).getStorageAccount(STORAGE_ACCOUNT_ID);
  expect(calls).toHaveLength(1);
  await readerSince(MINUTE_LATER).getStorageAccount(STORAGE_ACCOUNT_ID);
  expect(calls).toHaveLength(2);
  await readerSince(MINUTE_LATER).getStorageAccount(STORAGE_ACCOUNT_ID);
  expect(calls).toHaveLength(2);
});

test('two assessments side by side ask once, and a write meanwhile makes the answer worthless', async () => {
  const { arm, readerSince, calls } = start({
    getStorageAccount: answered(READY.storageAccount),
    setStorageBypass: answered(READY.storageAccount),
  });
  const read = () => readerSince(START).getStorageAccount(STORAGE_ACCOUNT_ID);
  await Promise.all([read(), read()]);
  expect(calls).toEqual(['getStorageAccount']);
  const reading = readerSince(MINUTE_LATER).getStorageAccount(STORAGE_ACCOUNT_ID);
  await arm.setStorageBypass(STORAGE_ACCOUNT_ID, [], observed({ account: STORAGE_ACCOUNT, rules: {} }));
  await reading;
  await read();
  expect(calls.filter((call) => call === 'getStorageAccount')).toHaveLength(3);
});

test('the failure of another assessment is not shared', async () => {
  let failing = true;
  const { readerSince, calls } = start({
    getStorageAccount: () => (failing ? FORBIDDEN : answered(READY.storageAccount)),
  });
  const first = readerSince(START).getStorageAccount(STORAGE_ACCOUNT_ID);
  failing = false;
  const second = readerSince(START).getStorageAccount(STORAGE_ACCOUNT_ID);
  expect(await first).toMatchObject({ ok: false });
  expect(await second).toMatchObject({ ok: true });
  expect(calls).toHaveLength(2);
});

test('after the clock was set back, what was read before counts no more', async () => {
  const { reader, calls, pass } = start({ listLocks: answered([]) });
  await reader.listLocks(SUBSCRIPTION);
  pass(-120);
  await reader.listLocks(SUBSCRIPTION);
  expect(calls).toHaveLength(2);
});
