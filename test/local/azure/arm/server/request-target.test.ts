import { expect, test } from 'vitest';
import { readRequestTarget } from '../../../../../local/azure/arm/server/request-target.ts';

const GROUP = '/subscriptions/S/resourceGroups/Rg-1';
const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/C-1`;

test.each([
  ['a group', GROUP, undefined, 'subscriptions/resourcegroups', '/subscriptions/S/resourcegroups/Rg-1'],
  [
    'a resource',
    CLUSTER,
    'microsoft.containerservice',
    'managedclusters',
    '/subscriptions/S/resourcegroups/Rg-1/providers/microsoft.containerservice/managedclusters/C-1',
  ],
  [
    'an action',
    `${CLUSTER}/Start`,
    'microsoft.containerservice',
    'managedclusters/start',
    '/subscriptions/S/resourcegroups/Rg-1/providers/microsoft.containerservice/managedclusters/C-1/start',
  ],
  [
    'a registration',
    '/subscriptions/S/providers/Microsoft.Authorization/register',
    undefined,
    'subscriptions/providers',
    '/subscriptions/S/providers/microsoft.authorization/register',
  ],
  [
    'an extension resource, whose scope becomes one segment',
    `${CLUSTER}/providers/Microsoft.Authorization/roleAssignments/N`,
    'microsoft.authorization',
    'roleassignments',
    `/${encodeURIComponent(CLUSTER)}/providers/microsoft.authorization/roleassignments/N`,
  ],
  [
    'a resource whose parent path the client left empty',
    `${CLUSTER.replace('ContainerService/', 'ContainerService//')}/providers/Microsoft.Authorization/permissions`,
    'microsoft.authorization',
    'permissions',
    `/${encodeURIComponent(CLUSTER)}/providers/microsoft.authorization/permissions`,
  ],
  [
    'an extension resource of the whole tenant',
    '/providers/Microsoft.Authorization/roleDefinitions/N',
    'microsoft.authorization',
    'roledefinitions',
    '/%2F/providers/microsoft.authorization/roledefinitions/N',
  ],
])('reads %s', (_, path, namespace, type, routingPath) => {
  expect(readRequestTarget(path)).toMatchObject({ namespace, type, routingPath });
});

test('keeps the casing of names, and of names alone', () => {
  const { subscriptionId, resourceGroupName, routingPath } = readRequestTarget('/SUBSCRIPTIONS/Sub/RESOURCEGROUPS/Rg');
  expect({ subscriptionId, resourceGroupName }).toEqual({ subscriptionId: 'Sub', resourceGroupName: 'Rg' });
  expect(routingPath).toBe('/subscriptions/Sub/resourcegroups/Rg');
});
