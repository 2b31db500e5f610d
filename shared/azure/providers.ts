import type { Provider } from '@azure/arm-resources';
import type { ProviderRegistration } from '../model/azure.ts';
import type { Arm } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { text } from './shapes.ts';

/**
 * Registration has no operation to follow: it answers at once, and the provider itself shows when
 * it is done.
 */
export function providerCalls({ ask, resources }: Connection): Pick<Arm, 'getProvider' | 'registerProvider'> {
  return {
    async getProvider(subscriptionId, namespace) {
      const { providers } = await resources(subscriptionId);
      return ask(() => providers.get(namespace), readIn(subscriptionId, namespace));
    },
    async registerProvider(subscriptionId, namespace) {
      const { providers } = await resources(subscriptionId);
      return ask(() => providers.register(namespace), readIn(subscriptionId, namespace));
    },
  };
}

function readIn(subscriptionId: string, namespace: string) {
  return (provider: Provider): ProviderRegistration => {
    const state = text(provider.registrationState);
    if (state === undefined) throw new UnreadableAnswer('a provider without its registration state');
    return { subscriptionId, namespace: text(provider.namespace) ?? namespace, state };
  };
}
