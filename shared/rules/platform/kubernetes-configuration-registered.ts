import { KUBERNETES_CONFIGURATION_REGISTERED } from '../rule-ids.ts';
import { providerRule } from './provider-rule.ts';

export const kubernetesConfigurationRegistered = providerRule({
  id: KUBERNETES_CONFIGURATION_REGISTERED,
  slug: 'kubernetes-configuration-registered',
  namespace: 'Microsoft.KubernetesConfiguration',
  need: 'kubernetesConfigurationProvider',
  why: "Extensions of a cluster belong to this resource provider; unregistered, the backup extension can't be installed.",
});
