/** Two deployments that change the same thing back and forth, on the local Resource Manager. */
import { afterEach, expect, test } from 'vitest';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

test('a grant that another deployment removes again and again is made three times, and then a person is notified', async () => {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready');

  const finding = must((await world.state())?.conditions.find(({ ruleId }) => ruleId === 'BKS-413'));
  const grants = () => world.requests.filter(({ call }) => call.startsWith('PUT ') && call.includes('roleAssignments'));
  const assignment = must(/\/subscriptions\S+/.exec(String(finding.evidence.assignment))?.[0]);
  const before = grants().length;
  for (let day = 0; day < 4; day++) {
    await world.send('DELETE', assignment, '2022-04-01');
    await world.pass(() => false, 15);
  }

  expect(grants().length - before).toBe(2);
  const state = must(await world.state());
  expect(state.verdict).toBe('NeedsPerson');
  expect(state.conditions.find(({ ruleId }) => ruleId === 'BKS-413')?.progress).toMatchObject({
    state: 'skipped',
    reason: 'Contested',
  });
  expect(JSON.stringify(world.cards.at(-1))).toContain('each time it was changed back');
});
