import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MANAGEMENT_GROUP_ID } from '../../../../local/azure/arm/state/management-group.ts';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const PRIVILEGED = '/providers/Microsoft.Authorization/policyDefinitions/95edb821-ddaf-4404-9732-666045e056b4';
const definition = (scope: string) => `${scope}/providers/Microsoft.Authorization/policyDefinitions/no-snapshots`;
const set = (scope: string) => `${scope}/providers/Microsoft.Authorization/policySetDefinitions/all`;
const ASSIGNMENT = `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/one`;
const RULE = {
  if: { field: 'type', equals: 'Microsoft.Compute/snapshots' },
  // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
  then: { effect: "[parameters('effect')]" },
};
const PROPERTIES = {
  displayName: 'No snapshots',
  mode: 'All',
  parameters: { effect: { type: 'String', defaultValue: 'deny' }, where: { type: 'String' } },
  policyRule: RULE,
};

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
});
afterEach(() => azure.arm.close());

async function rowsOf(type: string): Promise<readonly { readonly id: string; readonly properties: object }[]> {
  const query = `policyresources | where type =~ '${type}' | project id, properties`;
  const { body } = await azure.send('POST', '/providers/Microsoft.ResourceGraph/resources', {
    subscriptions: [SUBSCRIPTION_ID],
    query,
    options: { authorizationScopeFilter: 'AtScopeAboveAndBelow' },
  });
  return body.data;
}

describe('a policy of a customer', () => {
  test.each([SUBSCRIPTION, MANAGEMENT_GROUP_ID])('is kept at %s, and Resource Graph shows it', async (scope) => {
    const put = await azure.send('PUT', definition(scope), { properties: PROPERTIES });
    expect(put).toMatchObject({
      status: 201,
      body: {
        id: definition(scope),
        name: 'no-snapshots',
        properties: { ...PROPERTIES, policyType: 'Custom', version: '1.0.0' },
      },
    });
    expect((await azure.send('GET', definition(scope))).body).toEqual(put.body);
    const rows = await rowsOf('microsoft.authorization/policydefinitions');
    expect(rows.find(({ id }) => id === definition(scope))?.properties).toMatchObject({ policyRule: RULE });
    const { body } = await azure.send('GET', definition(SUBSCRIPTION).replace('/no-snapshots', ''));
    expect(body.value.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining([PRIVILEGED, definition(scope)]),
    );
  });

  test('has the mode Indexed where none is given', async () => {
    const { body } = await azure.send('PUT', definition(SUBSCRIPTION), { properties: { policyRule: RULE } });
    expect(body.properties).toMatchObject({ mode: 'Indexed', parameters: {} });
  });

  test('is assigned with the parameters that it has, and cannot go as long as it is', async () => {
    await azure.send('PUT', definition(SUBSCRIPTION), { properties: PROPERTIES });
    const assign = (parameters: object) =>
      azure.send('PUT', ASSIGNMENT, { properties: { policyDefinitionId: definition(SUBSCRIPTION), parameters } });
    expect((await assign({})).body.error.code).toBe('MissingPolicyParameter');
    expect(await assign({ where: { value: 'x' } })).toMatchObject({
      status: 201,
      body: { properties: { definitionVersion: '1.*.*' } },
    });
    expect(await azure.send('DELETE', definition(SUBSCRIPTION))).toMatchObject({
      status: 409,
      body: { error: { code: 'PolicyDefinitionInUse' } },
    });
    await azure.send('DELETE', ASSIGNMENT);
    expect((await azure.send('DELETE', definition(SUBSCRIPTION))).status).toBe(200);
    expect((await azure.send('DELETE', definition(SUBSCRIPTION))).status).toBe(204);
    expect((await azure.send('GET', definition(SUBSCRIPTION))).body.error.code).toBe('PolicyDefinitionNotFound');
  });

  test.each([
    ['at a resource group', definition(GROUP_ID), PROPERTIES, 'InvalidPolicyDefinitionScope'],
    ['without a rule', definition(SUBSCRIPTION), { mode: 'All' }, 'InvalidPolicyRule'],
    [
      'without an effect',
      definition(SUBSCRIPTION),
      // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
      { policyRule: { if: {}, then: {} } },
      'InvalidPolicyRule',
    ],
  ])('is refused %s', async (_, id, properties, code) => {
    expect(await azure.send('PUT', id, { properties })).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

describe('a set of policies of a customer', () => {
  test('has members that exist, each with a reference', async () => {
    const policyDefinitions = [{ policyDefinitionId: PRIVILEGED }, { policyDefinitionId: definition(SUBSCRIPTION) }];
    const put = () => azure.send('PUT', set(SUBSCRIPTION), { properties: { policyDefinitions } });
    expect(await put()).toMatchObject({ status: 404, body: { error: { code: 'PolicyDefinitionNotFound' } } });
    await azure.send('PUT', definition(SUBSCRIPTION), { properties: PROPERTIES });
    expect(await put()).toMatchObject({
      status: 201,
      body: {
        properties: {
          policyType: 'Custom',
          policyDefinitions: [{ policyDefinitionReferenceId: '1' }, { policyDefinitionReferenceId: '2' }],
        },
      },
    });
    expect((await put()).status).toBe(200);
    const rows = await rowsOf('microsoft.authorization/policysetdefinitions');
    expect(rows.map(({ id }) => id)).toContain(set(SUBSCRIPTION));
    const assigned = await azure.send('PUT', ASSIGNMENT, { properties: { policyDefinitionId: set(SUBSCRIPTION) } });
    expect(assigned.status).toBe(201);
  });
});
