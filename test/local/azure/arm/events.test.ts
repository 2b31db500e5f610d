import { afterEach, beforeEach, expect, test } from 'vitest';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../../../local/demo/world.ts';
import {
  BINDING,
  BINDING_PUT,
  CLUSTER,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
} from '../../../support/local-arm.ts';
import { type Listener, startListener } from './event-listener.ts';

let azure: TestArm;
let listener: Listener;

beforeEach(async () => {
  azure = await startTestArm();
  listener = await startListener();
});
afterEach(async () => {
  await azure.arm.close();
  await listener.close();
});

/** Every operation that a test below sets in motion, in the spelling of Azure's documentation. */
const ALL = [
  'Microsoft.Authorization/locks/write',
  'Microsoft.Authorization/locks/delete',
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.ContainerService/managedClusters/write',
  'Microsoft.ContainerService/managedClusters/delete',
  'Microsoft.ContainerService/managedClusters/stop/action',
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
  'Microsoft.DataProtection/backupVaults/write',
  'Microsoft.DataProtection/backupVaults/delete',
  'Microsoft.KubernetesConfiguration/extensions/write',
  'Microsoft.KubernetesConfiguration/register/action',
  'Microsoft.Network/networkSecurityGroups/write',
  'Microsoft.Network/networkSecurityGroups/delete',
  'Microsoft.Network/networkSecurityGroups/securityRules/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
  'Microsoft.Resources/subscriptions/resourceGroups/delete',
  'Microsoft.Storage/storageAccounts/write',
];

async function listenTo(schema: 'EventGridSchema' | 'CloudEventSchemaV1_0', operations = ALL): Promise<void> {
  await azure.arm.subscribe({ name: 'all', url: listener.url, includedOperationNames: operations, schema });
}

function heardTypes(): string[] {
  return listener.heard.map(
    ({ eventType, data }) => `${eventType?.replace('Microsoft.Resources.', '')} ${data.operationName}`,
  );
}

test('children of a cluster have events of their own, beside those of the cluster', async () => {
  await azure.furnish();
  await azure.register();
  await listenTo('EventGridSchema');
  await azure.send('PUT', BINDING, BINDING_PUT);
  await azure.wait(31);
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.wait(263);
  expect(heardTypes()).toEqual([
    'ResourceWriteSuccess Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
    'ResourceWriteSuccess Microsoft.KubernetesConfiguration/extensions/write',
  ]);
});

test('a write that fails at its end is reported as a failure', async () => {
  await azure.furnish();
  await azure.register();
  await listenTo('EventGridSchema', ['Microsoft.KubernetesConfiguration/extensions/write']);
  await azure.send('PUT', BINDING, BINDING_PUT);
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.wait(263);
  expect(listener.heard).toMatchObject([
    { eventType: 'Microsoft.Resources.ResourceWriteFailure', data: { status: 'Failed' } },
  ]);
});

test('an action is reported as an action, a registration too', async () => {
  await azure.furnish();
  await listenTo('EventGridSchema');
  await azure.register();
  await azure.send('POST', `${CLUSTER}/stop`);
  await azure.wait(121);
  expect(heardTypes()).toEqual([
    'ResourceActionSuccess Microsoft.KubernetesConfiguration/register/action',
    'ResourceActionSuccess Microsoft.ContainerService/managedClusters/stop/action',
  ]);
});

test('locks and security rules are reported, rules inside of their group with the group alone', async () => {
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  await azure.wait(2);
  await listenTo('EventGridSchema');
  const group = `${GROUP_ID}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
  const lock = `${group}/providers/Microsoft.Authorization/locks/keep`;
  const properties = { protocol: '*', access: 'Deny', direction: 'Outbound', priority: 100 };
  const securityRules = [{ name: 'inside', properties }];
  await azure.send('PUT', group, { location: 'westeurope', properties: { securityRules } });
  await azure.send('PUT', `${group}/securityRules/beside`, { properties: { ...properties, priority: 110 } });
  await azure.send('PUT', lock, { properties: { level: 'CanNotDelete' } });
  await azure.send('DELETE', group);
  await azure.send('DELETE', lock);
  await azure.send('DELETE', group);
  await azure.wait(2);
  expect(heardTypes()).toEqual([
    'ResourceWriteSuccess Microsoft.Network/networkSecurityGroups/write',
    'ResourceWriteSuccess Microsoft.Network/networkSecurityGroups/securityRules/write',
    'ResourceWriteSuccess Microsoft.Authorization/locks/write',
    'ResourceDeleteSuccess Microsoft.Authorization/locks/delete',
    'ResourceDeleteSuccess Microsoft.Network/networkSecurityGroups/delete',
  ]);
});

test('a refused write is sent to no subscriber', async () => {
  await listenTo('EventGridSchema');
  expect((await azure.send('PUT', VAULT, {})).status).toBe(404);
  await azure.wait(60);
  expect(listener.heard).toEqual([]);
});

test('all that goes with a group is reported', async () => {
  await azure.furnish();
  await listenTo('EventGridSchema');
  await azure.send('DELETE', GROUP_ID);
  await azure.wait(61);
  expect(heardTypes()).toEqual(
    expect.arrayContaining([
      'ResourceDeleteSuccess Microsoft.ContainerService/managedClusters/delete',
      'ResourceDeleteSuccess Microsoft.DataProtection/backupVaults/delete',
      'ResourceDeleteSuccess Microsoft.Resources/subscriptions/resourceGroups/delete',
    ]),
  );
});

test('an event says who asked for what, in the form of Event Grid', async () => {
  await listenTo('EventGridSchema');
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' }, { headers: { 'x-ms-correlation-request-id': 'mine' } });
  await azure.send('PATCH', GROUP_ID, { tags: { a: 'b' } });
  await azure.wait(2);
  const [made, changed] = listener.heard;
  expect(made).toEqual({
    id: expect.any(String),
    topic: `/subscriptions/${SUBSCRIPTION_ID}`,
    subject: GROUP_ID,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-01-01T00:00:00.000Z',
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      authorization: {
        scope: GROUP_ID,
        action: 'Microsoft.Resources/subscriptions/resourceGroups/write',
        evidence: { role: 'Subscription Admin' },
      },
      claims: expect.objectContaining({
        appid: PERSON.appId,
        'http://schemas.microsoft.com/identity/claims/objectidentifier': PERSON.objectId,
      }),
      correlationId: 'mine',
      resourceProvider: 'Microsoft.Resources',
      resourceUri: GROUP_ID,
      operationName: 'Microsoft.Resources/subscriptions/resourceGroups/write',
      status: 'Succeeded',
      subscriptionId: SUBSCRIPTION_ID,
      tenantId: TENANT_ID,
    },
  });
  expect(changed?.data.httpRequest).toMatchObject({ method: 'PATCH' });
  expect(listener.contentTypes[0]).toContain('application/json');
});

test('an event comes as one CloudEvent where that is asked for', async () => {
  await listenTo('CloudEventSchemaV1_0');
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  await azure.wait(2);
  expect(listener.heard).toMatchObject([
    {
      source: `/subscriptions/${SUBSCRIPTION_ID}`,
      subject: GROUP_ID,
      type: 'Microsoft.Resources.ResourceWriteSuccess',
      time: '2026-01-01T00:00:00.000Z',
      specversion: '1.0',
    },
  ]);
  expect(listener.contentTypes[0]).toContain('application/cloudevents+json');
});

test('a subscription given again has its events sent to the new endpoint', async () => {
  await listenTo('EventGridSchema');
  const other = await startListener();
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  await azure.arm.subscribe({ name: 'all', url: other.url, includedOperationNames: ALL, schema: 'EventGridSchema' });
  await azure.wait(2);
  expect([listener.heard.length, other.heard.length]).toEqual([0, 1]);
  await other.close();
});
