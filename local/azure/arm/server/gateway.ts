import { createMiddleware } from 'hono/factory';
import type { Platform } from '../platform.ts';
import { findProvider, findResourceType, type ProviderDefinition } from '../providers/resource-types.ts';
import type { Subscription } from '../providers/resources/subscription.ts';
import { apiVersionOf } from './answer-in-version.ts';
import type { ArmContext, ArmEnv } from './arm-env.ts';
import { type ArmError, gatewayError, resourceGroupNotFound } from './errors.ts';
import { requireUnlocked } from './locks.ts';
import { type RequestTarget, readSegments } from './request-target.ts';

/**
 * Whether there is a service for a request at all, and a subscription: without it the directory is
 * unknown that says who the caller is. Both come before the question of what he may do.
 */
export function requireServed({ state }: Platform) {
  return createMiddleware<ArmEnv>(async (c, next) => {
    const { target } = c.var;
    requirePlainPath(c);
    requireServedApiVersion(c, target, findServedProvider(c, target));
    const { subscriptionId } = target;
    if (subscriptionId !== undefined && !state.exists(`/subscriptions/${subscriptionId}`)) {
      throw subscriptionNotFound(subscriptionId);
    }
    await next();
  });
}

/**
 * Checks of Resource Manager itself before it hands a request, served and authorized, to the
 * service.
 */
export function guardTheGate(platform: Platform) {
  const { state } = platform;
  return createMiddleware<ArmEnv>(async (c, next) => {
    const { target } = c.var;
    const provider = findServedProvider(c, target);
    const subscription = state.subscriptions.get(`/subscriptions/${target.subscriptionId}`);
    if (subscription !== undefined) {
      if (target.resourceGroupName !== undefined && target.namespace !== undefined) {
        requireResourceGroup(
          c,
          state.resourceGroups.get(`${subscription.id}/resourceGroups/${target.resourceGroupName}`),
        );
      }
      requireUnlocked(c, platform);
      if (isWrite(c)) requireRegistration(subscription, provider);
    }
    await next();
  });
}

/** A name with a slash in it would pass for another resource's. */
function requirePlainPath(c: ArmContext): void {
  if (readSegments(new URL(c.req.url).pathname).every((segment) => !/[/\\]/.test(segment))) return;
  throw gatewayError(400, 'InvalidRequestUri', 'The request URI is invalid: a name contains a slash.');
}

function isWrite(c: ArmContext): boolean {
  return c.req.method === 'PUT' || c.req.method === 'PATCH' || c.req.method === 'POST';
}

function findServedProvider(c: ArmContext, target: RequestTarget): ProviderDefinition {
  const provider = findProvider(target.namespace ?? 'Microsoft.Resources');
  if (provider === undefined) throw invalidResourceType(target.namespace ?? '', target.type, apiVersionOf(c));
  return provider;
}

function requireServedApiVersion(c: ArmContext, target: RequestTarget, provider: ProviderDefinition): void {
  const apiVersion = apiVersionOf(c);
  if (apiVersion === '') {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    throw gatewayError(400, 'MissingApiVersionParameter', message);
  }
  const isAction = c.req.method === 'POST' && target.namespace !== undefined;
  const served = findResourceType(provider, target.type, isAction);
  if (served === undefined) throw invalidResourceType(provider.namespace, target.type, apiVersion);
  if (served.apiVersions.includes(apiVersion)) return;

  const supported = served.apiVersions.join(', ');
  throw target.namespace === undefined
    ? gatewayError(
        400,
        'InvalidApiVersionParameter',
        `The api-version '${apiVersion}' is invalid. The supported versions are '${supported}'.`,
      )
    : gatewayError(
        400,
        'NoRegisteredProviderFound',
        `No registered resource provider found for API version '${apiVersion}' for type '${served.resourceType}'. ` +
          `The supported api-versions are '${supported}'.`,
      );
}

export function invalidResourceType(namespace: string, type: string, apiVersion: string): ArmError {
  return gatewayError(
    404,
    'InvalidResourceType',
    `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'.`,
  );
}

function subscriptionNotFound(subscriptionId: string): ArmError {
  return gatewayError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
}

function requireResourceGroup(c: ArmContext, group: { properties: { provisioningState: string } } | undefined): void {
  const name = c.var.target.resourceGroupName ?? '';
  if (group === undefined) throw resourceGroupNotFound(name);
  if (group.properties.provisioningState === 'Deleting' && isWrite(c)) {
    const message = `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`;
    throw gatewayError(409, 'ResourceGroupBeingDeleted', message);
  }
}

function requireRegistration(subscription: Subscription, provider: ProviderDefinition): void {
  const { namespace } = provider;
  // A type can be usable in a region before the whole registration is through; that is not
  // guaranteed.
  if (subscription.registrations.get(namespace.toLowerCase()) === 'Registered') return;
  const message =
    `The subscription is not registered to use namespace '${namespace}'. ` +
    'See https://aka.ms/rps-not-found for how to register subscriptions.';
  const code = 'MissingSubscriptionRegistration';
  throw gatewayError(409, code, message, [{ code, target: namespace, message }]);
}
