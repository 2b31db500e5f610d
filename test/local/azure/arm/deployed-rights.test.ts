import { expect, test } from 'vitest';
import type { DeployedRights } from '../../../../local/azure/arm/providers/authorization/deployed-rights.ts';
import { startArm } from '../../../../local/azure/arm/start-arm.ts';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../../../local/demo/world.ts';
import { deployed, guidFor } from '../../../support/rights.ts';

const SCOPE = `/subscriptions/${SUBSCRIPTION_ID}`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const principalId = guidFor('somebody');

const start = (rights: DeployedRights) =>
  startArm({ rights, subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }] });

test('what is deployed can be seen, and nothing else of the deployment counts', async () => {
  const rights = deployed({ principalId, scope: SCOPE, role: { actions: ['*/read'] } });
  const others = [{ id: `${SCOPE}/resourceGroups/rg`, type: 'Microsoft.Resources/resourceGroups' }];
  const arm = await start({ predictedResources: [...others, ...rights.predictedResources] });
  expect(arm.state.customRoles.all()).toMatchObject([
    { properties: { roleName: 'Role 0', permissions: [{ notActions: [] }] } },
  ]);
  expect(arm.state.roleAssignments.all()).toMatchObject([
    { properties: { scope: SCOPE, principalId, condition: null } },
  ]);
  expect(arm.state.resourceGroups.all()).toEqual([]);
  await arm.close();
});

const [assignment] = deployed({ principalId, scope: SCOPE, role: READER }).predictedResources as [
  { id: string; type: string; properties: object },
];
const changed = (properties: object) => ({ ...assignment, properties: { ...assignment.properties, ...properties } });

test.each<[string, object, RegExp]>([
  ['a role that there is not', changed({ roleDefinitionId: `${SCOPE}/x/${guidFor('x')}` }), /there is no role/],
  ['a condition that is none', changed({ condition: 'x' }), /the condition is wrong, at character 1/],
  ['a version that is none', changed({ conditionVersion: '1.0' }), /conditionVersion/],
  ['a principal that is none', changed({ principalId: "[parameters('principalId')]" }), /principalId/],
  ['a role that was left open', changed({ roleDefinitionId: "[resourceId('x')]" }), /left to the deployment/],
  ['an id that was left open', { ...assignment, id: "[guid('x')]" }, /left to the deployment/],
])('%s stops the start, and is named', async (_, resource, problem) => {
  const rights = { predictedResources: [resource as typeof assignment] };
  await expect(start(rights)).rejects.toThrow(problem);
  await expect(start(rights)).rejects.toThrow((resource as typeof assignment).id);
});

test('a role that is assigned outside of the scopes that it is for stops the start', async () => {
  const scope = '/subscriptions/99999999-0000-4000-8000-000000000009';
  const rights = deployed({ principalId, scope, role: { actions: ['*/read'] } });
  await expect(start(rights)).rejects.toThrow(`its role may be assigned only at ${SCOPE}`);
});
