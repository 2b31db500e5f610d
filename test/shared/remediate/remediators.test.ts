import { describe, expect, test } from 'vitest';
import { CHANGES, changeFor } from '../../../shared/changes/index.ts';
import type { Evidence } from '../../../shared/model/finding.ts';
import type { SecurityRule } from '../../../shared/model/network.ts';
import type { Remedy, RemedyKind, RemedyOf } from '../../../shared/model/remedy.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { remediatorFor } from '../../../shared/remediate/index.ts';
import { answered, armThat, CONFLICT, FORBIDDEN, GONE, observed, refused } from '../../support/arm-port.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import {
  assignment,
  CLUSTER_ID,
  must,
  READY,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { SECURITY_GROUP_ID, securityGroup } from '../../support/network.ts';
import { ASSIGNMENT } from '../../support/policies.ts';
import { SAMPLES } from '../../support/samples.ts';

const REQUEST = { ...SAMPLES.backupInstance.request, vaultId: VAULT_ID, clusterArmId: CLUSTER_ID };
const REMEDIES: { readonly [K in RemedyKind]: RemedyOf<K> } = {
  providerRegistration: {
    kind: 'providerRegistration',
    subscriptionId: SUBSCRIPTION,
    namespace: 'Microsoft.KubernetesConfiguration',
  },
  backupExtension: { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: { a: 'b' } },
  backupPolicy: { kind: 'backupPolicy', vaultId: VAULT_ID, name: 'backstay-week', strategy: 'week' },
  backupValidation: { kind: 'backupValidation', clusterId: CLUSTER_ID, request: REQUEST, basis: 'basis' },
  backupInstance: {
    kind: 'backupInstance',
    clusterId: CLUSTER_ID,
    name: 'shop-backup',
    friendlyName: 'shop',
    request: REQUEST,
  },
  instanceSync: { kind: 'instanceSync', clusterId: CLUSTER_ID, vaultId: VAULT_ID, name: 'shop' },
  firstBackup: { kind: 'firstBackup', clusterId: CLUSTER_ID, vaultId: VAULT_ID, name: 'shop', ruleName: 'BackupDaily' },
  restoreValidation: {
    ...SAMPLES.restoreValidation,
    clusterId: CLUSTER_ID,
    request: { ...SAMPLES.restoreValidation.request, vaultId: VAULT_ID },
  },
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

const extension = must(READY.backupExtensions[0]);
const ofOthers = { ...extension, otherType: 'microsoft.flux' };
const binding = must(READY.trustedAccessRoleBindings[0]);
const running = answered({ done: false, operationUrl: 'https://arm/op', retryAfterSeconds: 7 } as const);
const registration = (state: string) => answered({ ...READY.kubernetesConfigurationProvider, state });
const EXISTS = refused({ class: 'conflict', code: 'RoleAssignmentExists', status: 409 });
const granted = observed(assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID));

type Answers = Parameters<typeof armThat>[0];
const rulesOf = (...bypass: readonly string[]) =>
  answered({
    account: { ...STORAGE_ACCOUNT, firewall: { defaultAction: 'Deny', bypass, resourceIds: [] } },
    rules: {},
  });
const NO_IDENTITY = { ...VAULT, identityType: 'None', principalId: undefined };
const driversOf = (diskCsiDriver: boolean, snapshotController: boolean) =>
  answered({ cluster: { ...READY.cluster, storageDrivers: { diskCsiDriver, snapshotController } }, body: {} });
const policyWith = (value: readonly string[]) =>
  answered({ assignment: { ...ASSIGNMENT, parameters: { excludedNamespaces: value } }, body: {} });

/** The evidence of the finding that led to the remedy. */
const PLANNED: { readonly [K in RemedyKind]?: Evidence } = {
  extensionSettings: { different: ['a'], former: ['a=old'] },
  vaultIdentity: { identityType: 'None', principalId: null },
  storageDrivers: { diskCsiDriver: false, snapshotController: true },
  storageBypass: { bypass: ['Logging'], defaultAction: 'Deny' },
};
/** What is there right before the write, where it is as planned. */
const AS_PLANNED: { readonly [K in RemedyKind]: Answers } = {
  providerRegistration: {},
  clusterInspection: {},
  backupPolicy: { getBackupPolicy: GONE },
  backupValidation: {},
  backupInstance: { listBackupInstancesOf: answered([]), listBackupInstances: answered([]) },
  instanceSync: {},
  firstBackup: { listRecoveryPoints: answered([]) },
  restoreValidation: {},
  backupExtension: { listExtensions: answered([]) },
  trustedAccessBinding: { getTrustedAccessRoleBinding: GONE },
  extensionSettings: { listExtensions: answered([{ ...extension, settings: { a: 'old' } }]) },
  vaultIdentity: { getVault: answered(NO_IDENTITY) },
  storageDrivers: { getWritableCluster: driversOf(false, true) },
  storageBypass: { getNetworkRules: rulesOf('Logging') },
  securityRule: { getNetworkSecurityGroup: answered(securityGroup()) },
  blobContainer: { findBlobContainer: answered('absent') },
  snapshotGroup: { getResourceGroup: GONE },
  roleGrant: { recentRoleAssignments: answered([]) },
  policyExclusion: { getPolicyAssignment: policyWith(['kube-system']) },
};
const isRead = (call: string) => /^(get|list|find|recent)/.test(call);
const ruled = (changes: Partial<SecurityRule>): Answers => ({
  getNetworkSecurityGroup: answered(
    securityGroup({ name: 'backstay-allow-azurebackup', priority: 4096, sources: ['AzureBackup'], ...changes }),
  ),
});

const apply = (kind: RemedyKind, arm: Arm, planned = PLANNED[kind]) =>
  remediatorFor(REMEDIES[kind]).apply(REMEDIES[kind], planned, arm);

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
      { setStorageBypass: answered(READY.storageAccount) },
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
    [
      'backupPolicy',
      'made',
      { putBackupPolicy: answered({ done: true }) },
      { status: 'applied', after: { strategy: 'week' } },
    ],
    [
      'backupValidation',
      'taken on',
      { validateForBackup: running },
      { status: 'running', operationUrl: 'https://arm/op' },
    ],
    [
      'restoreValidation',
      'taken on',
      { validateForRestore: running },
      { status: 'running', operationUrl: 'https://arm/op' },
    ],
    // The instance shows more than its operation.
    ['backupInstance', 'taken on', { putBackupInstance: running }, { status: 'running', operationUrl: undefined }],
    [
      'instanceSync',
      'taken on',
      { syncBackupInstance: running },
      { status: 'running', operationUrl: 'https://arm/op' },
    ],
    ['firstBackup', 'taken on', { startBackup: running }, { status: 'running', operationUrl: 'https://arm/op' }],
    ['policyExclusion', 'done', { putPolicyAssignment: answered({ done: true }) }, { status: 'applied' }],
  ])('%s: %s', async (kind, _, answers, expected) => {
    const { arm, calls } = armThat({ ...AS_PLANNED[kind], ...answers });
    expect(await apply(kind, arm)).toMatchObject(expected);
    expect(calls).toEqual([...Object.keys(AS_PLANNED[kind]), ...Object.keys(answers)]);
  });

  const under = { ...assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID), hasCondition: true };
  const CONDITIONAL = { failure: { class: 'forbidden', code: 'ConditionalAssignment' } };
  const CHANGED = { status: 'failed', failure: { class: 'conflict', code: 'ChangedSincePlanned' } };
  const failedInstall = { ...extension, provisioningState: 'Failed', errorMessage: 'EtagMismatch' };
  const onReinstall: Evidence = { extension: extension.armId.toUpperCase() };
  const onLackingRole: Evidence = { binding: binding.armId, roles: ['other'] };
  const bound = (changes: object) => ({
    getTrustedAccessRoleBinding: answered({ ...binding, name: 'backup', ...changes }),
  });

  // Nothing that is there is written over, unless it is what the plan was made on.
  test.each<[RemedyKind, string, Answers, object, Evidence?]>([
    ['roleGrant', 'there already', { recentRoleAssignments: answered([granted.value]) }, { status: 'alreadyDone' }],
    ['roleGrant', 'there under a condition', { recentRoleAssignments: answered([under]) }, CONDITIONAL],
    ['roleGrant', 'not to be read', { recentRoleAssignments: FORBIDDEN }, { failure: { class: 'forbidden' } }],
    ['backupExtension', 'there', { listExtensions: answered([extension]) }, { status: 'alreadyDone' }],
    [
      'backupExtension',
      'being installed',
      { listExtensions: answered([{ ...extension, provisioningState: 'Creating' }]) },
      { status: 'running', operationUrl: undefined },
    ],
    [
      'backupExtension',
      'failed since',
      { listExtensions: answered([failedInstall]) },
      { status: 'failed', failure: { code: 'ProvisioningFailed' } },
    ],
    ['backupExtension', 'of another type', { listExtensions: answered([ofOthers]) }, CHANGED],
    [
      'backupExtension',
      'of another type, in other letters',
      { listExtensions: answered([{ ...ofOthers, name: ofOthers.name.toUpperCase() }]) },
      CHANGED,
    ],
    [
      'backupExtension',
      'there beside one of another type',
      { listExtensions: answered([ofOthers, { ...extension, name: 'x' }]) },
      { status: 'alreadyDone' },
    ],
    ['backupExtension', 'gone since', { listExtensions: answered([]) }, CHANGED, onReinstall],
    [
      'backupExtension',
      'installed by another since',
      { listExtensions: answered([extension]) },
      { status: 'alreadyDone' },
      onReinstall,
    ],
    ['trustedAccessBinding', 'there', bound({ roles: REMEDIES.trustedAccessBinding.roles }), { status: 'alreadyDone' }],
    ['trustedAccessBinding', 'there for another source', bound({ sourceResourceId: CLUSTER_ID }), CHANGED],
    ['trustedAccessBinding', 'gone since', { getTrustedAccessRoleBinding: GONE }, CHANGED, onLackingRole],
    ['trustedAccessBinding', 'of more roles since', bound({ roles: ['other', 'more'] }), CHANGED, onLackingRole],
    [
      'trustedAccessBinding',
      'of another source since',
      bound({ roles: ['other'], sourceResourceId: CLUSTER_ID }),
      CHANGED,
      onLackingRole,
    ],
    [
      'extensionSettings',
      'of another type since',
      { listExtensions: answered([{ ...ofOthers, settings: { a: 'old' } }]) },
      CHANGED,
    ],
    ['extensionSettings', 'gone', { listExtensions: answered([]) }, CHANGED],
    [
      'extensionSettings',
      'as wanted',
      { listExtensions: answered([{ ...extension, settings: { a: 'b' } }]) },
      { status: 'alreadyDone' },
    ],
    [
      'extensionSettings',
      'of another value since',
      { listExtensions: answered([{ ...extension, settings: { a: 'newer' } }]) },
      CHANGED,
    ],
    [
      'extensionSettings',
      'with one more since',
      { listExtensions: answered([{ ...extension, settings: { a: 'old', more: 'x' } }]) },
      CHANGED,
    ],
    ['vaultIdentity', 'there', { getVault: answered(VAULT) }, { status: 'alreadyDone' }],
    [
      'vaultIdentity',
      'without its principal yet',
      { getVault: answered({ ...VAULT, principalId: undefined }) },
      { status: 'running' },
    ],
    [
      'vaultIdentity',
      'of another type since',
      { getVault: answered({ ...NO_IDENTITY, identityType: 'UserAssigned', userAssignedIdentityIds: ['/i'] }) },
      CHANGED,
    ],
    [
      'vaultIdentity',
      'with an identity more since',
      { getVault: answered({ ...NO_IDENTITY, userAssignedIdentityIds: ['/i'] }) },
      CHANGED,
    ],
    ['storageDrivers', 'on', { getWritableCluster: driversOf(true, true) }, { status: 'alreadyDone' }],
    ['storageDrivers', 'other ones off since', { getWritableCluster: driversOf(true, false) }, CHANGED],
    ['storageBypass', 'there', { getNetworkRules: rulesOf('AzureServices') }, { status: 'alreadyDone' }],
    ['storageBypass', 'another since', { getNetworkRules: rulesOf('Metrics') }, CHANGED],
    [
      'storageBypass',
      'of an account that lets all in since',
      {
        getNetworkRules: answered({
          account: { ...STORAGE_ACCOUNT, firewall: { defaultAction: 'Allow', bypass: ['Logging'], resourceIds: [] } },
          rules: {},
        }),
      },
      CHANGED,
    ],
    ['securityRule', 'there', ruled({}), { status: 'alreadyDone' }],
    ['securityRule', 'turned into a deny', ruled({ access: 'deny' }), { failure: { code: 'SecurityRuleConflict' } }],
    ['securityRule', 'of a priority that is taken since', ruled({ name: 'mine', direction: 'inbound' }), CHANGED],
    ['blobContainer', 'there', { findBlobContainer: answered(READY.blobContainer) }, { status: 'alreadyDone' }],
    ['snapshotGroup', 'there', { getResourceGroup: answered(READY.snapshotGroup) }, { status: 'alreadyDone' }],
    // The subscription cannot be seen: that is not word of the group.
    [
      'snapshotGroup',
      'nowhere to be seen',
      { getResourceGroup: refused({ class: 'gone', code: 'SubscriptionNotFound', status: 404 }) },
      { status: 'failed', failure: { class: 'gone' } },
    ],
    ['policyExclusion', 'another list since', { getPolicyAssignment: policyWith(['x']) }, CHANGED],
  ])('%s that is %s is not written over', async (kind, _, answers, expected, planned) => {
    const { arm, calls } = armThat(answers);
    expect(await apply(kind, arm, planned)).toMatchObject(expected);
    expect(calls.every(isRead)).toBe(true);
  });

  test.each<[RemedyKind, string, Answers, Evidence]>([
    [
      'backupExtension',
      'an install that failed',
      { listExtensions: answered([failedInstall]), putBackupExtension: running },
      onReinstall,
    ],
    [
      'trustedAccessBinding',
      'a binding that lacks the role',
      { ...bound({ roles: ['other'] }), putTrustedAccessRoleBinding: running },
      onLackingRole,
    ],
    [
      'trustedAccessBinding',
      'a binding that failed',
      {
        ...bound({ roles: REMEDIES.trustedAccessBinding.roles, provisioningState: 'Failed' }),
        putTrustedAccessRoleBinding: running,
      },
      { binding: binding.armId, roles: REMEDIES.trustedAccessBinding.roles, provisioningState: 'Failed' },
    ],
  ])('%s is written over %s, as planned', async (kind, _, answers, planned) => {
    const { arm, calls } = armThat(answers);
    expect(await apply(kind, arm, planned)).toMatchObject({ status: 'running' });
    expect(calls).toEqual(Object.keys(answers));
  });

  // The same grant is there under another name: that says nothing of whether it is in effect.
  test.each<[string, Answers, object]>([
    ['without a condition', { listRoleAssignmentsAt: answered([granted.value]) }, { status: 'alreadyDone' }],
    ['under a condition', { listRoleAssignmentsAt: answered([under]) }, CONDITIONAL],
    [
      'not listed yet',
      { listRoleAssignmentsAt: answered([]) },
      { failure: { class: 'notYet', code: 'RoleAssignmentExists' } },
    ],
    ['not to be read', { listRoleAssignmentsAt: FORBIDDEN }, { failure: { class: 'forbidden' } }],
  ])('a grant that Azure has already: %s', async (_, answers, expected) => {
    const { arm, calls } = armThat({ ...AS_PLANNED.roleGrant, putRoleAssignment: EXISTS, ...answers });
    expect(await apply('roleGrant', arm)).toMatchObject(expected);
    expect(calls).toEqual(['recentRoleAssignments', 'putRoleAssignment', 'listRoleAssignmentsAt']);
  });

  const WRITES = {
    providerRegistration: 'registerProvider',
    backupExtension: 'putBackupExtension',
    trustedAccessBinding: 'putTrustedAccessRoleBinding',
    vaultIdentity: 'patchVaultIdentity',
    extensionSettings: 'patchExtensionSettings',
    storageDrivers: 'turnStorageDriversOn',
    storageBypass: 'setStorageBypass',
    securityRule: 'putSecurityRule',
    blobContainer: 'putBlobContainer',
    snapshotGroup: 'putResourceGroup',
    roleGrant: 'putRoleAssignment',
    policyExclusion: 'putPolicyAssignment',
    clusterInspection: 'runCommand',
    backupPolicy: 'putBackupPolicy',
    backupValidation: 'validateForBackup',
    backupInstance: 'putBackupInstance',
    instanceSync: 'syncBackupInstance',
    firstBackup: 'startBackup',
    restoreValidation: 'validateForRestore',
  } as const satisfies Record<RemedyKind, string>;
  const kinds = Object.keys(WRITES) as RemedyKind[];

  test.each(
    atLeastOne(
      kinds.flatMap(
        (kind) =>
          [
            [kind, 'denied', FORBIDDEN, 'forbidden'],
            [kind, 'in conflict', CONFLICT, 'conflict'],
          ] as const,
      ),
    ),
  )('%s: %s', async (kind, _, answer, failureClass) => {
    const { arm } = armThat({ ...AS_PLANNED[kind], [WRITES[kind]]: answer });
    expect(await apply(kind, arm)).toMatchObject({
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
    ['backupExtension', 'installed', { listExtensions: answered([extension]) }, 'done'],
    [
      'backupExtension',
      'installed by someone else under another name',
      { listExtensions: answered([{ ...extension, name: 'x' }]) },
      'done',
    ],
    [
      'backupExtension',
      'in the making',
      { listExtensions: answered([{ ...extension, provisioningState: 'Creating' }]) },
      'running',
    ],
    [
      'backupExtension',
      'failed',
      { listExtensions: answered([{ ...extension, provisioningState: 'Failed' }]) },
      'failed',
    ],
    ['backupExtension', 'of another type', { listExtensions: answered([ofOthers]) }, 'absent'],
    ['backupExtension', 'not there', { listExtensions: answered([]) }, 'absent'],
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
    expect(await remediatorFor(REMEDIES[kind]).observe(REMEDIES[kind], armThat(answers).arm)).toMatchObject({ state });
  });
});

describe.each(Object.values(REMEDIES))('$kind', (remedy: Remedy) => {
  const own = changeFor(remedy);

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
  expect(new Set(others.map((one) => CHANGES.roleGrant.key(one as typeof roleGrant))).size).toBe(4);
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
  expect(changeFor(REMEDIES[kind]).lane(REMEDIES[kind])).toBe(lane);
});

test('a grant on the cluster itself takes its lane', () => {
  expect(CHANGES.roleGrant.lane({ ...REMEDIES.roleGrant, scope: CLUSTER_ID })).toBe(CLUSTER_ID);
});
