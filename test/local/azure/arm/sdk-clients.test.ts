import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { SourceControlConfigurationClient } from '@azure/arm-kubernetesconfiguration';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { getClient } from '@azure-rest/core-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalArm, startArm } from '../../../../local/azure/arm/start-arm.ts';
import { trustCertificate } from '../../../../local/azure/arm/trust.ts';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../../../local/demo/world.ts';
import {
  BINDING_PUT,
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION_PUT,
  GROUP_ID,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';

// So fast that Azure's minutes are milliseconds: the clients poll at their own pace, which is real
// time.
const SPEED = 3_000;
const QUICKLY = { updateIntervalInMs: 20 };
const AUDIENCE = 'https://management.azure.com';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';

let arm: LocalArm;
let clients: ReturnType<typeof createClients>;

function createClients(endpoint: string) {
  const { objectId: oid, appId: appid, tenantId: tid } = PERSON;
  const token = mintToken({ aud: AUDIENCE, oid, appid, tid }, new Date());
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return {
    clusters: new ContainerServiceClient(credential, SUBSCRIPTION_ID, { endpoint, apiVersion: '2024-05-01' }),
    resources: new ResourceManagementClient(credential, SUBSCRIPTION_ID, { endpoint, apiVersion: '2024-07-01' }),
    storage: new StorageManagementClient(credential, SUBSCRIPTION_ID, { endpoint, apiVersion: '2023-05-01' }),
    authorization: new AuthorizationManagementClient(credential, SUBSCRIPTION_ID, { endpoint }),
    extensions: new SourceControlConfigurationClient(credential, SUBSCRIPTION_ID, { endpoint }),
    rest: getClient(endpoint, credential, { credentials: { scopes: [`${AUDIENCE}/.default`] } }),
  };
}

async function startWith(recordTo?: string): Promise<void> {
  arm = await startArm({
    speed: SPEED,
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    pageSize: 5,
    ...(recordTo !== undefined && { recordTo }),
  });
  trustCertificate(arm.certificatePem);
  clients = createClients(arm.url);
  await clients.resources.resourceGroups.createOrUpdate('rg', { location: 'westeurope' });
}

async function readAll<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('what the clients of Azure ask, they are answered', () => {
  // Everything here is in Azure's specifications, so the traffic is kept for the check against
  // them.
  beforeAll(() => startWith(`.traffic/arm-sdk-${process.pid}.ndjson`));
  afterAll(() => arm.close());

  test('resource groups', async () => {
    const { resourceGroups } = clients.resources;
    expect(await resourceGroups.checkExistence('rg')).toMatchObject({ body: true });
    expect(await resourceGroups.checkExistence('none')).toMatchObject({ body: false });
    await resourceGroups.update('rg', { tags: { team: 'a' } });
    expect(await resourceGroups.get('RG')).toMatchObject({ name: 'rg', location: 'westeurope', tags: { team: 'a' } });
    for (let index = 0; index < 6; index++) {
      await resourceGroups.createOrUpdate(`rg-${index}`, { location: 'North Europe' });
    }
    // Seven groups on pages of five: the client follows the link to the next page.
    const names = (await readAll(resourceGroups.list())).map(({ name }) => name);
    expect(names.filter((name) => name?.startsWith('rg'))).toHaveLength(7);
  });

  test('providers', async () => {
    const { providers } = clients.resources;
    const namespace = 'Microsoft.KubernetesConfiguration';
    expect((await providers.get(namespace)).registrationState).toBe('NotRegistered');
    expect((await providers.register(namespace)).registrationState).toBe('Registering');
    await expect.poll(async () => (await providers.get(namespace)).registrationState).toBe('Registered');
    expect((await readAll(providers.list())).length).toBeGreaterThan(5);
  });

  test('a cluster and its bindings', async () => {
    const { managedClusters, trustedAccessRoleBindings, trustedAccessRoles } = clients.clusters;
    // Only started: where AKS has its running operations watched is in no specification.
    await managedClusters.createOrUpdate('rg', 'c1', CLUSTER_PUT_OF_SDK, QUICKLY).submitted();
    await expect.poll(async () => (await managedClusters.get('rg', 'c1')).provisioningState).toBe('Succeeded');
    const cluster = await managedClusters.get('rg', 'c1');
    expect(cluster).toMatchObject({ identity: { type: 'SystemAssigned' }, powerState: { code: 'Running' } });
    expect(cluster.identityProfile?.kubeletidentity?.objectId).not.toBe(cluster.identity?.principalId);
    expect(await readAll(managedClusters.list())).toHaveLength(1);
    expect(await readAll(managedClusters.listByResourceGroup('rg'))).toHaveLength(1);

    const roles = await readAll(trustedAccessRoles.list('westeurope'));
    expect(roles.map(({ name }) => name)).toContain('backup-operator');
    const { sourceResourceId, roles: wanted } = BINDING_PUT.properties;
    const body = { sourceResourceId, roles: [...wanted] };
    await trustedAccessRoleBindings.createOrUpdate('rg', 'c1', 'b1', body, QUICKLY).submitted();
    const binding = () => trustedAccessRoleBindings.get('rg', 'c1', 'b1');
    await expect.poll(async () => (await binding()).provisioningState).toBe('Succeeded');
    expect(await readAll(trustedAccessRoleBindings.list('rg', 'c1'))).toMatchObject([body]);
  });

  test('commands in clusters, and the versions that are offered', async () => {
    const { managedClusters } = clients.clusters;
    const command = 'kubectl get namespaces -o name';
    const result = await managedClusters.runCommand('rg', 'c1', { command }, QUICKLY);
    expect(result).toMatchObject({ provisioningState: 'succeeded', exitCode: 0 });
    expect(result?.logs?.split('\n')).toContain('namespace/kube-system');
    const { values = [] } = await managedClusters.listKubernetesVersions('westeurope');
    expect(values.find(({ isDefault }) => isDefault)?.patchVersions).toHaveProperty('1\\.36\\.2');
  });

  test('an extension, its operation watched to the end', async () => {
    const { extensions } = clients.extensions;
    const at = ['rg', 'Microsoft.ContainerService', 'managedClusters', 'c1'] as const;
    const body = EXTENSION_PUT.properties;
    const made = await extensions.beginCreateAndWait(...at, 'azure-aks-backup', body, QUICKLY);
    expect(made).toMatchObject({
      provisioningState: 'Succeeded',
      aksAssignedIdentity: { principalId: expect.any(String) },
    });
    const patch = { configurationSettings: { c: 'd' } };
    const changed = await extensions.beginUpdateAndWait(...at, 'azure-aks-backup', patch, QUICKLY);
    expect(changed).toMatchObject({
      configurationSettings: { ...body.configurationSettings, ...patch.configurationSettings },
      aksAssignedIdentity: made.aksAssignedIdentity,
    });
    expect(await readAll(extensions.list(...at))).toHaveLength(1);
    await extensions.beginDeleteAndWait(...at, 'azure-aks-backup', QUICKLY);
    expect(await readAll(extensions.list(...at))).toHaveLength(0);
  });

  test('a vault, as a generic resource and without a client of its own', async () => {
    const { resources } = clients.resources;
    const id = VAULT.slice(1);
    const vault = { ...VAULT_PUT, identity: { type: 'SystemAssigned' as const } };
    const made = await resources.createOrUpdateById(id, '2024-04-01', vault, QUICKLY);
    expect(made).toMatchObject({ name: 'v1', identity: { type: 'SystemAssigned' } });
    const changed = await resources.updateById(id, '2024-04-01', { tags: { a: 'b' } }, QUICKLY);
    expect(changed.identity?.principalId).toBe(made.identity?.principalId);

    const list = await clients.rest
      .path('/subscriptions/{id}/providers/Microsoft.DataProtection/backupVaults', SUBSCRIPTION_ID)
      .get({ queryParameters: { 'api-version': '2024-04-01' } });
    expect(list).toMatchObject({ status: '200', body: { value: [{ name: 'v1', tags: { a: 'b' } }] } });
    await resources.deleteById(id, '2024-04-01', QUICKLY);
    const gone = await clients.rest.pathUnchecked(VAULT).get({ queryParameters: { 'api-version': '2024-04-01' } });
    expect(gone).toMatchObject({ status: '404', body: { error: { code: 'UserErrorGenericResourceNotFound' } } });
  });

  test('a storage account and its containers', async () => {
    const { storageAccounts, blobContainers } = clients.storage;
    const wish = { sku: { name: 'Standard_LRS' }, kind: 'StorageV2', location: 'westeurope' } as const;
    const made = await storageAccounts.create('rg', 'st1', { ...wish, allowSharedKeyAccess: false }, QUICKLY);
    expect(made).toMatchObject({
      allowSharedKeyAccess: false,
      primaryEndpoints: { blob: 'https://st1.blob.core.windows.net/' },
    });
    await storageAccounts.update('rg', 'st1', { networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' } });
    expect(await storageAccounts.getProperties('rg', 'st1')).toMatchObject({
      networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' },
      publicNetworkAccess: 'Enabled',
    });
    expect(await readAll(storageAccounts.list())).toHaveLength(1);

    await blobContainers.create('rg', 'st1', 'backups', {});
    await blobContainers.update('rg', 'st1', 'backups', { metadata: { a: 'b' } });
    expect(await blobContainers.get('rg', 'st1', 'backups')).toMatchObject({ metadata: { a: 'b' } });
    expect(await readAll(blobContainers.list('rg', 'st1'))).toMatchObject([{ name: 'backups' }]);
  });

  test('a security group and a lock on it, as generic resources', async () => {
    const { resources } = clients.resources;
    const group = `${GROUP_ID.slice(1)}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
    const made = await resources.createOrUpdateById(group, '2024-01-01', { location: 'westeurope' }, QUICKLY);
    expect(made.properties).toMatchObject({ provisioningState: 'Succeeded', securityRules: [] });
    const rule = { protocol: '*', access: 'Allow', direction: 'Outbound', priority: 100 };
    await resources.createOrUpdateById(`${group}/securityRules/one`, '2024-01-01', { properties: rule }, QUICKLY);
    expect((await resources.getById(`${group}/securityRules/one`, '2024-01-01')).properties).toMatchObject(rule);

    const lock = `${group}/providers/Microsoft.Authorization/locks/keep`;
    await resources.createOrUpdateById(lock, '2020-05-01', { properties: { level: 'CanNotDelete' } }, QUICKLY);
    const refused = { statusCode: 409, code: 'ScopeLocked' };
    await expect(resources.deleteById(group, '2024-01-01', QUICKLY)).rejects.toMatchObject(refused);
    await resources.deleteById(lock, '2020-05-01', QUICKLY);
    await resources.deleteById(group, '2024-01-01', QUICKLY);
    await expect(resources.getById(group, '2024-01-01')).rejects.toMatchObject({ statusCode: 404 });
  });

  test('role assignments and definitions', async () => {
    const { roleAssignments, roleDefinitions } = clients.authorization;
    const scope = GROUP_ID.slice(1);
    const [reader] = await readAll(roleDefinitions.list(scope, { filter: "roleName eq 'Reader'" }));
    expect(reader).toMatchObject({ name: READER, permissions: [{ actions: ['*/read'] }] });

    const name = '11111111-2222-4333-8444-555555555555';
    const made = await roleAssignments.create(scope, name, {
      roleDefinitionId: reader?.id ?? '',
      principalId: PERSON.objectId,
      principalType: 'User',
    });
    expect(made).toMatchObject({ scope: GROUP_ID, updatedBy: PERSON.objectId });
    expect((await roleAssignments.get(scope, name)).createdBy).toBe(PERSON.objectId);
    const filter = `atScope() and assignedTo('${PERSON.objectId}')`;
    expect(await readAll(roleAssignments.listForScope(scope, { filter }))).toHaveLength(1);
    expect(await readAll(roleAssignments.listForResourceGroup('rg', { filter }))).toHaveLength(1);
    expect(await readAll(roleAssignments.listForSubscription({ filter }))).toHaveLength(0);
    await roleAssignments.delete(scope, name);
    await expect(roleAssignments.get(scope, name)).rejects.toMatchObject({ statusCode: 404 });
  });

  test('the permissions of the caller', async () => {
    const { permissions } = clients.authorization;
    expect(await readAll(permissions.listForResourceGroup('rg'))).toMatchObject([{ actions: ['*'] }]);
  });
});

describe('what the clients watch on the way AKS shows it', () => {
  beforeAll(() => startWith());
  afterAll(() => arm.close());

  test('a cluster is made, stopped, started and deleted', async () => {
    const { managedClusters } = clients.clusters;
    const made = await managedClusters.createOrUpdate('rg', 'c1', CLUSTER_PUT_OF_SDK, QUICKLY);
    expect(made.provisioningState).toBe('Succeeded');
    await managedClusters.stop('rg', 'c1', QUICKLY);
    expect((await managedClusters.get('rg', 'c1')).powerState?.code).toBe('Stopped');
    await managedClusters.start('rg', 'c1', QUICKLY);
    expect((await managedClusters.updateTags('rg', 'c1', { tags: { a: 'b' } }, QUICKLY)).tags).toEqual({ a: 'b' });
    await managedClusters.delete('rg', 'c1', QUICKLY);
    await expect(managedClusters.get('rg', 'c1')).rejects.toMatchObject({ statusCode: 404, code: 'ResourceNotFound' });
    expect(arm.state.exists(`/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope`)).toBe(false);
  });

  test('a binding is made and deleted', async () => {
    const { managedClusters, trustedAccessRoleBindings } = clients.clusters;
    await managedClusters.createOrUpdate('rg', 'c2', CLUSTER_PUT_OF_SDK, QUICKLY);
    const { sourceResourceId, roles } = BINDING_PUT.properties;
    const made = await trustedAccessRoleBindings.createOrUpdate(
      'rg',
      'c2',
      'b1',
      { sourceResourceId, roles: [...roles] },
      QUICKLY,
    );
    expect(made.provisioningState).toBe('Succeeded');
    await trustedAccessRoleBindings.delete('rg', 'c2', 'b1', QUICKLY);
    await expect(trustedAccessRoleBindings.get('rg', 'c2', 'b1')).rejects.toMatchObject({ statusCode: 404 });
  });

  // The client leaves the path of the parent empty, and the checker finds no operation for that.
  test('the permissions of the caller on a resource', async () => {
    const list = clients.authorization.permissions.listForResource(
      'rg',
      'Microsoft.ContainerService',
      '',
      'managedClusters',
      'c2',
    );
    expect(await readAll(list)).toMatchObject([{ actions: ['*'] }]);
  });

  test('a group is deleted with all that is in it', async () => {
    await clients.resources.resourceGroups.delete('rg', QUICKLY);
    expect(await clients.resources.resourceGroups.checkExistence('rg')).toMatchObject({ body: false });
    expect(arm.state.exists(CLUSTER)).toBe(false);
  });
});

/** The client takes the properties flat. */
const CLUSTER_PUT_OF_SDK = {
  location: CLUSTER_PUT.location,
  identity: { type: 'SystemAssigned' as const },
  ...CLUSTER_PUT.properties,
};
