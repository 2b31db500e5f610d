import type { Action } from '../../shared/model/plan.ts';
import type { Target } from '../../shared/model/target.ts';
import { CLUSTER_ID, PROFILE, SUBSCRIPTION } from './facts.ts';

export const TARGET: Target = { clusterId: CLUSTER_ID, profile: PROFILE.name };

export const ACTION: Action = {
  key: 'key-of-the-action',
  ruleIds: ['BKS-101'],
  remedy: {
    kind: 'providerRegistration',
    subscriptionId: SUBSCRIPTION,
    namespace: 'Microsoft.KubernetesConfiguration',
  },
  text: 'Register Microsoft.KubernetesConfiguration',
  risk: 'harmless',
  permissions: [],
};
