import { PROVIDERS } from '../resource-types.ts';

export type RegistrationState = 'NotRegistered' | 'Registering' | 'Registered' | 'Unregistering' | 'Unregistered';

export interface Subscription {
  readonly id: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** By namespace in lower case. */
  readonly registrations: ReadonlyMap<string, RegistrationState>;
}

export function newSubscription(subscriptionId: string, tenantId: string): Subscription {
  const registrations = new Map<string, RegistrationState>();
  for (const { namespace, registration } of PROVIDERS) {
    registrations.set(namespace.toLowerCase(), registration === 'notRegistered' ? 'NotRegistered' : 'Registered');
  }
  return { id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, registrations };
}

export function withRegistration(
  subscription: Subscription,
  namespace: string,
  registrationState: RegistrationState,
): Subscription {
  const registrations = new Map(subscription.registrations).set(namespace.toLowerCase(), registrationState);
  return { ...subscription, registrations };
}
