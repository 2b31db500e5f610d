import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MANAGEMENT_GROUP_ID } from '../../../../local/azure/arm/state/management-group.ts';
import { PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import {
  ACCOUNT,
  BINDING,
  BINDING_PUT,
  CLUSTER,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';
import { appOf, bearer, deployed, type Granted, guidFor } from '../../../support/rights.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const AUTHORIZATION = 'providers/Microsoft.Authorization';
const AKS = 'Microsoft.ContainerService';
const AT_AKS = `${SUBSCRIPTION}/providers/${AKS}/locations/westeurope`;
const KUBERNETES = 'Microsoft.KubernetesConfiguration';
const BACKUP = 'Microsoft.DataProtection';
const CONTAINERS = `${ACCOUNT}/blobServices/default/containers`;
const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const NSG = `${NETWORK}/networkSecurityGroups/nsg`;
const IDENTITY = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`;
const SUBNET = `${NETWORK}/virtualNetworks/net/subnets/nodes`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const GUID = guidFor('any');
const location = 'westeurope';

/** What is asked for, and by which right at which scope Azure answers it. */
type Row = readonly [
  method: string,
  id: string,
  right: string,
  scope?: string | undefined,
  more?: { body?: object; query?: string },
];

const version = (apiVersion: string) => ({ query: `api-version=${apiVersion}` });

const ROWS: readonly Row[] = [
  ['GET', SUBSCRIPTION, 'Microsoft.Resources/subscriptions/read', undefined, version('2022-12-01')],
  ['GET', `${SUBSCRIPTION}/resourceGroups`, 'Microsoft.Resources/subscriptions/resourceGroups/read', SUBSCRIPTION],
  ['GET', GROUP_ID, 'Microsoft.Resources/subscriptions/resourceGroups/read'],
  ['HEAD', GROUP_ID, 'Microsoft.Resources/subscriptions/resourceGroups/read'],
  [
    'PUT',
    `${GROUP_ID}-new`,
    'Microsoft.Resources/subscriptions/resourceGroups/write',
    undefined,
    { body: { location } },
  ],
  ['PATCH', GROUP_ID, 'Microsoft.Resources/subscriptions/resourceGroups/write', undefined, { body: { tags: {} } }],
  ['DELETE', `${GROUP_ID}-gone`, 'Microsoft.Resources/subscriptions/resourceGroups/delete'],
  [
    'GET',
    `${SUBSCRIPTION}/operationresults/${GUID}`,
    'Microsoft.Resources/subscriptions/operationResults/read',
    SUBSCRIPTION,
  ],
  ['GET', `${SUBSCRIPTION}/providers`, 'Microsoft.Resources/subscriptions/providers/read', SUBSCRIPTION],
  ['GET', `${SUBSCRIPTION}/providers/${KUBERNETES}`, 'Microsoft.Resources/subscriptions/providers/read', SUBSCRIPTION],
  ['POST', `${SUBSCRIPTION}/providers/${KUBERNETES}/register`, `${KUBERNETES}/register/action`, SUBSCRIPTION],
  [
    'POST',
    `${SUBSCRIPTION}/providers/microsoft.features/unregister`,
    'Microsoft.Features/unregister/action',
    SUBSCRIPTION,
  ],

  ['GET', `${SUBSCRIPTION}/providers/${AKS}/managedClusters`, `${AKS}/managedClusters/read`, SUBSCRIPTION],
  ['GET', `${GROUP_ID}/providers/${AKS}/managedClusters`, `${AKS}/managedClusters/read`, GROUP_ID],
  ['GET', CLUSTER, `${AKS}/managedClusters/read`],
  ['GET', `${CLUSTER}-gone`, `${AKS}/managedClusters/read`],
  ['PATCH', CLUSTER, `${AKS}/managedClusters/write`, undefined, { body: { tags: {} } }],
  ['DELETE', `${CLUSTER}-gone`, `${AKS}/managedClusters/delete`],
  ['POST', `${CLUSTER}/start`, `${AKS}/managedClusters/start/action`, CLUSTER],
  [
    'POST',
    `${CLUSTER}/runCommand`,
    `${AKS}/managedClusters/runCommand/action`,
    CLUSTER,
    { body: { command: 'kubectl get ns -o json' } },
  ],
  ['GET', `${CLUSTER}/commandResults/${GUID}`, `${AKS}/managedClusters/commandResults/read`],
  ['GET', `${CLUSTER}/trustedAccessRoleBindings`, `${AKS}/managedClusters/trustedAccessRoleBindings/read`, CLUSTER],
  ['GET', BINDING, `${AKS}/managedClusters/trustedAccessRoleBindings/read`],
  ['DELETE', BINDING, `${AKS}/managedClusters/trustedAccessRoleBindings/delete`],
  ['GET', `${AT_AKS}/kubernetesVersions`, `${AKS}/locations/kubernetesVersions/read`, SUBSCRIPTION],
  ['GET', `${AT_AKS}/trustedAccessRoles`, `${AKS}/locations/trustedAccessRoles/read`, SUBSCRIPTION],
  ['GET', `${AT_AKS}/operations/${GUID}`, `${AKS}/locations/operations/read`, SUBSCRIPTION, version('2016-03-30')],
  [
    'GET',
    `${AT_AKS}/operationresults/${GUID}`,
    `${AKS}/locations/operationResults/read`,
    SUBSCRIPTION,
    version('2016-03-30'),
  ],

  ['GET', `${CLUSTER}/providers/${KUBERNETES}/extensions`, `${KUBERNETES}/extensions/read`, CLUSTER],
  ['GET', EXTENSION, `${KUBERNETES}/extensions/read`],
  ['PUT', EXTENSION, `${KUBERNETES}/extensions/write`, undefined, { body: EXTENSION_PUT }],
  ['PATCH', EXTENSION, `${KUBERNETES}/extensions/write`, undefined, { body: { properties: {} } }],
  ['DELETE', `${EXTENSION}-gone`, `${KUBERNETES}/extensions/delete`],
  ['GET', `${EXTENSION}/operations/${GUID}`, `${KUBERNETES}/extensions/operations/read`],

  ['GET', `${SUBSCRIPTION}/providers/${BACKUP}/backupVaults`, `${BACKUP}/backupVaults/read`, SUBSCRIPTION],
  ['GET', `${GROUP_ID}/providers/${BACKUP}/backupVaults`, `${BACKUP}/backupVaults/read`, GROUP_ID],
  ['GET', VAULT, `${BACKUP}/backupVaults/read`],
  ['PUT', VAULT, `${BACKUP}/backupVaults/write`, undefined, { body: VAULT_PUT }],
  ['PATCH', VAULT, `${BACKUP}/backupVaults/write`, undefined, { body: { identity: { type: 'SystemAssigned' } } }],
  ['DELETE', `${VAULT}-gone`, `${BACKUP}/backupVaults/delete`],
  ['GET', `${VAULT}/backupInstances`, `${BACKUP}/backupVaults/backupInstances/read`, VAULT],
  ['GET', `${CLUSTER}/providers/${BACKUP}/backupInstances`, `${BACKUP}/backupVaults/backupInstances/read`, CLUSTER],
  ['GET', `${VAULT}/operationStatus/${GUID}`, `${BACKUP}/backupVaults/operationStatus/read`],
  ['GET', `${VAULT}/operationResults/${GUID}`, `${BACKUP}/backupVaults/operationResults/read`],
  [
    'GET',
    `${GROUP_ID}/providers/${BACKUP}/operationStatus/${GUID}`,
    `${BACKUP}/subscriptions/resourceGroups/providers/operationStatus/read`,
  ],
  [
    'GET',
    `${SUBSCRIPTION}/providers/${BACKUP}/locations/westeurope/operationStatus/${GUID}`,
    `${BACKUP}/locations/operationStatus/read`,
    SUBSCRIPTION,
  ],

  [
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`,
    'Microsoft.Storage/storageAccounts/read',
    SUBSCRIPTION,
  ],
  ['GET', ACCOUNT, 'Microsoft.Storage/storageAccounts/read'],
  ['PATCH', ACCOUNT, 'Microsoft.Storage/storageAccounts/write', undefined, { body: { tags: {} } }],
  ['POST', `${ACCOUNT}/listKeys`, 'Microsoft.Storage/storageAccounts/listKeys/action', ACCOUNT],
  [
    'GET',
    CONTAINERS,
    'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    `${ACCOUNT}/blobServices/default`,
  ],
  ['GET', `${CONTAINERS}/c`, 'Microsoft.Storage/storageAccounts/blobServices/containers/read'],
  [
    'PUT',
    `${CONTAINERS}/c`,
    'Microsoft.Storage/storageAccounts/blobServices/containers/write',
    undefined,
    { body: {} },
  ],
  ['DELETE', `${CONTAINERS}/c`, 'Microsoft.Storage/storageAccounts/blobServices/containers/delete'],

  [
    'GET',
    `${SUBSCRIPTION}/${AUTHORIZATION}/roleAssignments`,
    'Microsoft.Authorization/roleAssignments/read',
    SUBSCRIPTION,
  ],
  ['GET', `${CLUSTER}/${AUTHORIZATION}/roleAssignments/${GUID}`, 'Microsoft.Authorization/roleAssignments/read'],
  ['GET', `${GROUP_ID}/${AUTHORIZATION}/roleDefinitions`, 'Microsoft.Authorization/roleDefinitions/read', GROUP_ID],
  ['GET', `${GROUP_ID}/${AUTHORIZATION}/roleDefinitions/${READER}`, 'Microsoft.Authorization/roleDefinitions/read'],
  ['DELETE', `${GROUP_ID}/${AUTHORIZATION}/roleDefinitions/${GUID}`, 'Microsoft.Authorization/roleDefinitions/delete'],
  ['GET', `${CLUSTER}/${AUTHORIZATION}/permissions`, 'Microsoft.Authorization/permissions/read', CLUSTER],
  ['GET', `${SUBSCRIPTION}/${AUTHORIZATION}/locks`, 'Microsoft.Authorization/locks/read', SUBSCRIPTION],
  ['GET', `${GROUP_ID}/${AUTHORIZATION}/locks/l`, 'Microsoft.Authorization/locks/read'],
  [
    'PUT',
    `${NSG}/${AUTHORIZATION}/locks/l`,
    'Microsoft.Authorization/locks/write',
    undefined,
    { body: { properties: { level: 'CanNotDelete' } } },
  ],
  ['DELETE', `${NSG}/${AUTHORIZATION}/locks/l`, 'Microsoft.Authorization/locks/delete'],
  ['GET', `${GROUP_ID}/${AUTHORIZATION}/policyAssignments`, 'Microsoft.Authorization/policyAssignments/read', GROUP_ID],
  [
    'GET',
    `${MANAGEMENT_GROUP_ID}/${AUTHORIZATION}/policyAssignments`,
    'Microsoft.Authorization/policyAssignments/read',
    MANAGEMENT_GROUP_ID,
  ],
  [
    'PATCH',
    `${GROUP_ID}/${AUTHORIZATION}/policyAssignments/p`,
    'Microsoft.Authorization/policyAssignments/write',
    undefined,
    { body: {} },
  ],
  ['GET', `${CLUSTER}/${AUTHORIZATION}/policyExemptions`, 'Microsoft.Authorization/policyExemptions/read', CLUSTER],

  ['GET', `${NETWORK}/virtualNetworks/net`, 'Microsoft.Network/virtualNetworks/read'],
  ['GET', SUBNET, 'Microsoft.Network/virtualNetworks/subnets/read'],
  ['GET', NSG, 'Microsoft.Network/networkSecurityGroups/read'],
  ['GET', `${NSG}/securityRules`, 'Microsoft.Network/networkSecurityGroups/securityRules/read', NSG],
  [
    'PUT',
    `${NSG}/securityRules/r`,
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    undefined,
    { body: {} },
  ],
  ['DELETE', `${NSG}/securityRules/r`, 'Microsoft.Network/networkSecurityGroups/securityRules/delete'],
  ['GET', `${NSG}/defaultSecurityRules`, 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules/read', NSG],
  ['GET', `${NETWORK}/routeTables/r`, 'Microsoft.Network/routeTables/read'],
  [
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.Network/azureFirewalls`,
    'Microsoft.Network/azureFirewalls/read',
    SUBSCRIPTION,
  ],
  [
    'GET',
    `${NETWORK}/firewallPolicies/p/ruleCollectionGroups`,
    'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read',
    `${NETWORK}/firewallPolicies/p`,
  ],
  ['GET', IDENTITY, 'Microsoft.ManagedIdentity/userAssignedIdentities/read'],
  ['PUT', IDENTITY, 'Microsoft.ManagedIdentity/userAssignedIdentities/write', undefined, { body: { location } }],
];

const nameOf = ([method, id, right]: Row) => `${method} ${id} ${right}`;
/** Two principals for each row: one with that right alone, one with all but that. */
const withIt = (row: Row) => guidFor(`with ${nameOf(row)}`);
const withoutIt = (row: Row) => guidFor(`without ${nameOf(row)}`);

const grantsOf = (row: Row): readonly Granted[] => {
  const [, id, right, scope = id] = row;
  return [
    // In other casing: neither actions nor ids have one.
    { principalId: withIt(row), scope: scope.toLowerCase(), role: { actions: [right.toUpperCase()] } },
    { principalId: withoutIt(row), scope: MANAGEMENT_GROUP_ID, role: { actions: ['*'], notActions: [right] } },
  ];
};

/** One who may do everything with clusters, and one who may grant Reader to services. */
const binder = guidFor('binder');
const granter = guidFor('granter');

let azure: TestArm;
// Not recorded: no specification here has all of these operations, and not all of these requests
// are meant to be right.
beforeAll(async () => {
  azure = await startTestArm({
    owners: [PERSON.objectId],
    rights: deployed(
      ...ROWS.flatMap(grantsOf),
      { principalId: binder, scope: SUBSCRIPTION, role: { actions: [`${AKS}/managedClusters/*`] } },
      {
        principalId: granter,
        scope: SUBSCRIPTION,
        role: { actions: ['Microsoft.Authorization/roleAssignments/*'] },
        condition: `(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals ${READER} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'ServicePrincipal')`,
      },
    ),
    throttling: 'headersOnly',
  });
  await azure.furnish();
  await azure.register();
  await azure.send('PUT', NSG, { location });
});
afterAll(() => azure.arm.close());

function ask(principalId: string, [method, id, , , { body, query } = {}]: Row) {
  const headers = bearer(principalId, azure.timeline.now());
  return azure.send(method, id, body, { headers, ...(query !== undefined && { query }) });
}

describe('each operation needs its right, at its scope', () => {
  const named = ROWS.map((row) => [nameOf(row), row] as const);
  test.each(atLeastOne(named))('%s', async (_, row) => {
    const [method, id, right, scope = id] = row;
    const refused = await ask(withoutIt(row), row);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ms-failure-cause')).toBe('gateway');
    if (method !== 'HEAD') {
      expect(refused.body).toEqual({
        error: {
          code: 'AuthorizationFailed',
          message:
            `The client '${appOf(withoutIt(row))}' with object id '${withoutIt(row)}' does not have authorization to perform ` +
            `action '${right}' over scope '${scope}' or the scope is invalid. If access was recently granted, please ` +
            'refresh your credentials.',
        },
      });
    }
    expect((await ask(withIt(row), row)).status).not.toBe(403);
    await azure.wait(400);
  });
});

describe('a request with any content', () => {
  const reader = `${SUBSCRIPTION}/${AUTHORIZATION}/roleDefinitions/${READER}`;
  const principalId = guidFor('somebody');
  const grant = `${GROUP_ID}/${AUTHORIZATION}/roleAssignments/${guidFor('grant')}`;

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['no JSON', '{'],
    ['no object', []],
    ['no properties', {}],
    ['nothing in them', { properties: {} }],
    [
      'a list for a role',
      { properties: { roleDefinitionId: [reader], principalId, principalType: 'ServicePrincipal' } },
    ],
    ['an object for a type', { properties: { roleDefinitionId: reader, principalId, principalType: {} } }],
    [
      'another type of the same name',
      { properties: { roleDefinitionId: reader, principalId, principalType: 'serviceprincipal' } },
    ],
    [
      'the role beside the properties',
      { roleDefinitionId: reader, principalType: 'ServicePrincipal', properties: { principalId } },
    ],
    [
      'a role of its own name',
      { properties: { roleDefinitionId: `${reader}/`, principalId, principalType: 'ServicePrincipal' } },
    ],
  ])('%s does not fulfil a condition', async (_, body) => {
    const headers = bearer(granter, azure.timeline.now());
    expect((await azure.send('PUT', grant, body, { headers })).body.error).toMatchObject({
      code: 'AuthorizationFailed',
      message: expect.stringContaining('or an ABAC condition not fulfilled to perform'),
    });
    // A deletion asks for nothing that the condition could compare.
    expect((await azure.send('DELETE', grant, body, { headers })).status).toBe(403);
  });

  test('a source that is no resource is nothing that anybody may read', async () => {
    const body = { properties: { ...BINDING_PUT.properties, sourceResourceId: 'vault' } };
    const answer = await azure.send('PUT', BINDING, body, { headers: bearer(binder, azure.timeline.now()) });
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'LinkedAuthorizationFailed' } } });
  });

  test('what is wrong with the address is said to everybody', async () => {
    const headers = bearer(guidFor('stranger'), azure.timeline.now());
    const answer = await azure.send('GET', CLUSTER, undefined, { headers, query: 'api-version=1999-01-01' });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'NoRegisteredProviderFound' } } });
  });
});
