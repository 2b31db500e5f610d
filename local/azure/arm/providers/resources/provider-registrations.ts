import { registrationHangs } from '../../faults/registration-fault.ts';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { gatewayError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { REGIONS } from '../regions.ts';
import { findProvider, PROVIDERS, type ProviderDefinition } from '../resource-types.ts';
import { type RegistrationState, type Subscription, withRegistration } from './subscription.ts';

const PROVIDER = '/subscriptions/:subscriptionId/providers/:namespace';

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export function routeProviderRegistrations(app: ArmApp, platform: Platform): void {
  app.get('/subscriptions/:subscriptionId/providers', (c) => {
    const subscription = requireSubscription(c, platform);
    const providers = PROVIDERS.map((provider) => describe(subscription, provider));
    return c.json(pageOf(c, platform, providers));
  });
  app.get(PROVIDER, (c) => c.json(describe(requireSubscription(c, platform), requireProvider(c))));

  app.post(`${PROVIDER}/register`, (c) => {
    const provider = requireProvider(c);
    const state = registrationOf(requireSubscription(c, platform), provider);
    if (state === 'Registered' || state === 'Registering') {
      return c.json(describe(requireSubscription(c, platform), provider));
    }
    return change(c, platform, provider, {
      action: 'register',
      duration: 'providerRegistration',
      during: 'Registering',
      after: 'Registered',
    });
  });

  app.post(`${PROVIDER}/unregister`, (c) => {
    const provider = requireProvider(c);
    if (provider.registration === 'free') {
      throw gatewayError(
        400,
        'CannotUnregisterRegistrationFreeResourceProvider',
        `The resource provider '${provider.namespace}' does not need registration.`,
      );
    }
    return change(c, platform, provider, {
      action: 'unregister',
      duration: 'providerUnregistration',
      during: 'Unregistering',
      after: 'Unregistered',
    });
  });
}

interface RegistrationChange {
  readonly action: 'register' | 'unregister';
  readonly duration: 'providerRegistration' | 'providerUnregistration';
  readonly during: RegistrationState;
  readonly after: RegistrationState;
}

/** Answers at once; there is no operation to watch but the registration itself. */
function change(
  c: ArmContext,
  platform: Platform,
  provider: ProviderDefinition,
  { action, duration, during, after }: RegistrationChange,
): Response {
  const { state, operations, events } = platform;
  const subscription = state.subscriptions.set(
    withRegistration(requireSubscription(c, platform), provider.namespace, during),
  );
  if (action === 'unregister' || !registrationHangs(c, platform)) {
    operations.start({
      resourceId: subscription.id,
      duration,
      finish: () => {
        const current = state.subscriptions.get(subscription.id) ?? subscription;
        state.subscriptions.set(withRegistration(current, provider.namespace, after));
        return undefined;
      },
    });
  }
  const resourceId = `${subscription.id}/providers/${provider.namespace}`;
  events.publish({ kind: 'Action', outcome: 'Success', resourceId, action, origin: originOf(c) });
  return c.json(describe(subscription, provider));
}

function requireSubscription(c: ArmContext, { state }: Platform): Subscription {
  const id = `/subscriptions/${c.req.param('subscriptionId')}`;
  const subscription = state.subscriptions.get(id);
  if (subscription === undefined)
    throw gatewayError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  return subscription;
}

function requireProvider(c: ArmContext): ProviderDefinition {
  const namespace = c.req.param('namespace') ?? '';
  const provider = findProvider(namespace);
  if (provider !== undefined) return provider;
  throw gatewayError(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
}

function registrationOf(subscription: Subscription, provider: ProviderDefinition): RegistrationState {
  return subscription.registrations.get(provider.namespace.toLowerCase()) ?? 'NotRegistered';
}

function describe(subscription: Subscription, provider: ProviderDefinition): object {
  return {
    id: `${subscription.id}/providers/${provider.namespace}`,
    namespace: provider.namespace,
    registrationPolicy: provider.registration === 'free' ? 'RegistrationFree' : 'RegistrationRequired',
    registrationState: registrationOf(subscription, provider),
    resourceTypes: provider.resourceTypes.map((type) => ({
      ...type,
      locations: REGIONS.map(({ displayName }) => displayName),
      capabilities: 'None',
    })),
  };
}
