import fc from 'fast-check';
import { KINDS } from '../../shared/changes/index.ts';
import type { BackupInstance, Holdings, PrincipalId } from '../../shared/model/azure.ts';
import type { FactValues, Readiness } from '../../shared/model/fact.ts';
import type { StorageEntrances } from '../../shared/model/network.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Confirmation, RestoreDrill } from '../../shared/model/protection.ts';
import { parseClusterId, parseResourceGroupId, parseStorageAccountId } from '../../shared/model/resource-id.ts';
import { ROLES, type RoleName } from '../../shared/model/roles.ts';
import { takesAllNetworks } from '../../shared/model/storage-networks.ts';
import {
  assignment,
  BACKUP_INSTANCE,
  BACKUP_POLICY,
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  CONFIRMED,
  DRILLED,
  EXTENSION_PRINCIPAL,
  must,
  PROFILE,
  PROTECTION,
  READY,
  SIGHT,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT_PRINCIPAL,
} from './facts.ts';
import {
  ENDPOINT_ID,
  firewallWith,
  HUB_ID,
  network,
  nodeSubnet,
  OTHER_APPLIANCE,
  SUBNET_ID,
  securityGroup,
  THROUGH_FIREWALL,
  VNET_ID,
  ZONE_ID,
} from './network.ts';

/** Words of ARM in any case, unknown words, and none at all. */
const word = (...known: readonly string[]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known, ...known.map((each) => each.toLowerCase())) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
const maybe = fc.constantFrom(true, false, undefined);
const orAbsent = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: value }, fc.constant('absent' as const));

const states = word('Succeeded', 'Failed', 'Canceled', 'Creating', 'Updating', 'Deleting');
const locations = fc.constantFrom('westeurope', 'West Europe', 'northeurope', '');
const tenants = fc.constantFrom('99999999-0000-4000-8000-000000000000', 'another', undefined);

const cluster = fc
  .record({
    location: locations,
    provisioningState: states,
    powerState: word('Running', 'Stopped'),
    currentKubernetesVersion: word('1.36.2', '1.21.1', '1.20.9', '1.21'),
    supportPlan: word('KubernetesOfficial', 'AKSLongTermSupport'),
    storageDrivers: fc.option(fc.record({ diskCsiDriver: maybe, snapshotController: maybe }), { nil: undefined }),
    identity: fc.option(
      fc.record({
        type: fc.constantFrom('SystemAssigned', 'UserAssigned', 'Federated'),
        principalId: fc.constantFrom(CLUSTER_PRINCIPAL, undefined),
        tenantId: tenants,
      }),
      { nil: undefined },
    ),
    nodePools: fc.array(
      fc.record({
        name: fc.string(),
        mode: word('System', 'User', 'Gateway', 'ManagedSystem'),
        osType: word('Linux', 'Windows'),
        vmSize: word('Standard_D4s_v5', 'Standard_D4ps_v5'),
        count: fc.constantFrom(undefined, 0, 3),
        autoscalerMax: fc.constantFrom(undefined, 0, 3),
        machines: fc.array(
          fc.record({ vmSize: word('Standard_D4s_v5', 'Standard_D4ps_v5'), most: fc.constantFrom(undefined, 0, 3) }),
          { maxLength: 2 },
        ),
        powerState: word('Running', 'Stopped'),
        provisioningState: word('Succeeded', 'Deleting'),
        fips: maybe,
        priority: word('Regular', 'Spot'),
        imageVersion: word('AKSUbuntu-2204gen2containerd-1', 'AKSUbuntu-2204gen2arm64containerd-1'),
        taints: fc.array(
          fc.constantFrom('a=b:NoSchedule', 'a=b:PreferNoSchedule', 'CriticalAddonsOnly=true:NoSchedule', 'odd'),
        ),
        subnetId: fc.constant(undefined),
      }),
      { maxLength: 3 },
    ),
    nodeProvisioning: fc.record({
      automaticSku: fc.boolean(),
      mode: word('Auto', 'Manual'),
      defaultNodePools: word('Auto', 'None'),
    }),
    policyAddon: maybe,
    podIdentity: maybe,
    runCommandDisabled: maybe,
    entraSignIn: maybe,
  })
  .map((changes) => ({ ...READY.cluster, ...changes }));

const provider = (need: 'kubernetesConfigurationProvider' | 'containerServiceProvider' | 'dataProtectionProvider') =>
  fc
    .oneof(fc.constantFrom('Registered', 'Registering', 'NotRegistered', 'Unregistering'), fc.string())
    .map((state) => ({ ...READY[need], state }));

const holdingsOf = (principalId: PrincipalId): fc.Arbitrary<Holdings> =>
  fc
    .array(
      fc.record({
        role: fc.constantFrom(...(Object.keys(ROLES) as RoleName[])),
        scope: fc.constantFrom(CLUSTER_ID, SNAPSHOT_GROUP_ID, STORAGE_ACCOUNT_ID, SUBSCRIPTION_ID),
        hasCondition: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    .map((grants) => ({
      principalId,
      assignments: grants.map(({ role, scope, hasCondition }) => ({
        ...assignment(principalId, role, scope),
        hasCondition,
      })),
    }));

const vault = fc
  .record({
    location: locations,
    provisioningState: states,
    identityType: fc.constantFrom('None', 'SystemAssigned', 'UserAssigned', 'systemassigned,userassigned'),
    userAssignedIdentityIds: fc.constantFrom([], ['/some/identity']),
    principalId: fc.constantFrom(VAULT_PRINCIPAL, undefined),
    tenantId: tenants,
  })
  .map((changes) => ({ ...must(READY.vault === 'absent' ? undefined : READY.vault), ...changes }));

const storageAccount = fc
  .record({
    location: locations,
    kind: word('StorageV2', 'Storage'),
    tier: word('Standard', 'Premium'),
    publicNetworkAccess: word('Enabled', 'Disabled', 'SecuredByPerimeter'),
    allowSharedKeyAccess: maybe,
    firewall: fc.option(
      fc.record({
        defaultAction: word('Allow', 'Deny'),
        bypass: fc.array(fc.constantFrom('AzureServices', 'Logging', 'azureservices')),
        resourceIds: fc.array(fc.string()),
        subnets: fc.array(
          fc.record({ id: fc.constantFrom(SUBNET_ID, VNET_ID), state: word('Succeeded', 'NetworkSourceDeleted') }),
        ),
        ipRules: fc.array(fc.constantFrom('20.1.2.3', '20.1.0.0/16', '10.0.0.0/8', 'odd')),
      }),
      { nil: undefined },
    ),
  })
  .map((changes) => ({ ...must(READY.storageAccount === 'absent' ? undefined : READY.storageAccount), ...changes }));

const extension = fc
  .record({
    provisioningState: states,
    releaseNamespace: word('dataprotection-microsoft', 'other'),
    clusterScoped: fc.boolean(),
    settings: fc.constantFrom({}, must(READY.backupExtensions[0]).settings, { useAAD: 'false' }),
    principalId: fc.constantFrom(EXTENSION_PRINCIPAL, undefined),
    errorMessage: fc.option(fc.string(), { nil: undefined }),
    statusMessage: fc.option(fc.string(), { nil: undefined }),
  })
  .map((changes) => ({ ...must(READY.backupExtensions[0]), ...changes }));

const binding = fc
  .record({
    provisioningState: states,
    sourceResourceId: fc.constantFrom(must(READY.trustedAccessRoleBindings[0]).sourceResourceId, undefined),
    roles: fc.array(fc.constantFrom('Microsoft.DataProtection/backupVaults/backup-operator', 'other')),
    name: fc.string({ minLength: 1, maxLength: 24 }),
  })
  .map((changes) => ({ ...must(READY.trustedAccessRoleBindings[0]), ...changes }));

const lock = fc
  .record({
    scope: fc.constantFrom(CLUSTER_ID, SNAPSHOT_GROUP_ID, SUBSCRIPTION_ID),
    level: fc.constantFrom('ReadOnly', 'CanNotDelete', 'NotSpecified'),
    notes: fc.option(fc.string(), { nil: undefined }),
  })
  .map((changes) => ({
    armId: `${changes.scope}/providers/Microsoft.Authorization/locks/keep`,
    name: 'keep',
    ...changes,
  }));

/** A subnet whose security group has rules of all kinds. */
const filtered = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }),
      priority: fc.integer({ min: 100, max: 110 }),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const),
      access: fc.constantFrom('allow' as const, 'deny' as const),
      sources: fc.subarray(['*', 'Internet', 'AzureBackup', 'AzureCloud', '10.0.0.0/8', '0.0.0.0/0']),
    }),
    { maxLength: 5, selector: ({ priority }) => priority },
  )
  .map((rules) => network(nodeSubnet({ networkSecurityGroup: securityGroup(...rules) })));

const entrances: fc.Arbitrary<StorageEntrances> = fc.record({
  endpoints: fc.array(
    fc.record({
      id: fc.constant(ENDPOINT_ID),
      networkId: fc.constantFrom(VNET_ID, HUB_ID),
      groupIds: fc.constantFrom(['blob'], ['file'], []),
      addresses: fc.constantFrom([], ['10.0.9.4']),
      peerIds: fc.constantFrom([], [VNET_ID]),
      zones: fc.array(
        fc.record({
          id: fc.constant(ZONE_ID),
          name: fc.constant('privatelink.blob.core.windows.net'),
          keptBy: fc.constantFrom('zoneGroup', 'person'),
          linkedNetworkIds: fc.constantFrom([], [VNET_ID]),
          addresses: fc.constantFrom([], ['10.0.9.4'], ['10.9.9.9']),
        }),
        { maxLength: 1 },
      ),
    }),
    { maxLength: 2 },
  ),
  unread: fc.constantFrom(
    [],
    [{ endpoint: ENDPOINT_ID, failure: { class: 'forbidden', code: 'Forbidden', message: 'no' } }],
  ),
  outboundAddresses: fc.subarray(['20.1.2.3', '20.1.9.9', 'odd']),
});

/**
 * Any state of the world that readers can report, the odd ones included; what hangs together is
 * kept together.
 */
export const anyFacts: fc.Arbitrary<FactValues> = fc
  .record({
    cluster,
    kubernetesVersions: fc.constantFrom(READY.kubernetesVersions, []),
    kubernetesConfigurationProvider: provider('kubernetesConfigurationProvider'),
    containerServiceProvider: provider('containerServiceProvider'),
    dataProtectionProvider: provider('dataProtectionProvider'),
    extensions: fc.constantFrom([], [{ ...must(READY.backupExtensions[0]), otherType: 'microsoft.flux' }]),
    backupExtensions: fc.array(extension, { maxLength: 2 }),
    nodeGroupIdentities: fc.constantFrom('absent' as const, [], [EXTENSION_PRINCIPAL]),
    trustedAccessRoleBindings: fc.uniqueArray(binding, { maxLength: 9, selector: ({ name }) => name }),
    vault: orAbsent(vault),
    protection: fc.constantFrom<readonly BackupInstance[]>(
      [],
      [BACKUP_INSTANCE],
      [{ ...BACKUP_INSTANCE, vaultId: undefined }],
    ),
    recoveryPoints: fc.constantFrom(
      'notNeeded' as const,
      [],
      [{ id: 'point', time: '2025-06-01T00:00:00Z', stores: ['OperationalStore'] }],
      [{ id: 'point', time: '2026-06-01T00:00:00Z', stores: ['OperationalStore', 'VaultStore'] }],
      [{ time: '2025-06-01T00:00:00Z', stores: ['VaultStore'] }],
    ),
    backupPolicy: fc.constantFrom('notNeeded' as const, 'absent' as const, BACKUP_POLICY),
    confirmation: fc.constantFrom<Confirmation>('off', 'due', CONFIRMED, {
      ...CONFIRMED,
      confirmed: false,
      code: 'UserErrorBackupStorageLocationNotReady',
    }),
    restoreDrill: fc.constantFrom<RestoreDrill>('off', 'due', DRILLED, {
      ...DRILLED,
      confirmed: false,
      code: 'UserErrorBackupStorageLocationNotReady',
    }),
    drillTarget: orAbsent(cluster),
    readiness: fc.constantFrom<Readiness>('notReady', 'notKnown', { since: '2026-01-01T00:00:00Z', days: 9 }),
    storageAccount: orAbsent(storageAccount),
    blobContainer: fc.constantFrom(READY.blobContainer, { armId: '/c', name: 'shop' }, 'absent' as const),
    containerUsers: fc.constantFrom([], [{ clusterId: must(parseClusterId(`${CLUSTER_ID}-2`)), container: 'shop' }]),
    containerContents: fc.constantFrom([], ['backups/'], ['photos/'], {
      notSeen: { class: 'forbidden' as const, code: 'Forbidden', message: 'no' },
    }),
    snapshotGroup: orAbsent(
      fc.record({ location: locations, provisioningState: states }).map((changes) => ({
        ...must(READY.snapshotGroup === 'absent' ? undefined : READY.snapshotGroup),
        ...changes,
      })),
    ),
    locks: fc.array(lock, { maxLength: 2 }),
    vaultHoldings: holdingsOf(VAULT_PRINCIPAL),
    clusterHoldings: holdingsOf(CLUSTER_PRINCIPAL),
    extensionHoldings: holdingsOf(EXTENSION_PRINCIPAL),
    operatorHoldings: fc.array(holdingsOf('cccccccc-0000-4000-8000-000000000001' as PrincipalId), { maxLength: 2 }),
    roleAssignmentCounts: fc
      .constantFrom(120, 3_200, 3_999, 4_000)
      .map((assignments) => [{ subscriptionId: SUBSCRIPTION, assignments }]),
    ownRights: fc.constant(READY.ownRights),
    stagingGroup: fc.constantFrom('notNeeded' as const, 'absent' as const, READY.snapshotGroup),
    stagingAccount: fc.constantFrom('notNeeded' as const, 'absent' as const, READY.storageAccount),
    armPolicies: fc.constantFrom(READY.armPolicies, {
      assignments: 1,
      policies: [],
      unseen: [{ assignmentId: '/a', definitionId: '/d' }],
    }),
    gatekeeperPolicies: fc.constantFrom(READY.gatekeeperPolicies, 'absent' as const),
    inspection: fc.constantFrom('off' as const, 'due' as const, SIGHT),
    nodeNetwork: fc.oneof(fc.constant('absent' as const), fc.constant(network(THROUGH_FIREWALL)), filtered),
    egressFirewall: fc.constantFrom('absent' as const, [firewallWith()], [OTHER_APPLIANCE]),
    storageEntrances: entrances,
    podIdentityInspection: fc.constantFrom('notNeeded' as const, 'off' as const, 'due' as const, SIGHT),
  })
  .map((facts) => ({
    ...facts,
    // Roles are read of an identity that is there.
    vaultHoldings: facts.vault !== 'absent' && facts.vault.principalId !== undefined ? facts.vaultHoldings : 'absent',
    clusterHoldings: facts.cluster.identity?.principalId !== undefined ? facts.clusterHoldings : 'absent',
    extensionHoldings: facts.backupExtensions[0]?.principalId !== undefined ? facts.extensionHoldings : 'absent',
    storageEntrances:
      facts.storageAccount === 'absent' || takesAllNetworks(facts.storageAccount)
        ? ('notNeeded' as const)
        : facts.storageEntrances,
  }));

export const anyProfile: fc.Arbitrary<Profile> = fc
  .record({
    mode: fc.constantFrom('observe' as const, 'enforce' as const),
    tier: fc.constantFrom('operational' as const, 'vault' as const),
    allow: fc.oneof(fc.constant(KINDS), fc.subarray([...KINDS])),
    inspectCluster: fc.boolean(),
    confirm: fc.constantFrom('service' as const, 'rules' as const),
    protects: fc.boolean(),
    staged: fc.boolean(),
    drills: fc.boolean(),
    restores: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  })
  .map(({ staged, protects, drills, restores, ...changes }) => ({
    ...PROFILE,
    ...changes,
    ...(restores && { purpose: 'restoreTarget' as const, confirm: 'rules' as const }),
    ...(protects && !restores && { protection: PROTECTION }),
    ...(drills && !restores && { restoreDrill: {} }),
    ...((staged || (restores && changes.tier === 'vault')) && {
      staging: {
        groupId: must(parseResourceGroupId(`${SUBSCRIPTION_ID}/resourceGroups/staging`)),
        accountId: must(parseStorageAccountId(STORAGE_ACCOUNT_ID.replace('shopbackups', 'staging'))),
      },
    }),
  }));
