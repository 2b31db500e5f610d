import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../../../local/azure/arm/faults/fault-rule.ts';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../../../../local/demo/world.ts';
import {
  ACCOUNT,
  BINDING,
  BINDING_PUT,
  CLUSTER,
  CLUSTER_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const GRANT_NAME = '5f0b3c5e-1f0a-4f5e-8f8e-0a5f6f1b2c3d';
const GRANT = `${ACCOUNT}/providers/Microsoft.Authorization/roleAssignments/${GRANT_NAME}`;
const GRANT_PUT = {
  properties: {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
    principalId: 'f88b1edf-0fa1-40bb-8cd5-7486794ccf10',
    principalType: 'ServicePrincipal',
  },
};

let azure: TestArm;
beforeAll(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-faults-refusals-${process.pid}.ndjson` });
  await azure.furnish();
});
beforeEach(() => azure.arm.faults.clear());
afterAll(() => azure.arm.close());

interface Case {
  readonly fault: FaultRule['fault'];
  readonly call: readonly [method: string, id: string, body?: unknown];
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const ACCOUNT_PUT = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

const put = { grant: ['PUT', GRANT, GRANT_PUT], binding: ['PUT', BINDING, BINDING_PUT] } as const;
const client = `The client '${PERSON.appId}' with object id '${PERSON.objectId}'`;
const locked = 'because following scope(s) are locked';
const working =
  'Operation is not allowed: Another operation (Updating) is in progress, please wait for it to finish before ' +
  'starting a new operation. See https://aka.ms/aks-pending-operation for more details';

const CASES: readonly Case[] = [
  ...[1, 120].map((retryAfterSeconds) => ({
    fault: { kind: 'throttled' as const, retryAfterSeconds },
    call: put.grant,
    status: 429,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: {
      error: {
        code: 'SubscriptionRequestsThrottled',
        message:
          `Number of 'write' requests for subscription '${SUBSCRIPTION_ID}' actor '${PERSON.objectId}' exceeded. ` +
          `Please try again after '${retryAfterSeconds}' seconds after additional tokens are available. ` +
          'Refer to https://aka.ms/arm-throttling for additional information.',
      },
    },
  })),
  {
    fault: { kind: 'internalServerError' },
    call: put.grant,
    status: 500,
    body: { error: { code: 'InternalServerError', message: 'Encountered internal server error.' } },
  },
  {
    fault: { kind: 'internalServerError' },
    call: put.binding,
    status: 500,
    body: { code: 'InternalServerError', details: null, message: 'Encountered internal server error.', subcode: '' },
  },
  {
    fault: { kind: 'serviceUnavailable', retryAfterSeconds: 5 },
    call: ['GET', VAULT],
    status: 503,
    headers: { 'retry-after': '5' },
    body: { error: { code: 'ServiceUnavailable', message: 'The service is unavailable now. Try again later.' } },
  },
  {
    fault: { kind: 'operationNotAllowed' },
    call: put.binding,
    status: 409,
    body: { code: 'OperationNotAllowed', details: null, message: working, subcode: '' },
  },
  {
    fault: { kind: 'operationNotAllowed', operation: 'nodepool1 - Updating' },
    call: ['PUT', ACCOUNT, ACCOUNT_PUT],
    status: 409,
    body: { error: { code: 'OperationNotAllowed', message: working.replace('(', '(nodepool1 - ') } },
  },
  {
    fault: { kind: 'roleAssignmentExists', text: 'older' },
    call: put.grant,
    status: 409,
    body: { error: { code: 'RoleAssignmentExists', message: 'The role assignment already exists.' } },
  },
  {
    fault: { kind: 'roleAssignmentExists', text: 'newer' },
    call: put.grant,
    status: 409,
    body: {
      error: {
        code: 'RoleAssignmentExists',
        message:
          'The role assignment already exists. The ID of the existing role assignment is 5f0b3c5e1f0a4f5e8f8e0a5f6f1b2c3d.',
      },
    },
  },
  {
    fault: { kind: 'roleAssignmentExists', text: 'newer', existingId: '716c4d15-9bc8-476d-a3c1-6ccb70082517' },
    call: put.grant,
    status: 409,
    body: {
      error: {
        code: 'RoleAssignmentExists',
        message:
          'The role assignment already exists. The ID of the existing role assignment is 716c4d159bc8476da3c16ccb70082517.',
      },
    },
  },
  {
    fault: { kind: 'scopeLocked' },
    call: put.grant,
    status: 409,
    headers: { 'x-ms-failure-cause': 'gateway' },
    body: {
      error: {
        code: 'ScopeLocked',
        message: `The scope '${GRANT}' cannot perform write operation ${locked}: '${SUBSCRIPTION}'. Please remove the lock and try again.`,
      },
    },
  },
  {
    fault: { kind: 'scopeLocked', scopes: [GROUP_ID, VAULT] },
    call: ['DELETE', VAULT],
    status: 409,
    body: {
      error: {
        code: 'ScopeLocked',
        message: `The scope '${VAULT}' cannot perform delete operation ${locked}: '${GROUP_ID},${VAULT}'. Please remove the lock and try again.`,
      },
    },
  },
  {
    fault: { kind: 'principalNotFound' },
    call: put.grant,
    status: 400,
    body: {
      error: {
        code: 'PrincipalNotFound',
        message:
          `Principal f88b1edf0fa140bb8cd57486794ccf10 does not exist in the directory ${TENANT_ID}. Check that you have ` +
          'the correct principal ID. If you are creating this principal and then immediately assigning a role, this ' +
          'error might be related to a replication delay. In this case, set the role assignment principalType property ' +
          'to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype',
      },
    },
  },
  ...(
    [
      [put.grant, 'Microsoft.Authorization/roleAssignments/write', GRANT],
      [['GET', CLUSTER], 'Microsoft.ContainerService/managedClusters/read', CLUSTER],
      [['DELETE', VAULT], 'Microsoft.DataProtection/backupVaults/delete', VAULT],
      [['POST', `${CLUSTER}/start`], 'Microsoft.ContainerService/managedClusters/start/action', CLUSTER],
      [
        ['GET', `${GROUP_ID}/providers/Microsoft.ContainerService/managedClusters`],
        'Microsoft.ContainerService/managedClusters/read',
        GROUP_ID,
      ],
      [
        ['GET', GROUP_ID.toLowerCase()],
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        GROUP_ID.toLowerCase(),
      ],
      [
        ['POST', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register`],
        'Microsoft.KubernetesConfiguration/register/action',
        SUBSCRIPTION,
      ],
    ] as const
  ).map(([call, action, scope]) => ({
    fault: { kind: 'authorizationFailed' as const },
    call,
    status: 403,
    headers: { 'x-ms-failure-cause': 'gateway' },
    body: {
      error: {
        code: 'AuthorizationFailed',
        message:
          `${client} does not have authorization to perform action '${action}' over scope '${scope}' ` +
          'or the scope is invalid. If access was recently granted, please refresh your credentials.',
      },
    },
  })),
  {
    fault: {
      kind: 'requestDisallowedByPolicy',
      assignment: { name: 'a', id: `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/a` },
      definition: { name: 'd', id: '/providers/Microsoft.Authorization/policyDefinitions/d' },
    },
    call: ['PUT', VAULT, VAULT_PUT],
    status: 403,
    body: {
      error: {
        code: 'RequestDisallowedByPolicy',
        target: 'v1',
        message:
          `Resource 'v1' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"a","id":"${GROUP_ID}` +
          '/providers/Microsoft.Authorization/policyAssignments/a"},"policyDefinition":{"name":"d",' +
          '"id":"/providers/Microsoft.Authorization/policyDefinitions/d","version":"1.0.0"}}]\'.',
        additionalInfo: [
          {
            type: 'PolicyViolation',
            info: {
              policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/d',
              policyDefinitionName: 'd',
              policyDefinitionEffect: 'deny',
              policyAssignmentId: `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/a`,
              policyAssignmentName: 'a',
              policyAssignmentScope: GROUP_ID,
            },
          },
        ],
      },
    },
  },
  {
    fault: { kind: 'notFound' },
    call: ['GET', CLUSTER],
    status: 404,
    headers: { 'x-ms-failure-cause': 'gateway' },
    body: {
      error: {
        code: 'ResourceNotFound',
        message:
          "The Resource 'Microsoft.ContainerService/managedClusters/c1' under resource group 'rg' was not found. " +
          'For more details please go to https://aka.ms/ARMResourceNotFoundFix',
      },
    },
  },
  {
    fault: { kind: 'notFound', missing: 'resourceGroup' },
    call: ['GET', VAULT],
    status: 404,
    body: { error: { code: 'ResourceGroupNotFound', message: "Resource group 'rg' could not be found." } },
  },
];

test.each(CASES)('$fault.kind to $call.0 $call.1', async ({ fault, call, status, body, headers = {} }) => {
  const [method, id, sent] = call;
  azure.arm.faults.add({ path: '**', fault });
  const answer = await azure.send(method, id, sent);
  expect(answer).toMatchObject({ status, body });
  expect(Object.keys(answer.body)).toEqual(Object.keys(body));
  expect(Object.fromEntries(answer.headers)).toMatchObject(headers);
  expect(azure.arm.faults.list()).toMatchObject([{ met: 1, fired: 1 }]);
});

describe('a refused call', () => {
  test('has no effect, and is counted as every other', async () => {
    azure.arm.faults.add({ method: 'PUT', path: '**', fault: { kind: 'internalServerError' } });
    const { headers } = await azure.send('PUT', `${CLUSTER}-new`, CLUSTER_PUT);
    expect(headers.get('x-ms-ratelimit-remaining-subscription-writes')).toMatch(/^\d+$/);
    expect(azure.arm.state.managedClusters.get(`${CLUSTER}-new`)).toBeUndefined();
  });

  test('needs a token all the same', async () => {
    azure.arm.faults.add({ path: '**', fault: { kind: 'internalServerError' } });
    expect(await azure.send('GET', CLUSTER, undefined, { headers: { authorization: '' } })).toMatchObject({
      status: 401,
    });
  });

  test('without a principal in the rule refuses no caller', async () => {
    azure.arm.faults.add({ path: '**', fault: { kind: 'principalNotFound' } });
    const { body } = await azure.send('DELETE', GRANT);
    expect(body.error.message).toContain('Principal 00000000000000000000000000000000 does not exist');
  });

  test('for the whole tenant speaks of the tenant', async () => {
    azure.arm.faults.add({ path: '**', fault: { kind: 'throttled', retryAfterSeconds: 3 } });
    const { body } = await azure.send('GET', '/subscriptions');
    expect(body.error).toMatchObject({ code: 'TenantRequestsThrottled', message: expect.stringContaining(TENANT_ID) });
  });
});
