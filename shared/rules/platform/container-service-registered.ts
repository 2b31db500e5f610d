import { providerRule } from './provider-rule.ts';

export const containerServiceRegistered = providerRule({
  id: 'BKS-102',
  slug: 'container-service-registered',
  namespace: 'Microsoft.ContainerService',
  need: 'containerServiceProvider',
  why: 'Trusted Access bindings and the state of the cluster come from this resource provider.',
});
