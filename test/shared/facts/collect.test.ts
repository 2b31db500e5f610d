import { describe, expect, test } from 'vitest';
import { type CollectContext, collect } from '../../../shared/facts/collect.ts';
import type { PrincipalId } from '../../../shared/model/azure.ts';
import type { Fact, FactValues, Need } from '../../../shared/model/fact.ts';
import type { Inspection } from '../../../shared/model/inspection.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { parseClusterId, parseStorageAccountId } from '../../../shared/model/resource-id.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { answered, armThat, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import {
  CLUSTER_ID,
  known,
  must,
  PROFILE,
  READY,
  SIGHT,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
} from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const HEALTHY = {
  getCluster: answered(READY.cluster),
  getProvider: answered(READY.kubernetesConfigurationProvider),
  listExtensions: answered(READY.backupExtensions),
  listIdentities: answered(READY.nodeGroupIdentities),
  listTrustedAccessRoleBindings: answered(READY.trustedAccessRoleBindings),
  getVault: answered(READY.vault),
  listBackupInstances: answered([]),
  listBackupInstancesOf: answered([]),
  getStorageAccount: answered(READY.storageAccount),
  findBlobContainer: answered(READY.blobContainer),
  listContainerUsers: answered([]),
  listTopLevel: answered(READY.containerContents),
  getResourceGroup: answered(READY.snapshotGroup),
  listLocks: answered([]),
  listPolicyAssignmentsIn: answered([]),
  listKubernetesVersions: answered(READY.kubernetesVersions),
  listRoleAssignments: answered([]),
  countRoleAssignments: answered(120),
};
const ALL = [...new Set(RULES.flatMap(({ needs }) => needs))];

const look = (needs: readonly Need[], answers: Parameters<typeof armThat>[0], seen?: Partial<FactValues>) => {
  const { arm, calls } = armThat(answers);
  const context = { target: TARGET, profile: PROFILE, arm, ...(seen && { known: known(seen) }) };
  return { facts: collect(needs, context), calls };
};

test('everything that the rules need of a plain cluster takes twenty-two reads, each thing once', async () => {
  const { facts, calls } = look(ALL, HEALTHY);
  const states = Object.values(await facts).map(({ state }) => state);
  expect(states).toEqual(ALL.map(() => 'known'));
  expect(calls).toHaveLength(22);
  expect(calls.filter((call) => call === 'listRoleAssignments')).toHaveLength(3);
});

test('nothing is read without a need, and nothing again that is known', async () => {
  expect((await look(['vault'], HEALTHY).facts).cluster).toBeUndefined();
  const { facts, calls } = look(['cluster', 'vault'], HEALTHY, { cluster: READY.cluster });
  await facts;
  expect(calls).toEqual(['getVault']);
});

test('a fact says which call it comes from, and when', async () => {
  const { vault } = await look(['vault'], HEALTHY).facts;
  expect(vault).toEqual({
    state: 'known',
    value: READY.vault,
    sources: [{ call: 'GET /asked', at: '2026-01-01T00:00:00.000Z' }],
  });
});

describe('what is not there', () => {
  test.each<[Need, keyof typeof HEALTHY]>([
    ['vault', 'getVault'],
    ['storageAccount', 'getStorageAccount'],
  ])('%s is known to be absent', async (need, call) => {
    expect((await look([need], { [call]: GONE }).facts)[need]).toMatchObject({ state: 'known', value: 'absent' });
  });

  test('a cluster that is gone is reported as such', async () => {
    expect((await look(['cluster'], { getCluster: GONE }).facts).cluster).toMatchObject({
      state: 'unknown',
      failure: { class: 'gone' },
    });
  });

  test('an unseen subscription says nothing of what is in it', async () => {
    const unseen = refused({ class: 'gone', code: 'SubscriptionNotFound', status: 404 });
    expect((await look(['vault'], { getVault: unseen }).facts).vault).toMatchObject({ state: 'unknown' });
  });
});

describe('the roles of an identity', () => {
  const noIdentity = {
    ...READY,
    vault: { ...must(READY.vault === 'absent' ? undefined : READY.vault), principalId: undefined },
  };

  test.each<[string, Need, Partial<typeof HEALTHY>]>([
    ['a vault without identity', 'vaultHoldings', { getVault: answered(noIdentity.vault) }],
    ['a vault that is not there', 'vaultHoldings', { getVault: GONE }],
    [
      'a cluster without identity',
      'clusterHoldings',
      { getCluster: answered({ ...READY.cluster, identity: undefined }) },
    ],
    [
      'an extension that is not there',
      'extensionHoldings',
      { getProvider: answered(READY.kubernetesConfigurationProvider), listExtensions: answered([]) },
    ],
  ])('are absent for %s, and no list is read', async (_, need, answers) => {
    const { facts, calls } = look([need], answers);
    expect((await facts)[need]).toMatchObject({ state: 'known', value: 'absent' });
    expect(calls).not.toContain('listRoleAssignments');
  });

  test('are not those of an extension of another type', async () => {
    const flux = { ...must(READY.backupExtensions[0]), otherType: 'microsoft.flux' };
    const answers = { getProvider: answered(READY.kubernetesConfigurationProvider), listExtensions: answered([flux]) };
    const { facts, calls } = look(['extensions', 'backupExtensions', 'extensionHoldings'], answers);
    expect(await facts).toMatchObject({
      extensions: { value: [flux] },
      backupExtensions: { value: [] },
      extensionHoldings: { value: 'absent' },
    });
    expect(calls.filter((call) => call === 'listExtensions')).toHaveLength(1);
  });

  test('are unknown while the identity cannot be read', async () => {
    const { vaultHoldings } = await look(['vaultHoldings'], { getVault: FORBIDDEN }).facts;
    expect(vaultHoldings).toMatchObject({ state: 'unknown', failure: { code: 'AuthorizationFailed' } });
  });
});

describe('the storage account', () => {
  const OTHER = '99999999-2222-3333-4444-555555555555';
  const id = must(parseStorageAccountId(PROFILE.storage.accountId.replace(SUBSCRIPTION, OTHER)));
  const elsewhere = { ...PROFILE, storage: { ...PROFILE.storage, accountId: id } };
  const read = async (profile: typeof PROFILE, getTenantOf: ReturnType<typeof answered>) => {
    const { arm, calls } = armThat({ getStorageAccount: answered(READY.storageAccount), getTenantOf });
    const { storageAccount } = await collect(['storageAccount'], { target: TARGET, profile, arm });
    return { storageAccount, calls };
  };

  test('in the subscription of the cluster costs one read', async () => {
    expect((await read(PROFILE, answered('t'))).calls).toEqual(['getStorageAccount']);
  });

  test.each([
    ['is known with its tenant', answered('t'), 't'],
    ['is known without a tenant that may not be read', FORBIDDEN, undefined],
  ])('in another subscription %s', async (_, getTenantOf, tenantId) => {
    const { storageAccount, calls } = await read(elsewhere, getTenantOf);
    expect(storageAccount).toMatchObject({ state: 'known', value: { ...STORAGE_ACCOUNT, tenantId } });
    expect(calls).toEqual(['getStorageAccount', 'getTenantOf']);
  });
});

describe('the extensions of a cluster', () => {
  const read = async (getProvider: typeof HEALTHY.getProvider | typeof FORBIDDEN) => {
    const { facts, calls } = look(['backupExtensions'], {
      getProvider,
      listExtensions: answered(READY.backupExtensions),
    });
    return { fact: (await facts).backupExtensions, calls };
  };
  const inState = (state: string) => answered({ ...READY.kubernetesConfigurationProvider, state });

  test('are none, and are not asked for, while their provider is not registered', async () => {
    const { fact, calls } = await read(inState('NotRegistered'));
    expect(fact).toMatchObject({ state: 'known', value: [] });
    expect(calls).toEqual(['getProvider']);
  });

  test.each([
    ['is registered', inState('Registered')],
    ['is being unregistered', inState('Unregistering')],
    ['may not be read', FORBIDDEN],
  ])('are listed where their provider %s', async (_, provider) => {
    expect((await read(provider)).fact).toMatchObject({ state: 'known', value: READY.backupExtensions });
  });
});

describe('the contents of the container', () => {
  const answers = {
    getStorageAccount: answered(READY.storageAccount),
    findBlobContainer: answered(READY.blobContainer),
  };

  test.each([
    ['that may not be seen', FORBIDDEN, { state: 'known', value: { notSeen: { class: 'forbidden' } } }],
    ['of a service that does not answer', refused({ class: 'transient' }), { state: 'unknown' }],
    ['that are seen', answered(['backups/']), { state: 'known', value: ['backups/'] }],
  ])('%s', async (_, listTopLevel, expected) => {
    const { facts } = look(['containerContents'], { ...answers, listTopLevel });
    expect((await facts).containerContents).toMatchObject(expected);
  });

  test.each([
    ['without an account', { ...answers, getStorageAccount: GONE }],
    ['without a container', { ...answers, findBlobContainer: answered('absent') }],
  ])('%s are none, and no request is sent', async (_, without) => {
    const { facts, calls } = look(['containerContents'], without);
    expect((await facts).containerContents).toMatchObject({ state: 'known', value: [] });
    expect(calls).not.toContain('listTopLevel');
  });
});

describe('the other clusters in the container', () => {
  const other = must(parseClusterId(`${CLUSTER_ID}-2`));
  const listed = answered([
    { clusterId: CLUSTER_ID, container: 'shop' },
    { clusterId: other, container: 'shop' },
    { clusterId: other, container: 'elsewhere' },
  ]);
  const [extension] = READY.backupExtensions;

  test.each([
    ['is there', answered([extension]), 1],
    ['has moved on', answered([{ ...must(extension), settings: {} }]), 0],
    ['has no extension any more', answered([]), 0],
    ['has an extension of another type', answered([{ ...must(extension), otherType: 'microsoft.flux' }]), 0],
    ['is gone', GONE, 0],
    ['cannot be asked', FORBIDDEN, 1],
  ])('one that the graph names and that %s', async (_, listExtensions, count) => {
    const { facts } = look(['containerUsers'], { listContainerUsers: listed, listExtensions });
    expect((await facts).containerUsers).toMatchObject({
      state: 'known',
      value: Array.from({ length: count }, () => ({ clusterId: other })),
    });
  });

  test('only those in the same container are asked', async () => {
    const { facts, calls } = look(['containerUsers'], { listContainerUsers: answered([]) });
    await facts;
    expect(calls).toEqual(['listContainerUsers']);
  });
});

describe('what is read only where there is something to ask about', () => {
  const ANN = 'cccccccc-0000-4000-8000-000000000001' as PrincipalId;
  const lookWith = (need: Need, more: Partial<CollectContext>, answers: Parameters<typeof armThat>[0]) => {
    const { arm, calls } = armThat(answers);
    return { facts: collect([need], { target: TARGET, profile: PROFILE, arm, ...more }), calls };
  };

  test('the roles of operators: one list for each', async () => {
    const profile = { ...PROFILE, operators: [ANN, ANN] };
    const { facts, calls } = lookWith('operatorHoldings', { profile }, { listRoleAssignments: answered([]) });
    expect((await facts).operatorHoldings).toMatchObject({ state: 'known', value: [{ principalId: ANN }, {}] });
    expect(calls).toHaveLength(2);
  });

  test('the roles of one operator that cannot be read make all unknown', async () => {
    const profile = { ...PROFILE, operators: [ANN] };
    const { facts } = lookWith('operatorHoldings', { profile }, { listRoleAssignments: FORBIDDEN });
    expect((await facts).operatorHoldings).toMatchObject({ state: 'unknown' });
  });

  const planned = [
    { action: 'a/write', scope: CLUSTER_ID },
    { action: 'b/write', scope: SUBSCRIPTION_ID },
    { action: 'c/write', scope: SNAPSHOT_GROUP_ID },
    { action: 'd/write', scope: SNAPSHOT_GROUP_ID },
  ];
  const answers = { listOwnPermissions: answered([]), ownPrincipalId: async () => ANN } as never;

  test('own rights: once for each scope of the plan, the subscription by the cluster in it', async () => {
    const { facts, calls } = lookWith('ownRights', { planned }, answers);
    const fact = (await facts).ownRights;
    expect(fact).toMatchObject({ state: 'known', value: { wanted: planned } });
    expect(calls.filter((call) => call === 'listOwnPermissions')).toHaveLength(2);
  });

  test('own rights without a plan: nothing', async () => {
    const { facts, calls } = lookWith('ownRights', {}, answers);
    await facts;
    expect(calls).not.toContain('listOwnPermissions');
  });

  test('own rights of which a part cannot be read are unknown', async () => {
    const { facts } = lookWith('ownRights', { planned }, { listOwnPermissions: FORBIDDEN });
    expect((await facts).ownRights).toMatchObject({ state: 'unknown' });
  });
});

test('role assignments are counted once for each subscription in which the target needs a role', async () => {
  const other = '99999999-2222-3333-4444-555555555555';
  const accountId = must(parseStorageAccountId(PROFILE.storage.accountId.replace(SUBSCRIPTION, other)));
  const profile = { ...PROFILE, storage: { ...PROFILE.storage, accountId } };
  const { arm, calls } = armThat({ countRoleAssignments: answered(7) });
  expect(
    (await collect(['roleAssignmentCounts'], { target: TARGET, profile, arm })).roleAssignmentCounts,
  ).toMatchObject({
    value: [
      { subscriptionId: SUBSCRIPTION, assignments: 7 },
      { subscriptionId: other, assignments: 7 },
    ],
  });
  expect(calls).toHaveLength(2);
});

/** These ask Azure nothing of a plain cluster. */
const ASK_NOTHING: readonly Need[] = [
  'backupPolicy',
  'confirmation',
  'readiness',
  'restoreDrill',
  // Read where the profile wants drills: see below.
  'drillTarget',
  // Says so itself: see below.
  'containerContents',
  'operatorHoldings',
  'ownRights',
  'gatekeeperPolicies',
  'inspection',
  'stagingGroup',
  'stagingAccount',
];

test.each(atLeastOne(ALL.filter((need) => !ASK_NOTHING.includes(need))))(
  '%s is unknown, and never absent, when ARM refuses to read',
  async (need) => {
    const nothing = Object.fromEntries(Object.keys(HEALTHY).map((call) => [call, FORBIDDEN]));
    expect((await look([need], nothing).facts)[need]).toMatchObject({
      state: 'unknown',
      failure: { class: 'forbidden' },
    });
  },
);

test('the target of drills is read where the profile wants drills, and never taken for absent', async () => {
  const clusterId = must(parseClusterId(`${CLUSTER_ID}-2`));
  const profile = { ...PROFILE, restoreDrill: { clusterId } };
  const targetOf = async (answer: ArmResult<unknown>, of: Profile = profile) => {
    const { arm, calls } = armThat({ getCluster: answer });
    return { fact: (await collect(['drillTarget'], { target: TARGET, profile: of, arm })).drillTarget, calls };
  };
  const other = { ...READY.cluster, id: clusterId };
  expect((await targetOf(answered(other))).fact).toMatchObject({ state: 'known', value: { id: clusterId } });
  expect((await targetOf(GONE)).fact).toMatchObject({ state: 'known', value: 'absent' });
  expect((await targetOf(FORBIDDEN)).fact).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
  expect((await targetOf(answered(READY.cluster), { ...PROFILE, restoreDrill: {} })).fact).toMatchObject({
    value: { id: CLUSTER_ID },
  });
  expect(await targetOf(FORBIDDEN, PROFILE)).toMatchObject({ fact: { value: 'notNeeded' }, calls: [] });
});

describe('the look inside the cluster', () => {
  const source = { call: 'GET /seen', at: '2026-01-01T00:00:00.000Z' };
  const seen: Fact<Inspection> = { state: 'known', value: SIGHT, sources: [source] };
  const lost: Fact<Inspection> = {
    state: 'unknown',
    failure: { class: 'permanent', code: 'CommandFailed', message: 'no' },
    sources: [source],
  };

  async function factOf(need: Need, podIdentity: boolean | undefined, inspection?: Fact<Inspection>) {
    const { arm } = armThat({ getCluster: answered({ ...READY.cluster, podIdentity }) });
    const context = { target: TARGET, profile: PROFILE, arm, ...(inspection && { inspection }) };
    return (await collect([need], context))[need];
  }

  test('is handed on as it is, and off by default', async () => {
    expect(await factOf('inspection', undefined, seen)).toBe(seen);
    expect(await factOf('inspection', undefined, lost)).toBe(lost);
    expect(await factOf('inspection', undefined)).toMatchObject({ state: 'known', value: 'off' });
  });

  test.each([false, undefined])(
    'is not needed for pod identity that is %s, even where it failed',
    async (podIdentity) => {
      expect(await factOf('podIdentityInspection', podIdentity, lost)).toMatchObject({ value: 'notNeeded' });
      expect(await factOf('podIdentityInspection', true, lost)).toBe(lost);
      expect(await factOf('podIdentityInspection', true, seen)).toBe(seen);
    },
  );
});
