import { afterEach, expect, test } from 'vitest';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

const headlines = () => world.cards.map(({ attachments: [{ content }] }) => content.fallbackText);

test('a cluster that loses what it needs: what was put back at once is reported on one card', async () => {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  const isReady = async () => (await world.state())?.verdict === 'Ready';
  await world.pass(isReady);
  expect(headlines()).toHaveLength(1);
  expect(JSON.stringify(world.cards[0])).toContain('Changes by Backstay');

  const isGrant = ({ call }: { readonly call: string }) => call.startsWith('PUT ') && call.includes('roleAssignments');
  const grant = must(world.requests.find(isGrant));
  const taken = await world.send('DELETE', grant.call.replace('PUT ', ''), '2022-04-01');
  expect(taken.ok).toBe(true);
  await world.pass(() => false, 48);
  const [ready, again, ...more] = headlines();
  expect(ready).toContain('is ready for backup');
  expect(again).toContain('something was missing');
  expect(more).toEqual([]);
  expect(JSON.stringify(world.cards[1])).toContain('Restored by Backstay');
});
