import { describe, expect, test } from 'vitest';
import { containerServiceRegistered } from '../../../../shared/rules/platform/container-service-registered.ts';
import { dataProtectionRegistered } from '../../../../shared/rules/platform/data-protection-registered.ts';
import { kubernetesConfigurationRegistered } from '../../../../shared/rules/platform/kubernetes-configuration-registered.ts';
import { forbidden, known, READY, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const ROWS = [
  [kubernetesConfigurationRegistered, 'kubernetesConfigurationProvider', 'Microsoft.KubernetesConfiguration'],
  [containerServiceRegistered, 'containerServiceProvider', 'Microsoft.ContainerService'],
  [dataProtectionRegistered, 'dataProtectionProvider', 'Microsoft.DataProtection'],
] as const;

describe.each(ROWS)('$slug', (rule, need, namespace) => {
  test.each([
    ['Registered', 'satisfied', 'Registered'],
    ['registered', 'satisfied', 'Registered'],
    ['Registering', 'pending', 'Registering'],
    ['Unregistering', 'pending', 'Unregistering'],
    ['NotRegistered', 'missing', 'NotRegistered'],
    ['Unregistered', 'missing', 'NotRegistered'],
    ['SomethingNew', 'missing', 'NotRegistered'],
  ])('%s: %s', (state, outcome, reason) => {
    expect(judge(rule, { [need]: { ...READY[need], state } })).toMatchObject({ outcome, reason });
  });

  test('asks for the registration where it is missing', () => {
    expect(judge(rule, { [need]: { ...READY[need], state: 'NotRegistered' } })).toMatchObject({
      remedy: { kind: 'providerRegistration', subscriptionId: SUBSCRIPTION, namespace },
    });
  });

  test('is unknown where it may not be read, and says by which right it could be', () => {
    expect(judgeFacts(rule, { ...known(READY), ...forbidden(need) })).toMatchObject({
      outcome: 'unknown',
      steps: [expect.stringContaining('Microsoft.Resources/subscriptions/providers/read')],
    });
  });
});
