import { describe, expect, test } from 'vitest';
import { ROLES } from '../../../shared/azure/roles.ts';
import type { SecurityRule } from '../../../shared/model/network.ts';
import type { Remedy, RemedyKind, RemedyOf } from '../../../shared/model/remedy.ts';
import { REMEDIATORS, remediatorOf } from '../../../shared/remediate/index.ts';
import { answered, armThat, CONFLICT, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import {
  assignment,
  CLUSTER_ID,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { SECURITY_GROUP_ID, securityGroup } from '../../support/network.ts';

const REMEDIES: { readonly [K in RemedyKind]: RemedyOf<K> } = {
  providerRegistration: {
    kind: 'providerRegistration',
    subscriptionId: SUBSCRIPTION,
    namespace: 'Microsoft.KubernetesConfiguration',
  },
  backupExtension: { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: { a: 'b' } },
  trustedAccessBinding: {
    kind: 'trustedAccessBinding',
    clusterId: CLUSTER_ID,
    name: 'backup',
    sourceResourceId: VAULT.armId,
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
  },
  extensionSettings: {
    kind: 'extensionSettings',
    clusterId: CLUSTER_ID,
    name: 'azure-aks-backup',
    settings: { a: 'b' },
  },
  storageDrivers: { kind: 'storageDrivers', clusterId: CLUSTER_ID },
  storageBypass: { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID },
  securityRule: {
    kind: 'securityRule',
    networkSecurityGroupId: SECURITY_GROUP_ID,
    name: 'backstay-allow-azurebackup',
    priority: 4096,
    serviceTag: 'AzureBackup',
  },
  blobContainer: { kind: 'blobContainer', accountId: STORAGE_ACCOUNT_ID, container: 'shop' },
  snapshotGroup: { kind: 'snapshotGroup', groupId: SNAPSHOT_GROUP_ID, location: 'westeurope' },
  vaultIdentity: {
    kind: 'vaultIdentity',
    vaultId: VAULT_ID,
    identityType: 'SystemAssigned',
    userAssignedIdentityIds: [],
  },
  roleGrant: {
    kind: 'roleGrant',
    scope: SNAPSHOT_GROUP_ID,
    principalId: VAULT_PRINCIPAL,
    holder: 'vault',
    role: 'Reader',
    roleDefinitionGuid: ROLES.Reader,
  },
  policyExclusion: {
    kind: 'policyExclusion',
    assignmentId: `${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/policyAssignments/pods`,
    parameter: 'excludedNamespaces',
    namespaces: ['kube-system', 'dataprotection-microsoft'],
  },
  clusterInspection: { kind: 'clusterInspection', clusterId: CLUSTER_ID },
};

const [extension] = READY.backupExtensions;
const [binding] = READY.trustedAccessRoleBindings;
const running = answered({ done: false, operationUrl: 'https://arm/op', retryAfterSeconds: 7 } as const);
const registration = (state: string) => answered({ ...READY.kubernetesConfigurationProvider, state });
const EXISTS = refused({ class: 'conflict', code: 'RoleAssignmentExists', status: 409 });
const granted = answered(assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID));

type Answers = Parameters<typeof armThat>[0];
const ruled = (changes: Partial<SecurityRule>): Answers => ({
  getNetworkSecurityGroup: answered(
    securityGroup({ name: 'backstay-allow-azurebackup', priority: 4096, sources: ['AzureBackup'], ...changes }),
  ),
});

describe('carrying out', () => {
  test.each<[RemedyKind, string, Answers, object]>([
    [
      'providerRegistration',
      'registered at once',
      { registerProvider: registration('Registered') },
      { status: 'applied' },
    ],
    [
      'providerRegistration',
      'taken on',
      { registerProvider: registration('Registering') },
      { status: 'running', operationUrl: undefined },
    ],
    [
      'backupExtension',
      'taken on',
      { putBackupExtension: running },
      { status: 'running', operationUrl: 'https://arm/op', retryAfterSeconds: 7 },
    ],
    ['backupExtension', 'done at once', { putBackupExtension: answered({ done: true }) }, { status: 'applied' }],
    // The binding itself is asked for its state: that needs no right at the subscription.
    [
      'trustedAccessBinding',
      'taken on',
      { putTrustedAccessRoleBinding: running },
      { status: 'running', operationUrl: undefined },
    ],
    ['vaultIdentity', 'taken on', { patchVaultIdentity: running }, { status: 'running' }],
    ['extensionSettings', 'taken on', { patchExtensionSettings: running }, { status: 'running' }],
    ['extensionSettings', 'done at once', { patchExtensionSettings: answered({ done: true }) }, { status: 'applied' }],
    ['storageDrivers', 'taken on', { turnStorageDriversOn: running }, { status: 'running' }],
    [
      'storageBypass',
      'done',
      { letTrustedServicesIn: answered({ before: ['Logging'], account: READY.storageAccount }) },
      { status: 'applied', before: { bypass: ['Logging'] }, after: { bypass: ['AzureServices'] } },
    ],
    // The rule itself is asked for its state: that needs no right at the subscription.
    [
      'securityRule',
      'taken on',
      { putSecurityRule: running },
      { status: 'running', operationUrl: undefined, retryAfterSeconds: 7 },
    ],
    [
      'securityRule',
      'done at once',
      { putSecurityRule: answered({ done: true }) },
      { status: 'applied', after: { networkSecurityGroup: SECURITY_GROUP_ID, priority: 4096 } },
    ],
    ['blobContainer', 'made', { putBlobContainer: answered(READY.blobContainer) }, { status: 'applied' }],
    ['snapshotGroup', 'made', { putResourceGroup: answered(READY.snapshotGroup) }, { status: 'applied' }],
    [
      'roleGrant',
      'granted',
      { putRoleAssignment: granted },
      { status: 'applied', after: { scope: SNAPSHOT_GROUP_ID } },
    ],
    ['roleGrant', 'there already', { putRoleAssignment: EXISTS }, { status: 'alreadyDone' }],
  ])('%s: %s', async (kind, _, answers, expected) => {
    const { arm, calls } = armThat(answers);
    expect(await remediatorOf(REMEDIES[kind], REMEDIATORS).apply(REMEDIES[kind], arm)).toMatchObject(expected);
    expect(calls).toHaveLength(1);
  });

  const WRITES = {
    providerRegistration: 'registerProvider',
    backupExtension: 'putBackupExtension',
    trustedAccessBinding: 'putTrustedAccessRoleBinding',
    vaultIdentity: 'patchVaultIdentity',
    extensionSettings: 'patchExtensionSettings',
    storageDrivers: 'turnStorageDriversOn',
    storageBypass: 'letTrustedServicesIn',
    securityRule: 'putSecurityRule',
    blobContainer: 'putBlobContainer',
    snapshotGroup: 'putResourceGroup',
    roleGrant: 'putRoleAssignment',
    // It reads before it writes; policy-exclusion.test.ts has the write.
    policyExclusion: 'getPolicyAssignment',
    clusterInspection: 'runCommand',
  } as const satisfies Record<RemedyKind, string>;
  const kinds = Object.keys(WRITES) as RemedyKind[];

  test.each(
    kinds.flatMap(
      (kind) =>
        [
          [kind, 'denied', FORBIDDEN, 'forbidden'],
          [kind, 'in conflict', CONFLICT, 'conflict'],
        ] as const,
    ),
  )('%s: %s', async (kind, _, answer, failureClass) => {
    const { arm } = armThat({ [WRITES[kind]]: answer });
    expect(await remediatorOf(REMEDIES[kind], REMEDIATORS).apply(REMEDIES[kind], arm)).toMatchObject({
      status: 'failed',
      failure: { class: failureClass },
    });
  });
});

describe('looking', () => {
  test.each<[RemedyKind, string, Answers, string]>([
    ['providerRegistration', 'registered', { getProvider: registration('Registered') }, 'done'],
    ['providerRegistration', 'registering', { getProvider: registration('Registering') }, 'running'],
    ['providerRegistration', 'not registered', { getProvider: registration('NotRegistered') }, 'absent'],
    ['backupExtension', 'installed', { listBackupExtensions: answered([extension]) }, 'done'],
    [
      'backupExtension',
      'installed by someone else under another name',
      { listBackupExtensions: answered([{ ...extension, name: 'x' }]) },
      'done',
    ],
    [
      'backupExtension',
      'in the making',
      { listBackupExtensions: answered([{ ...extension, provisioningState: 'Creating' }]) },
      'running',
    ],
    [
      'backupExtension',
      'failed',
      { listBackupExtensions: answered([{ ...extension, provisioningState: 'Failed' }]) },
      'failed',
    ],
    ['backupExtension', 'not there', { listBackupExtensions: answered([]) }, 'absent'],
    ['trustedAccessBinding', 'there', { getTrustedAccessRoleBinding: answered(binding) }, 'done'],
    [
      'trustedAccessBinding',
      'in the making',
      { getTrustedAccessRoleBinding: answered({ ...binding, provisioningState: 'Updating' }) },
      'running',
    ],
    [
      'trustedAccessBinding',
      'there without the role',
      { getTrustedAccessRoleBinding: answered({ ...binding, roles: [] }) },
      'absent',
    ],
    ['trustedAccessBinding', 'not there', { getTrustedAccessRoleBinding: GONE }, 'absent'],
    ['vaultIdentity', 'there', { getVault: answered(VAULT) }, 'done'],
    [
      'vaultIdentity',
      'without its principal yet',
      { getVault: answered({ ...VAULT, principalId: undefined }) },
      'running',
    ],
    [
      'vaultIdentity',
      'not there',
      { getVault: answered({ ...VAULT, identityType: 'None', principalId: undefined }) },
      'absent',
    ],
    ['securityRule', 'there', ruled({}), 'done'],
    ['securityRule', 'there in other letters', ruled({ name: 'Backstay-Allow-AzureBackup' }), 'done'],
    ['securityRule', 'in the making', ruled({ provisioningState: 'Updating' }), 'running'],
    ['securityRule', 'failed', ruled({ provisioningState: 'Failed' }), 'failed'],
    ['securityRule', 'turned into a deny', ruled({ access: 'deny' }), 'failed'],
    ['securityRule', 'moved', ruled({ priority: 100 }), 'failed'],
    ['securityRule', 'not there', { getNetworkSecurityGroup: answered(securityGroup()) }, 'absent'],
    ['securityRule', 'not to be read', { getNetworkSecurityGroup: FORBIDDEN }, 'unreadable'],
    ['roleGrant', 'there', { getRoleAssignment: granted }, 'done'],
    [
      'roleGrant',
      'there under a condition',
      {
        getRoleAssignment: answered({
          ...assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID),
          hasCondition: true,
        }),
      },
      'failed',
    ],
    ['roleGrant', 'not there', { getRoleAssignment: GONE }, 'absent'],
    ['roleGrant', 'not to be read', { getRoleAssignment: FORBIDDEN }, 'unreadable'],
  ])('%s: %s', async (kind, _, answers, state) => {
    expect(await remediatorOf(REMEDIES[kind], REMEDIATORS).observe(REMEDIES[kind], armThat(answers).arm)).toMatchObject(
      { state },
    );
  });
});

describe.each(Object.values(REMEDIES))('$kind', (remedy: Remedy) => {
  const own = remediatorOf(remedy, REMEDIATORS);

  test('has a key that depends on its content alone', () => {
    expect(own.key(remedy)).toBe(own.key(structuredClone(remedy)));
    expect(own.key(remedy)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('says what it does, which rights it needs and where', () => {
    expect(own.describe(remedy)).not.toMatch(/undefined|\[object/);
    expect(own.permissions(remedy).length).toBeGreaterThan(0);
    for (const { action, scope } of own.permissions(remedy)) {
      expect(action).toMatch(/^Microsoft\.\w+\/.+\/(read|write|action)$/);
      expect(scope).toMatch(/^\/subscriptions\//);
    }
  });
});

test('two grants never share a name: neither for another principal, nor role, nor scope', () => {
  const { roleGrant } = REMEDIES;
  const others = [
    roleGrant,
    { ...roleGrant, principalId: roleGrant.principalId.replace('1', '2') },
    { ...roleGrant, roleDefinitionGuid: ROLES.Owner },
    { ...roleGrant, scope: CLUSTER_ID },
  ];
  expect(new Set(others.map((one) => REMEDIATORS.roleGrant.key(one as typeof roleGrant))).size).toBe(4);
});

test.each<[RemedyKind, string | undefined]>([
  ['backupExtension', CLUSTER_ID],
  ['trustedAccessBinding', CLUSTER_ID],
  ['providerRegistration', undefined],
  ['vaultIdentity', undefined],
  ['roleGrant', undefined],
  // Looking changes nothing on the cluster resource, and must hold nothing up.
  ['clusterInspection', undefined],
  ['securityRule', SECURITY_GROUP_ID],
])('%s takes the write lane of %s', (kind, lane) => {
  expect(remediatorOf(REMEDIES[kind], REMEDIATORS).lane(REMEDIES[kind])).toBe(lane);
});

test('a grant on the cluster itself takes its lane', () => {
  expect(REMEDIATORS.roleGrant.lane({ ...REMEDIES.roleGrant, scope: CLUSTER_ID })).toBe(CLUSTER_ID);
});
