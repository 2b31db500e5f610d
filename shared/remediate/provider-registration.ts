import type { ActionResult } from '../model/action.ts';
import type { ProviderRegistration } from '../model/azure.ts';
import type { ProviderRegistrationRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator } from './define.ts';

/**
 * Registers a resource provider.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export const providerRegistration = {
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
} satisfies Remediator<ProviderRegistrationRemedy>;

function evidenceOf({ namespace, state }: ProviderRegistration) {
  return { namespace, registrationState: state };
}
