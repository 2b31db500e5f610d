import { defineRule, missing, pending, satisfied } from '../define-rule.ts';
import { KUBERNETES_CONFIGURATION_REGISTERED } from '../rule-ids.ts';

export const kubernetesConfigurationRegistered = defineRule({
  id: KUBERNETES_CONFIGURATION_REGISTERED,
  slug: 'kubernetes-configuration-registered',
  title: 'Microsoft.KubernetesConfiguration is registered',
  failureTitle: 'Microsoft.KubernetesConfiguration is not registered',
  why: "Extensions of a cluster belong to this resource provider; unregistered, the backup extension can't be installed.",
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#resource-provider-registrations',
  serviceErrors: ['MissingSubscriptionRegistration'],
  fix: 'providerRegistration',
  needs: ['kubernetesConfigurationProvider'],

  evaluate({ kubernetesConfigurationProvider: { namespace, subscriptionId, state } }) {
    const evidence = { registrationState: state, subscriptionId };
    switch (state.toLowerCase()) {
      case 'registered':
        return satisfied('Registered', `${namespace} is registered.`, evidence);
      case 'registering':
        return pending('Registering', `${namespace} is being registered; Azure may take ten minutes.`, evidence);
      case 'unregistering':
        return pending('Unregistering', `${namespace} is being unregistered by someone.`, evidence);
      default:
        return missing(
          'NotRegistered',
          `${namespace} is not registered in subscription ${subscriptionId}.`,
          { kind: 'providerRegistration', subscriptionId, namespace },
          evidence,
        );
    }
  },
});
