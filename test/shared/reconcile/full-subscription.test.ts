/** A subscription at its limit of role assignments, on the local Resource Manager. */
import { afterEach, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import { sweepGraph } from '../../../shared/jobs/graph-sweep.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import { ROLE_ASSIGNMENTS_LEFT } from '../../../shared/rules/rule-ids.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const OTHERS = 'aaaaaaaa-0000-4000-8000-000000000000';
const grants = () => world.requests.filter(({ call }) => call.startsWith('PUT ') && call.includes('roleAssignments'));
const finding = async () =>
  must((await world.state())?.conditions.find(({ ruleId }) => ruleId === ROLE_ASSIGNMENTS_LEFT));

/** Other teams have granted so many roles before. */
async function startAt(assignments: number): Promise<void> {
  world = await createVirtualWorld();
  await world.prepare();
  const { roleAssignments } = world.arm.state;
  const own = roleAssignments.all().length;
  for (let index = own; index < assignments; index++) {
    const name = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const properties = {
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ROLES.Reader}`,
      principalId: OTHERS,
      principalType: 'User' as const,
      scope: `${SUBSCRIPTION}/resourceGroups/${index}`,
      condition: null,
      conditionVersion: null,
      createdOn: '2026-01-01T00:00:00Z',
      updatedOn: '2026-01-01T00:00:00Z',
      createdBy: OTHERS,
      updatedBy: OTHERS,
      delegatedManagedIdentityResourceId: null,
      description: null,
    };
    const id = `${properties.scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    roleAssignments.set({ properties, id, type: 'Microsoft.Authorization/roleAssignments', name });
  }
  await world.createCluster();
}

function removeOthers(count: number): void {
  const { roleAssignments } = world.arm.state;
  const others = roleAssignments.all().filter(({ properties }) => properties.principalId === OTHERS);
  for (const { id } of others.slice(0, count)) roleAssignments.delete(id);
}

test('a full subscription is a finding before any grant is refused, and grants follow once there is room', async () => {
  await startAt(4000);
  await world.pass(async () => (await world.state())?.verdict === 'NeedsPerson', 2);
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', verdictReason: 'RoleAssignmentLimitReached' });
  expect(await finding()).toMatchObject({ outcome: 'manual', reason: 'RoleAssignmentLimitReached' });
  expect(grants()).toEqual([]);
  expect(JSON.stringify(world.cards.at(-1))).toContain('4000 of the 4000 role assignments');

  await sweepGraph(world.ports);
  removeOthers(100);
  await world.timeline.advanceTo(new Date(world.timeline.now().getTime() + 900_000));
  await sweepGraph(world.ports);
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  expect(await world.state()).toMatchObject({ verdict: 'Ready' });
  expect(grants().length).toBeGreaterThan(0);
});

test('at 80 % the finding is shown, and the cluster becomes ready', async () => {
  await startAt(3300);
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  expect(await world.state()).toMatchObject({ verdict: 'Ready', verdictReason: 'RequiredSatisfied' });
  expect(await finding()).toMatchObject({ outcome: 'manual', reason: 'RoleAssignmentsRunningOut' });
});

test('a grant that fills the last place is made, and the next one is refused and explained', async () => {
  await startAt(3999);
  await world.pass(() => false, 2);
  expect(world.arm.state.roleAssignments.all()).toHaveLength(4000);
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
});
