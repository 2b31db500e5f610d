import { type Azure, after } from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Call, Handler } from '../server/call.ts';
import { ArmError, armError, GATEWAY } from '../server/errors.ts';
import type { JsonObject } from '../server/json.ts';

/** What every fresh subscription has, and what it has not: extensions must be registered by whoever wants them. */
const NAMESPACES: Readonly<Record<string, { readonly namespace: string; readonly state: string }>> = Object.fromEntries(
  [
    ['Microsoft.Authorization', 'Registered'],
    ['Microsoft.ContainerService', 'Registered'],
    ['Microsoft.DataProtection', 'Registered'],
    ['Microsoft.Features', 'Registered'],
    ['Microsoft.KubernetesConfiguration', 'NotRegistered'],
    ['Microsoft.ManagedIdentity', 'Registered'],
    ['Microsoft.Network', 'Registered'],
    ['Microsoft.Resources', 'Registered'],
    ['Microsoft.Storage', 'Registered'],
  ].map(([namespace = '', state = '']) => [namespace.toLowerCase(), { namespace, state }]),
);

export function registrationOf(azure: Azure, subscriptionId: string, namespace: string): string {
  const key = `${subscriptionId}/${namespace}`.toLowerCase();
  return azure.registrations.get(key) ?? NAMESPACES[namespace.toLowerCase()]?.state ?? 'NotRegistered';
}

/** Refuses writes to a provider that is not registered, as the gateway does. */
export function requireRegistered(azure: Azure, subscriptionId: string, namespace: string): void {
  if (registrationOf(azure, subscriptionId, namespace) === 'Registered') return;
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
  const code = 'MissingSubscriptionRegistration';
  throw new ArmError(409, { error: { code, message, details: [{ code, target: namespace, message }] } }, GATEWAY);
}

export function registrations(azure: Azure): Readonly<Record<'get' | 'list' | 'register' | 'unregister', Handler>> {
  const keyOf = (call: Call) => `${call.param('subscription')}/${call.param('namespace')}`.toLowerCase();
  const bodyOf = (subscriptionId: string, namespace: string): JsonObject => ({
    id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: [],
    registrationState: registrationOf(azure, subscriptionId, namespace),
  });
  const answer = (call: Call) => {
    const known = NAMESPACES[call.param('namespace').toLowerCase()];
    if (known === undefined) {
      throw armError(
        404,
        'InvalidResourceNamespace',
        `The resource namespace '${call.param('namespace')}' is invalid.`,
      );
    }
    return { status: 200, body: bodyOf(call.param('subscription'), known.namespace) } as const;
  };
  const move =
    (during: string, end: string): Handler =>
    (call) => {
      const key = keyOf(call);
      const current = registrationOf(azure, call.param('subscription'), call.param('namespace'));
      if (current !== end && current !== during) {
        azure.registrations.set(key, during);
        azure.timeline.at(after(azure, DURATIONS.providerRegistration), () => {
          if (azure.registrations.get(key) === during) azure.registrations.set(key, end);
        });
      }
      return answer(call);
    };
  return {
    get: answer,
    list: (call) => ({
      status: 200,
      body: { value: Object.values(NAMESPACES).map(({ namespace }) => bodyOf(call.param('subscription'), namespace)) },
    }),
    register: move('Registering', 'Registered'),
    unregister: move('Unregistering', 'Unregistered'),
  };
}
