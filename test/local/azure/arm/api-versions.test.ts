import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SERVED } from '../../../../local/azure/arm/providers/api-versions.ts';
import { fieldsUnknownAt, withoutFields } from '../../../../local/azure/arm/providers/fields-by-version.ts';
import { PROVIDERS } from '../../../../local/azure/arm/providers/resource-types.ts';
import { API_VERSIONS } from '../../../../shared/azure/api-versions.ts';
import {
  ACCOUNT,
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
} from '../../../support/local-arm.ts';

const IDENTITY = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`;
const SUBSCRIPTION = GROUP_ID.split('/resourceGroups/')[0] ?? '';
const at = (version: string) => ({ query: `api-version=${version}` });

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.furnish();
  await azure.register();
});
afterEach(() => azure.arm.close());

test('the version that Backstay asks for is served, beside others', () => {
  const ofType = (namespace: string, type: string) =>
    PROVIDERS.find((provider) => provider.namespace === namespace)?.resourceTypes.find(
      ({ resourceType }) => resourceType === type,
    )?.apiVersions;
  const asked: readonly (readonly [string, readonly string[] | undefined])[] = [
    [API_VERSIONS.managedClusters, ofType('Microsoft.ContainerService', 'managedClusters')],
    [API_VERSIONS.managedClusters, ofType('Microsoft.ContainerService', 'managedClusters/trustedAccessRoleBindings')],
    [API_VERSIONS.extensions, ofType('Microsoft.KubernetesConfiguration', 'extensions')],
    [API_VERSIONS.backupVaults, ofType('Microsoft.DataProtection', 'backupVaults')],
    [API_VERSIONS.roleAssignments, ofType('Microsoft.Authorization', 'roleAssignments')],
    [API_VERSIONS.locks, ofType('Microsoft.Authorization', 'locks')],
    [API_VERSIONS.policyAssignments, ofType('Microsoft.Authorization', 'policyAssignments')],
    [API_VERSIONS.storageAccounts, ofType('Microsoft.Storage', 'storageAccounts')],
    [API_VERSIONS.network, ofType('Microsoft.Network', 'virtualNetworks')],
    [API_VERSIONS.privateDnsZones, ofType('Microsoft.Network', 'privateDnsZones')],
    [API_VERSIONS.identities, ofType('Microsoft.ManagedIdentity', 'userAssignedIdentities')],
    [API_VERSIONS.resources, ofType('Microsoft.Resources', 'subscriptions/resourceGroups')],
    [API_VERSIONS.subscriptions, ofType('Microsoft.Resources', 'subscriptions')],
    [API_VERSIONS.resourceGraph, ofType('Microsoft.ResourceGraph', 'resources')],
  ];
  for (const [version, served] of asked) {
    expect(served).toContain(version);
    expect(served?.length).toBeGreaterThan(1);
  }
});

test.each(Object.entries(SERVED))('versions of %s are listed once, newest first', (_, versions) => {
  expect([...new Set(versions)].sort().reverse()).toEqual([...versions]);
});

describe('fields of a later version are absent at an earlier one', () => {
  interface Case {
    readonly id: string;
    readonly put?: object;
    readonly newer: string;
    readonly older: string;
    /** A path that only the newer one has, and one that both have. */
    readonly field: string;
    readonly common: string;
  }

  test.each<Case>([
    {
      id: CLUSTER,
      put: { ...CLUSTER_PUT, properties: { ...CLUSTER_PUT.properties, nodeProvisioningProfile: { mode: 'Manual' } } },
      newer: '2026-05-01',
      older: '2024-05-01',
      field: 'properties.nodeProvisioningProfile',
      common: 'properties.supportPlan',
    },
    {
      id: CLUSTER,
      newer: '2024-05-01',
      older: '2022-11-01',
      field: 'properties.resourceUID',
      common: 'properties.storageProfile',
    },
    {
      id: CLUSTER,
      newer: '2023-06-02-preview',
      older: '2022-11-01',
      field: 'properties.networkProfile.networkPluginMode',
      common: 'properties.networkProfile.networkPlugin',
    },
    {
      id: CLUSTER,
      newer: '2026-05-01',
      older: '2023-02-02-preview',
      field: 'properties.supportPlan',
      common: 'properties.networkProfile.networkPluginMode',
    },
    {
      id: ACCOUNT,
      put: {
        location: 'westeurope',
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        properties: { dualStackEndpointPreference: { publishIpv6Endpoint: false } },
      },
      newer: '2026-04-01',
      older: '2023-05-01',
      field: 'properties.dualStackEndpointPreference',
      common: 'properties.networkAcls',
    },
    {
      id: IDENTITY,
      put: { location: 'westeurope', properties: { isolationScope: 'Regional' } },
      newer: '2024-11-30',
      older: '2023-01-31',
      field: 'properties.isolationScope',
      common: 'properties.principalId',
    },
    {
      id: EXTENSION,
      put: EXTENSION_PUT,
      newer: '2023-05-01',
      older: '2022-03-01',
      field: 'properties.currentVersion',
      common: 'properties.version',
    },
    {
      id: `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/net`,
      put: {
        location: 'westeurope',
        properties: {
          addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
          subnets: [{ name: 'a', properties: { addressPrefix: '10.1.0.0/24', defaultOutboundAccess: false } }],
        },
      },
      newer: '2024-01-01',
      older: '2022-07-01',
      field: 'properties.subnets.0.properties.defaultOutboundAccess',
      common: 'properties.subnets.0.properties.addressPrefix',
    },
  ])('$field of $newer is not in $older', async ({ id, put, newer, older, field, common }) => {
    if (put !== undefined) {
      expect((await azure.send('PUT', id, put, at(newer))).status).toBeLessThan(300);
      await azure.wait(400);
    }
    const now = (await azure.send('GET', id, undefined, at(newer))).body;
    expect(now).toHaveProperty(field);
    expect(now).toHaveProperty(common);
    const before = (await azure.send('GET', id, undefined, at(older))).body;
    expect(before).not.toHaveProperty(field);
    expect(before).toHaveProperty(common);
    const list = (await azure.send('GET', id.replace(/\/[^/]+$/, ''), undefined, at(older))).body;
    expect(list.value[0]).not.toHaveProperty(field);
    expect(list.value[0]).toHaveProperty(common);
  });

  test('and cannot be set by its client either', async () => {
    const properties = { dualStackEndpointPreference: { publishIpv6Endpoint: true } };
    await azure.send('PATCH', ACCOUNT, { properties }, at('2023-05-01'));
    const { body } = await azure.send('GET', ACCOUNT, undefined, at('2026-04-01'));
    expect(body.properties).not.toHaveProperty('dualStackEndpointPreference');
  });

  test('a field that began in a preview is in previews from then on', () => {
    const type = 'Microsoft.ContainerService/managedClusters';
    const field = 'properties.nodeResourceGroupProfile';
    const knownAt = SERVED.clusters.filter((version) => !fieldsUnknownAt(type, version).includes(field));
    expect(knownAt).toEqual(['2026-06-01', '2026-05-01', '2023-06-02-preview', '2023-02-02-preview']);
  });

  test('a path goes through lists, and what is not there stays so', () => {
    const pools = [{ name: 'a', status: 1 }, { name: 'b' }];
    expect(withoutFields({ pools }, ['pools.status', 'none.at.all'])).toEqual({
      pools: [{ name: 'a' }, { name: 'b' }],
    });
  });
});

describe('a version that is not served', () => {
  test.each([
    [CLUSTER, '2099-01-01', 'NoRegisteredProviderFound'],
    [`${CLUSTER}/trustedAccessRoleBindings`, '2022-11-01', 'NoRegisteredProviderFound'],
    [EXTENSION, '2021-05-01-preview', 'NoRegisteredProviderFound'],
    [VAULT, '2019-01-01', 'NoRegisteredProviderFound'],
    [ACCOUNT, 'latest', 'NoRegisteredProviderFound'],
    [GROUP_ID, '2099-01-01', 'InvalidApiVersionParameter'],
    [SUBSCRIPTION, '2015-01-01', 'InvalidApiVersionParameter'],
  ])('is refused for %s at %s', async (id, version, code) => {
    const refused = await azure.send('GET', id, undefined, at(version));
    expect(refused).toMatchObject({ status: 400, body: { error: { code } } });
    expect(refused.body.error.message).toContain(version);
  });
});

test('a long operation is watched at the version that began it', async () => {
  const { headers } = await azure.send('PATCH', VAULT, { tags: { a: 'b' } }, at('2025-07-01'));
  for (const header of ['azure-asyncoperation', 'location']) {
    const { pathname, search } = new URL(headers.get(header) ?? '');
    expect(search).toBe('?api-version=2025-07-01');
    expect((await azure.send('GET', pathname, undefined, { query: search.slice(1) })).status).toBeLessThan(300);
  }
});
