import { expect, test } from 'vitest';
import { kubernetesConfigurationRegistered } from '../../../../shared/rules/platform/kubernetes-configuration-registered.ts';
import { READY, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['Registered', 'satisfied', 'Registered'],
  ['registered', 'satisfied', 'Registered'],
  ['Registering', 'pending', 'Registering'],
  ['Unregistering', 'pending', 'Unregistering'],
  ['NotRegistered', 'missing', 'NotRegistered'],
  ['Unregistered', 'missing', 'NotRegistered'],
  ['', 'missing', 'NotRegistered'],
])('a registration that is "%s" is %s', (state, outcome, reason) => {
  const provider = { ...READY.kubernetesConfigurationProvider, state };
  const finding = judge(kubernetesConfigurationRegistered, { kubernetesConfigurationProvider: provider });
  expect(finding).toMatchObject({ outcome, reason, evidence: { registrationState: state } });
});

test('the remedy registers it in the subscription of the cluster', () => {
  const provider = { ...READY.kubernetesConfigurationProvider, state: 'NotRegistered' };
  expect(judge(kubernetesConfigurationRegistered, { kubernetesConfigurationProvider: provider })).toMatchObject({
    remedy: {
      kind: 'providerRegistration',
      subscriptionId: SUBSCRIPTION,
      namespace: 'Microsoft.KubernetesConfiguration',
    },
  });
});
