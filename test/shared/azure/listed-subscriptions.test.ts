import { expect, test } from 'vitest';
import { listedSubscriptionCalls } from '../../../shared/azure/listed-subscriptions.ts';
import { answered, FORBIDDEN } from '../../support/arm-port.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const row = (properties: unknown, name: unknown = 'Contoso', subscriptionId: unknown = ID.toUpperCase()) => ({
  subscriptionId,
  name,
  properties,
});
const chain = [{ name: 'MG-Shops', displayName: 'Shops' }, { name: 'tenant' }, { displayName: 'no name' }];

test.each<[string, object, object | undefined]>([
  [
    'is read with the groups above it',
    row({ state: 'Enabled', managementGroupAncestorsChain: chain }),
    { id: ID, name: 'Contoso', managementGroups: ['mg-shops', 'tenant'] },
  ],
  ['without a chain is in no group', row({}), { id: ID, name: 'Contoso', managementGroups: [] }],
  ['that is disabled is left out', row({ state: 'Disabled', managementGroupAncestorsChain: chain }), undefined],
  [
    'with a name that would change a terminal loses it',
    row({}, 'a\u001b[31mb\u202ec'),
    { id: ID, name: 'a[31mbc', managementGroups: [] },
  ],
  ['without an id is left out', row({}, 'x', 7), undefined],
])('a subscription %s', async (_, answer, expected) => {
  const calls = listedSubscriptionCalls({ queryResourceGraph: async () => answered([answer as never]) });
  expect(await calls.listSubscriptions()).toMatchObject({ ok: true, value: expected === undefined ? [] : [expected] });
});

test('a refusal is passed on', async () => {
  const calls = listedSubscriptionCalls({ queryResourceGraph: async () => FORBIDDEN });
  expect(await calls.listSubscriptions()).toBe(FORBIDDEN);
});
