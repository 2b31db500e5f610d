import { uuid5 } from '../lib/uuid5.ts';
import type { ProviderRegistrationRemedy } from '../model/remedy.ts';
import { subscriptionScope } from '../model/resource-id.ts';
import { az } from '../steps/az.ts';
import type { Change } from './define.ts';
import {
  CLUSTER_IDENTITY,
  NOT_PROTECTED_ELSEWHERE,
  NOT_STOPPED,
  SNAPSHOT_GROUP,
  STORAGE_ACCOUNT,
  VAULT_PLACE,
  WRITABLE,
} from './preconditions.ts';
import { SUBSCRIPTION } from './samples.ts';

/**
 * Registers a resource provider.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export const providerRegistration = {
  kind: 'providerRegistration',
  order: 10,
  allowed: 'byDefault',
  risk: 'harmless',
  longRunning: true,
  preconditions: [
    NOT_STOPPED,
    CLUSTER_IDENTITY,
    {
      ...VAULT_PLACE,
      harmless: [
        {
          outcome: 'blocked',
          reasons: ['Blocked'],
          because: 'A vault can only be created after its provider is registered.',
        },
      ],
    },
    STORAGE_ACCOUNT,
    WRITABLE,
    {
      ...SNAPSHOT_GROUP,
      harmless: [
        { outcome: 'missing', reasons: ['NoGroup'], because: 'The group and the registration do not need each other.' },
      ],
    },
    NOT_PROTECTED_ELSEWHERE,
  ],
  role: {
    title: 'Provider Registrar',
    description: 'Registers the resource providers that AKS backup needs.',
    places: ['registration'],
    actions: [
      'Microsoft.ContainerService/register/action',
      'Microsoft.DataProtection/register/action',
      'Microsoft.KubernetesConfiguration/register/action',
    ],
  },
  review: {
    why: 'extensions, clusters and vaults work only in subscriptions where their providers are registered',
  },
  sentence: 'Backstay registers the resource provider in the subscription.',
  sample: {
    kind: 'providerRegistration',
    subscriptionId: SUBSCRIPTION,
    namespace: 'Microsoft.KubernetesConfiguration',
  },

  key: ({ kind, subscriptionId, namespace }) => uuid5(kind, subscriptionId, namespace),
  describe: ({ namespace, subscriptionId }) => `Register ${namespace} in subscription ${subscriptionId}`,
  effect: ({ namespace, subscriptionId }) =>
    `Identities that have the right to can create resources of ${namespace} in subscription ${subscriptionId}. The registration itself creates nothing and costs nothing.`,
  undoText: 'It is not undone: others in the subscription may rely on it by then.',
  permissions({ namespace, subscriptionId }) {
    const scope = subscriptionScope(subscriptionId);
    return [
      { action: `${namespace}/register/action`, scope },
      { action: 'Microsoft.Resources/subscriptions/providers/read', scope },
    ];
  },
  lane: () => undefined,
  commands: ({ remedy: { subscriptionId, namespace } }) => [
    az('provider register', { subscription: subscriptionId, namespace }),
  ],
  declare: ({ remedy: { subscriptionId, namespace } }) => ({ kind: 'registration', subscriptionId, namespace }),
  undo: {
    never: 'A registration is not undone: others in the subscription may rely on it by now, and it gives no access.',
  },
} satisfies Change<ProviderRegistrationRemedy>;
