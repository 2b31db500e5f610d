/**
 * A person changes a thing between the assessment and the write: their work stays, and the target
 * is assessed again.
 */
import { afterEach, expect, test } from 'vitest';
import { ACCOUNT_ID } from '../../../local/demo/world.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { createRunActions } from '../../../shared/remediate/run-actions.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

const setBypass = (bypass: string) =>
  world.send('PATCH', ACCOUNT_ID, '2023-05-01', {
    properties: { networkAcls: { defaultAction: 'Deny', bypass, ipRules: [], virtualNetworkRules: [] } },
  });

async function bypassNow(): Promise<string> {
  const account = await (await world.send('GET', ACCOUNT_ID, '2023-05-01')).json();
  return (account as { properties: { networkAcls: { bypass: string } } }).properties.networkAcls.bypass;
}

test('a bypass that changes under the plan is not written over, and is written on its new state afterwards', async () => {
  world = await createVirtualWorld({ profile: { allow: ['storageBypass'] } });
  await world.prepare();
  await setBypass('Logging');
  await world.pass(() => world.timeline.nextDue() === undefined);
  await world.createCluster();
  await world.timeline.advanceTo(must(world.timeline.nextDue()));

  let interfered = false;
  const seen: string[] = [];
  const azure: Arm = {
    ...world.azure,
    async getNetworkRules(id) {
      if (!interfered) await setBypass('Metrics');
      interfered = true;
      return world.azure.getNetworkRules(id);
    },
    async setStorageBypass(id, bypass, over) {
      seen.push(bypass.join(', '));
      return world.azure.setStorageBypass(id, bypass, over);
    },
  };
  const ports: Ports = { ...world.ports, arm: azure, runActions: createRunActions(azure) };
  await world.ports.targets.markDirty(world.target, world.timeline.now());
  await reconcile(world.target, 'one', ports);
  expect(interfered).toBe(true);
  expect(seen).toEqual([]);
  expect(await bypassNow()).toBe('Metrics');
  const refused = world.story.filter(({ body }) => body.type === 'actionFailed');
  expect(refused).toMatchObject([{ body: { failure: { code: 'ChangedSincePlanned' } } }]);
  const condition = (await world.state())?.conditions.find(({ ruleId }) => ruleId === 'BKS-502');
  expect(condition?.evidence).toMatchObject({ bypass: ['Metrics'] });

  await world.pass(async () => (await bypassNow()).includes('AzureServices'), 1);
  expect(await bypassNow()).toBe('Metrics, AzureServices');
});

test('a condition that a person puts on a grant of Backstay stays, and the verdict says so', async () => {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  const at = `${ACCOUNT_ID}/providers/Microsoft.Authorization/roleAssignments`;
  const { value } = (await (await world.send('GET', at, '2022-04-01')).json()) as {
    value: { id: string; properties: { scope: string; roleDefinitionId: string } & Record<string, unknown> }[];
  };
  const grant = must(value.find(({ properties }) => /ba92f5b4/.test(properties.roleDefinitionId)));
  const { roleDefinitionId, principalId } = grant.properties;
  const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
  const properties = {
    roleDefinitionId,
    principalId,
    principalType: 'ServicePrincipal',
    condition,
    conditionVersion: '2.0',
  };
  expect((await world.send('PUT', grant.id, '2022-04-01', { properties })).status).toBe(201);

  await world.pass(() => false, 30);
  const after = await (await world.send('GET', grant.id, '2022-04-01')).json();
  expect(after).toMatchObject({ properties: { condition } });
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', verdictReason: 'ConditionalAssignment' });
});
