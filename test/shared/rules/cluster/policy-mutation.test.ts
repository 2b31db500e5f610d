import { expect, test } from 'vitest';
import type { GatekeeperPolicy } from '../../../../shared/model/policy.ts';
import { policyMutation } from '../../../../shared/rules/cluster/policy-mutation.ts';
import { forbidden, known, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import { DENYING, policies } from '../../../support/policies.ts';

test.each<[string, Partial<GatekeeperPolicy>, string]>([
  ['mutates', { effect: 'mutate' }, 'manual'],
  ['mutates, in other letters', { effect: 'Mutate' }, 'manual'],
  ['denies', {}, 'satisfied'],
  ['mutates elsewhere', { effect: 'mutate', namespaces: ['shop'] }, 'satisfied'],
  ['mutates all but ours', { effect: 'mutate', excludedNamespaces: ['dataprotection-microsoft'] }, 'satisfied'],
  ['mutates and is not enforced', { effect: 'mutate', enforced: false }, 'satisfied'],
  ['has an effect that is not returned', { effect: undefined }, 'satisfied'],
])('a policy that %s', (_, changes, outcome) => {
  const finding = judge(policyMutation, { gatekeeperPolicies: policies({ ...DENYING, ...changes }) });
  expect(finding).toMatchObject({ outcome, severity: 'recommended' });
});

test('does not apply without the add-on', () => {
  expect(judge(policyMutation, { gatekeeperPolicies: 'absent' })).toMatchObject({ outcome: 'notApplicable' });
});

test('is unknown where policies may not be read', () => {
  expect(judgeFacts(policyMutation, { ...known(READY), ...forbidden('gatekeeperPolicies') })).toMatchObject({
    outcome: 'unknown',
  });
});
