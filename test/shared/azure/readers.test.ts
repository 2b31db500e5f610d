/**
 * ARM's answers on their way through the real SDK clients, the odd ones above all.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '../../../shared/model/roles.ts';
import type { Arm, ArmResult } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import {
  CLUSTER,
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  EXTENSION_PRINCIPAL,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

async function read<T>(body: unknown, call: (arm: Arm) => Promise<ArmResult<T>>): Promise<ArmResult<T>> {
  azure.willReply({ status: 200, body });
  const result = await call(arm);
  expect(azure.received).toHaveLength(1);
  return result;
}

const UNREADABLE = { ok: false, failure: { class: 'transient', code: 'UnreadableAnswer' } };

const ADDRESS_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/mc/providers/Microsoft.Network/publicIPAddresses/out`;

describe('a cluster', () => {
  const bare = { id: CLUSTER.armId, name: 'Shop', location: 'westeurope' };
  const get = (body: unknown) => read(body, ({ getCluster }) => getCluster(CLUSTER_ID));
  const identityOf = async (identity: unknown) => {
    const cluster = await get({ ...bare, identity });
    return cluster.ok ? cluster.value.identity : cluster.failure;
  };

  test('is read in full', async () => {
    const cluster = await get({
      ...bare,
      type: 'Microsoft.ContainerService/ManagedClusters',
      tags: { backstay: 'standard', empty: '' },
      sku: { name: 'Automatic', tier: 'Standard' },
      identity: { type: 'SystemAssigned', principalId: CLUSTER_PRINCIPAL.toUpperCase(), tenantId: 'a-tenant' },
      properties: {
        provisioningState: 'Succeeded',
        powerState: { code: 'Running' },
        nodeResourceGroup: 'MC_apps_shop_westeurope',
        identityProfile: { kubeletidentity: { objectId: VAULT_PRINCIPAL } },
        somethingNew: { deep: [1] },
      },
    });
    expect(cluster).toMatchObject({
      ok: true,
      value: {
        id: CLUSTER_ID,
        armId: CLUSTER.armId,
        name: 'Shop',
        location: 'westeurope',
        tags: { backstay: 'standard', empty: '' },
        provisioningState: 'Succeeded',
        powerState: 'Running',
        nodeResourceGroup: 'MC_apps_shop_westeurope',
        nodeProvisioning: { automaticSku: true },
        identity: { type: 'SystemAssigned', principalId: CLUSTER_PRINCIPAL, tenantId: 'a-tenant' },
      },
    });
  });

  test.each([
    ['blocks left out', {}],
    ['null for every block', { properties: null, tags: null, identity: null, sku: null }],
    ['null within', { properties: { powerState: null, provisioningState: null, agentPoolProfiles: null }, tags: {} }],
    ['values of other types', { properties: { provisioningState: 7, powerState: 'Running' }, tags: { a: 1, b: null } }],
  ])('with %s is read without a guess', async (_, odd) => {
    expect(await get({ ...bare, ...odd })).toMatchObject({
      ok: true,
      value: { tags: {}, provisioningState: undefined, powerState: undefined, identity: undefined },
    });
  });

  test.each([
    ['nothing told', {}, { storageDrivers: undefined, nodePools: [], policyAddon: undefined, network: {} }],
    [
      'all blocks null',
      {
        storageProfile: null,
        agentPoolProfiles: null,
        addonProfiles: null,
        networkProfile: null,
        podIdentityProfile: null,
      },
      { storageDrivers: undefined, nodePools: [], policyAddon: undefined, podIdentity: undefined },
    ],
    [
      'drivers half told',
      { storageProfile: { diskCSIDriver: { enabled: true, version: 'v1' }, snapshotController: null } },
      { storageDrivers: { diskCsiDriver: true, snapshotController: undefined } },
    ],
    [
      'an add-on in other letters',
      { addonProfiles: { azurePolicy: { enabled: true }, omsagent: null } },
      { policyAddon: true },
    ],
    [
      'a version that is only an alias, and the full one beside it',
      { kubernetesVersion: '1.36', currentKubernetesVersion: '1.36.2' },
      { currentKubernetesVersion: '1.36.2' },
    ],
    [
      'pools with odd parts',
      { agentPoolProfiles: [{ name: 'a', osType: null, nodeTaints: null, vnetSubnetID: 'no id' }] },
      { nodePools: [{ name: 'a', osType: undefined, vmSize: undefined, taints: [], subnetId: undefined }] },
    ],
    [
      'a pool with an autoscaler',
      {
        agentPoolProfiles: [
          { name: 'a', count: 0, enableAutoScaling: true, minCount: 0, maxCount: 5, enableFIPS: true },
        ],
      },
      { nodePools: [{ count: 0, autoscalerMax: 5, fips: true, machines: [] }] },
    ],
    [
      'a pool whose autoscaler is off',
      {
        agentPoolProfiles: [
          { name: 'a', count: 2, enableAutoScaling: false, maxCount: 5, powerState: { code: 'Stopped' } },
        ],
      },
      { nodePools: [{ count: 2, autoscalerMax: undefined, powerState: 'Stopped' }] },
    ],
    [
      'a pool of virtual machines',
      {
        agentPoolProfiles: [
          {
            name: 'a',
            type: 'VirtualMachines',
            virtualMachinesProfile: {
              scale: {
                manual: [{ size: 'Standard_D4s_v5', count: 3 }],
                autoscale: [{ size: 'Standard_D8s_v5', minCount: 0, maxCount: 2 }],
              },
            },
          },
        ],
      },
      {
        nodePools: [
          {
            vmSize: undefined,
            count: undefined,
            machines: [
              { vmSize: 'Standard_D4s_v5', most: 3 },
              { vmSize: 'Standard_D8s_v5', most: 2 },
            ],
          },
        ],
      },
    ],
    [
      'odd machines',
      { agentPoolProfiles: [{ name: 'a', virtualMachinesProfile: { scale: { manual: null } }, count: '3' }] },
      { nodePools: [{ count: undefined, machines: [] }] },
    ],
    [
      'node auto-provisioning',
      { nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'None' } },
      { nodeProvisioning: { automaticSku: false, mode: 'Auto', defaultNodePools: 'None' } },
    ],
    [
      'no word of node provisioning',
      { nodeProvisioningProfile: null },
      { nodeProvisioning: { automaticSku: false, mode: undefined, defaultNodePools: undefined } },
    ],
    [
      'switches',
      {
        networkProfile: { outboundType: 'userDefinedRouting' },
        apiServerAccessProfile: { enablePrivateCluster: true, disableRunCommand: true },
        podIdentityProfile: { enabled: true },
        aadProfile: { managed: true },
        supportPlan: 'AKSLongTermSupport',
      },
      {
        network: { outboundType: 'userDefinedRouting', privateCluster: true, httpProxy: false, outboundAddressIds: [] },
        runCommandDisabled: true,
        entraSignIn: true,
        podIdentity: true,
        supportPlan: 'AKSLongTermSupport',
      },
    ],
  ])('with %s is read without a guess', async (_, properties, expected) => {
    expect(await get({ ...bare, properties })).toMatchObject({ ok: true, value: expected });
  });

  test.each<[unknown, boolean]>([
    [{ httpProxy: 'http://proxy:3128' }, true],
    [{ httpsProxy: 'http://proxy:3128', enabled: true }, true],
    [{ httpProxy: 'http://proxy:3128', enabled: false }, false],
    [{ noProxy: ['localhost'] }, false],
    ['odd', false],
    [null, false],
  ])('with the proxy block %o has a proxy: %s', async (httpProxyConfig, httpProxy) => {
    expect(await get({ ...bare, properties: { httpProxyConfig } })).toMatchObject({
      value: { network: { httpProxy } },
    });
  });

  test.each(['loadBalancerProfile', 'natGatewayProfile'])('names the public addresses of its %s', async (profile) => {
    const networkProfile = { [profile]: { effectiveOutboundIPs: [{ id: ADDRESS_ID }, { id: 'odd' }] } };
    expect(await get({ ...bare, properties: { networkProfile } })).toMatchObject({
      value: { network: { outboundAddressIds: [ADDRESS_ID.toLowerCase()] } },
    });
  });

  test('in another spelling is the same cluster', async () => {
    const id = CLUSTER.armId.replace('resourceGroups', 'resourcegroups').replace('managedClusters', 'ManagedClusters');
    expect(await get({ ...bare, id })).toMatchObject({ ok: true, value: { id: CLUSTER_ID, armId: id } });
  });

  test.each([{}, { id: null }, { id: '' }, { id: `${CLUSTER.armId}/../x` }, { id: VAULT.armId }])(
    'without an id of its own is unreadable: %o',
    async (body) => {
      expect(await get(body)).toMatchObject(UNREADABLE);
    },
  );

  const userAssigned = (principalId: unknown) => ({ '/subscriptions/s/x/one': { principalId, clientId: 'c' } });
  test.each<readonly [string, unknown, object | undefined]>([
    ['nothing', undefined, undefined],
    ['None', { type: 'None' }, undefined],
    ['no type', { principalId: CLUSTER_PRINCIPAL }, undefined],
    [
      'a system identity',
      { type: 'SystemAssigned', principalId: CLUSTER_PRINCIPAL },
      { principalId: CLUSTER_PRINCIPAL },
    ],
    ['one that is not there yet', { type: 'SystemAssigned', principalId: null }, { principalId: undefined }],
    ['a principal that is none', { type: 'SystemAssigned', principalId: 'msi' }, { principalId: undefined }],
    [
      'a user-assigned one',
      { type: 'UserAssigned', userAssignedIdentities: userAssigned(CLUSTER_PRINCIPAL) },
      { type: 'UserAssigned', principalId: CLUSTER_PRINCIPAL },
    ],
    ['an empty user-assigned one', { type: 'UserAssigned', userAssignedIdentities: {} }, { principalId: undefined }],
    ['user-assigned without any', { type: 'UserAssigned', userAssignedIdentities: null }, { principalId: undefined }],
    [
      'both, of which the system one is the control plane',
      {
        type: 'SystemAssigned,UserAssigned',
        principalId: CLUSTER_PRINCIPAL,
        userAssignedIdentities: userAssigned(VAULT_PRINCIPAL),
      },
      { principalId: CLUSTER_PRINCIPAL },
    ],
  ])('that runs under %s', async (_, identity, expected) => {
    const found = await identityOf(identity);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });
});

describe('a Trusted Access role binding', () => {
  const id = `${CLUSTER.armId}/trustedAccessRoleBindings/backup`;
  const bound = { sourceResourceId: VAULT.armId, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] };
  const get = (body: unknown) =>
    read(body, ({ getTrustedAccessRoleBinding }) => getTrustedAccessRoleBinding(CLUSTER_ID, 'backup'));

  test('is read in full, its source compared without case', async () => {
    const body = { id, name: 'backup', properties: { ...bound, provisioningState: 'Updating' } };
    expect(await get(body)).toMatchObject({
      ok: true,
      value: {
        armId: id,
        name: 'backup',
        provisioningState: 'Updating',
        sourceResourceId: VAULT_ID,
        roles: bound.roles,
      },
    });
  });

  test('to a source that is no id has no source', async () => {
    const body = { id, name: 'backup', properties: { ...bound, sourceResourceId: 'https://evil' } };
    expect(await get(body)).toMatchObject({ ok: true, value: { sourceResourceId: undefined } });
  });

  test.each([
    ['roles', { id, name: 'backup', properties: { sourceResourceId: VAULT.armId } }],
    ['properties', { id, name: 'backup', properties: null }],
    ['a name', { id, properties: bound }],
  ])('without %s is a failure, not a crash, in a list too', async (_, body) => {
    expect(await get(body)).toMatchObject(UNREADABLE);
    const list = (port: Arm) => port.listTrustedAccessRoleBindings(CLUSTER_ID);
    expect(await read({ value: [body] }, list)).toMatchObject(UNREADABLE);
  });

  test.each([{}, { value: null }, []])('list that is none (%o) is a failure', async (body) => {
    expect(await read(body, (port) => port.listTrustedAccessRoleBindings(CLUSTER_ID))).toMatchObject(UNREADABLE);
  });
});

describe('the list of extensions', () => {
  const id = `${CLUSTER.armId}/providers/Microsoft.KubernetesConfiguration/extensions`;
  const list = (...value: readonly unknown[]) => read({ value }, (port) => port.listExtensions(CLUSTER_ID));
  const type = 'Microsoft.DataProtection.Kubernetes';

  test('says which ones are of another type, in any case and with any name', async () => {
    const result = await list(
      { id: `${id}/flux`, name: 'flux', properties: { extensionType: 'microsoft.flux' } },
      { id: `${id}/nameless`, name: 'azure-aks-backup', properties: { extensionType: null } },
      {
        id: `${id}/azbkuextension`,
        name: 'azbkuextension',
        properties: {
          extensionType: type,
          provisioningState: 'Succeeded',
          scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
          configurationSettings: { bucket: 'shop', odd: null },
          aksAssignedIdentity: { type: null, principalId: EXTENSION_PRINCIPAL, tenantId: null },
          statuses: [],
          somethingNew: true,
        },
        systemData: {},
        identity: {},
      },
    );
    expect(result.ok && result.value.slice(0, 2)).toMatchObject([
      { name: 'flux', otherType: 'microsoft.flux' },
      { name: 'azure-aks-backup', otherType: 'unknown' },
    ]);
    expect(result.ok && result.value.slice(2)).toEqual([
      {
        armId: `${id}/azbkuextension`,
        name: 'azbkuextension',
        provisioningState: 'Succeeded',
        releaseNamespace: 'dataprotection-microsoft',
        clusterScoped: true,
        settings: { bucket: 'shop' },
        principalId: EXTENSION_PRINCIPAL,
        errorMessage: undefined,
        statusMessage: undefined,
      },
    ]);
  });

  test.each([
    ['left out', { extensionType: type }],
    [
      'null',
      {
        extensionType: type,
        aksAssignedIdentity: null,
        statuses: null,
        scope: null,
        configurationSettings: null,
        errorInfo: null,
      },
    ],
  ])('takes one whose blocks are %s', async (_, properties) => {
    const result = await list({ id: `${id}/b`, name: 'b', properties });
    expect(result.ok && result.value).toMatchObject([
      { settings: {}, principalId: undefined, errorMessage: undefined },
    ]);
  });

  test.each([
    [{ errorInfo: { code: 'x', message: 'helm\nfailed' } }, 'helm failed'],
    [
      {
        statuses: [
          { level: 'Information', message: 'fine' },
          { level: 'Error', message: 'pods pending' },
        ],
      },
      'pods pending',
    ],
    // Every recorded status has no level.
    [{ provisioningState: 'Failed', statuses: [{ code: 'x', level: null, message: 'no nodes' }] }, 'no nodes'],
    [{ provisioningState: 'Failed', statuses: [{ code: 'x', level: 'Information', message: 'no nodes' }] }, 'no nodes'],
    [{ provisioningState: 'Failed', statuses: [{ code: 'InstallationFailed', level: null }] }, 'InstallationFailed'],
    [
      { provisioningState: 'Succeeded', statuses: [{ code: 'InstallationFailed', level: null, message: 'hook' }] },
      'hook',
    ],
    [{ provisioningState: 'Succeeded', statuses: [{ code: 'Installed', level: null, message: 'fine' }] }, undefined],
    [{ provisioningState: 'Succeeded', statuses: [{ code: 'x', level: 'Warning', message: 'old' }] }, undefined],
    [{ provisioningState: 'Creating', statuses: [{ code: 'x', level: null, message: 'waiting' }] }, undefined],
    [{ provisioningState: 'Failed', statuses: [] }, undefined],
    [{ provisioningState: 'Failed', statuses: 'odd' }, undefined],
  ])('says why one failed: %o', async (why, errorMessage) => {
    const result = await list({ id: `${id}/b`, name: 'b', properties: { extensionType: type, ...why } });
    expect(result.ok && result.value).toMatchObject([{ errorMessage }]);
  });
});

describe('the identities of a group', () => {
  test('are known by their principals', async () => {
    const one = { id: '/i', properties: { principalId: EXTENSION_PRINCIPAL.toUpperCase() } };
    const result = await read({ value: [one, { id: '/j' }, { properties: null }] }, (port) =>
      port.listIdentities(SNAPSHOT_GROUP_ID),
    );
    expect(result).toMatchObject({ ok: true, value: [EXTENSION_PRINCIPAL] });
    expect(azure.received[0]?.path).toBe(
      `${SNAPSHOT_GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2023-01-31`,
    );
  });
});

describe('a Backup vault', () => {
  const bare = { id: VAULT.armId, name: 'Safe', location: 'westeurope' };
  const get = (body: unknown) => read(body, (port) => port.getVault(VAULT_ID));

  test('is read in full', async () => {
    const own = `/subscriptions/${SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/own`;
    const body = {
      ...bare,
      identity: {
        type: 'SystemAssigned,UserAssigned',
        principalId: VAULT_PRINCIPAL,
        userAssignedIdentities: { [own]: { principalId: CLUSTER_PRINCIPAL } },
      },
      properties: { provisioningState: 'Succeeded', storageSettings: [] },
    };
    expect(await get(body)).toMatchObject({
      ok: true,
      value: {
        id: VAULT_ID,
        armId: VAULT.armId,
        provisioningState: 'Succeeded',
        identityType: 'SystemAssigned,UserAssigned',
        userAssignedIdentityIds: [own],
        principalId: VAULT_PRINCIPAL,
      },
    });
  });

  test.each([{}, { identity: null, properties: null }, { identity: { type: 'None' }, properties: [] }])(
    'without an identity has none: %o',
    async (odd) => {
      expect(await get({ ...bare, ...odd })).toMatchObject({
        ok: true,
        value: {
          identityType: 'None',
          userAssignedIdentityIds: [],
          principalId: undefined,
          provisioningState: undefined,
        },
      });
    },
  );

  test('of another kind is unreadable', async () => {
    const id = VAULT.armId.replace('Microsoft.DataProtection/backupVaults', 'Microsoft.RecoveryServices/vaults');
    expect(await get({ ...bare, id })).toMatchObject(UNREADABLE);
  });
});

describe('a storage account', () => {
  const bare = { id: STORAGE_ACCOUNT.armId, name: 'shopbackups', location: 'westeurope' };
  const get = (body: unknown) => read(body, (port) => port.getStorageAccount(STORAGE_ACCOUNT_ID));

  test('is read in full', async () => {
    const primaryEndpoints = { blob: 'https://shopbackups.blob.core.windows.net/', file: 'https://f' };
    expect(await get({ ...bare, kind: 'StorageV2', properties: { primaryEndpoints } })).toMatchObject({
      ok: true,
      value: {
        id: STORAGE_ACCOUNT_ID,
        name: 'shopbackups',
        blobEndpoint: 'https://shopbackups.blob.core.windows.net/',
      },
    });
  });

  test.each([{}, { properties: null }, { properties: { primaryEndpoints: null } }])(
    'without endpoints has none: %o',
    async (odd) => {
      expect(await get({ ...bare, ...odd })).toMatchObject({ ok: true, value: { blobEndpoint: undefined } });
    },
  );
});

describe('a provider', () => {
  const get = (body: unknown) =>
    read(body, (port) => port.getProvider(SUBSCRIPTION, 'Microsoft.KubernetesConfiguration'));

  test('is read', async () => {
    const body = {
      namespace: 'Microsoft.KubernetesConfiguration',
      registrationState: 'Registering',
      resourceTypes: [],
    };
    expect(await get(body)).toMatchObject({
      ok: true,
      value: { subscriptionId: SUBSCRIPTION, namespace: 'Microsoft.KubernetesConfiguration', state: 'Registering' },
    });
  });

  test.each([{}, { registrationState: null }])('without its state is unreadable: %o', async (body) => {
    expect(await get(body)).toMatchObject(UNREADABLE);
  });
});

describe('role assignments', () => {
  const role = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLES.Reader}`;
  const assignment = (properties: object) => ({
    id: `${SNAPSHOT_GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/x`,
    name: 'x',
    properties: { roleDefinitionId: role, principalId: VAULT_PRINCIPAL, scope: SNAPSHOT_GROUP_ID, ...properties },
  });
  const list = async (...value: readonly unknown[]) => {
    const result = await read({ value }, (port) => port.listRoleAssignments(SUBSCRIPTION, VAULT_PRINCIPAL));
    return result.ok ? result.value : result.failure;
  };

  test('are asked for by principal, groups included, in one subscription', async () => {
    await list();
    const path = decodeURIComponent(azure.received[0]?.path ?? '');
    expect(path).toContain(`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?`);
    expect(path).toContain(`$filter=assignedTo('${VAULT_PRINCIPAL}')`);
  });

  test('are read', async () => {
    const odd = { condition: null, createdBy: null, createdOn: 'not a date', principalType: 'SomethingNew' };
    expect(await list(assignment({ ...odd, roleDefinitionId: role.toUpperCase() }))).toEqual([
      {
        armId: `${SNAPSHOT_GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/x`,
        scope: SNAPSHOT_GROUP_ID,
        principalId: VAULT_PRINCIPAL,
        roleDefinitionGuid: ROLES.Reader,
        hasCondition: false,
      },
    ]);
  });

  test.each([
    '/',
    '/providers/Microsoft.Management/managementGroups/root',
    '/PROVIDERS/microsoft.management/managementgroups/a',
  ])('from above (%s) reach the whole subscription', async (scope) => {
    expect(await list(assignment({ scope }))).toMatchObject([{ scope: SUBSCRIPTION_ID }]);
  });

  test('show their condition', async () => {
    expect(await list(assignment({ condition: "@Resource[x] StringEquals 'y'" }))).toMatchObject([
      { hasCondition: true },
    ]);
  });

  test.each([
    [{ scope: null }],
    [{ scope: '/providers/Microsoft.Capacity' }],
    [{ principalId: null }],
    [{ roleDefinitionId: null }],
  ])('that cannot be made out prove nothing: %o', async (odd) => {
    expect(await list(assignment(odd), assignment({}))).toHaveLength(1);
  });

  test('asked for by name are read, or unreadable', async () => {
    const get = (body: unknown) => read(body, (port) => port.getRoleAssignment(SNAPSHOT_GROUP_ID, 'x'));
    expect(await get(assignment({}))).toMatchObject({ ok: true, value: { scope: SNAPSHOT_GROUP_ID } });
    expect(await get({})).toMatchObject(UNREADABLE);
  });
});
