import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { ProviderRegistration } from '../model/azure.ts';
import type { ProviderRegistrationRemedy } from '../model/remedy.ts';
import { subscriptionScope } from '../model/resource-id.ts';
import { observationOf, type Remediator } from './define.ts';

/** Registers a resource provider. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types */
export const providerRegistration: Remediator<ProviderRegistrationRemedy> = {
  kind: 'providerRegistration',
  risk: 'harmless',
  longRunning: true,

  key: ({ kind, subscriptionId, namespace }) => uuid5(kind, subscriptionId, namespace),
  describe: ({ namespace, subscriptionId }) => `Register ${namespace} in subscription ${subscriptionId}`,
  effect: ({ namespace, subscriptionId }) =>
    `Resources of ${namespace} can be made in subscription ${subscriptionId}, by those who have the right to; nothing is made by it.`,
  undoText: 'It is not undone: others in the subscription may rely on it by then.',
  permissions({ namespace, subscriptionId }) {
    const scope = subscriptionScope(subscriptionId);
    return [
      { action: `${namespace}/register/action`, scope },
      { action: 'Microsoft.Resources/subscriptions/providers/read', scope },
    ];
  },
  lane: () => undefined,
  undo: {
    never:
      'A registration is not taken back: others in the subscription may rely on it by now, and it grants nobody anything.',
  },

  async observe({ subscriptionId, namespace }, arm) {
    return observationOf(await arm.getProvider(subscriptionId, namespace), (provider) => {
      switch (provider.state.toLowerCase()) {
        case 'registered':
          return { state: 'done', after: evidenceOf(provider) };
        case 'registering':
          return { state: 'running' };
        default:
          return { state: 'absent' };
      }
    });
  },

  async apply({ subscriptionId, namespace }, _, arm): Promise<ActionResult> {
    const answer = await arm.registerProvider(subscriptionId, namespace);
    const { trace } = answer;
    if (!answer.ok) return { status: 'failed', failure: answer.failure, trace };
    return answer.value.state.toLowerCase() === 'registered'
      ? { status: 'applied', after: evidenceOf(answer.value), trace }
      : { status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace };
  },
};

function evidenceOf({ namespace, state }: ProviderRegistration) {
  return { namespace, registrationState: state };
}
