import { findProvider, findResourceType } from '../providers/resource-types.ts';
import type { ArmContext } from './arm-env.ts';
import { readSegments } from './request-target.ts';

/** The operation of a request, as permissions name it. */
export interface RequestedOperation {
  /** `Microsoft.ContainerService/managedClusters/write`, in Azure's own casing. */
  readonly name: string;
  /** The id that it is asked at: for an action its resource, for a list what the list is of. */
  readonly scope: string;
}

/** The path as the client wrote it, decoded and without its query. */
export function pathOf(c: ArmContext): string {
  return `/${readSegments(new URL(c.req.url).pathname).join('/')}`;
}

/** Whether the path ends with a type rather than with a name. */
export function isListPath(path: string): boolean {
  return ownSegments(path).length % 2 === 1;
}

/**
 * As Azure names it, and at the scope that Azure asks for it: `az provider operation list` has the
 * names.
 */
export function operationOf(c: ArmContext): RequestedOperation {
  const path = pathOf(c);
  const verb = path.split('/').at(-1) ?? '';
  const isAction = c.req.method === 'POST' && isListPath(path);
  const scope = scopeOf(path);
  const { namespace, type } = c.var.target;
  const provider = findProvider(namespace ?? 'Microsoft.Resources');
  if (namespace === undefined && isAction) {
    const registered = path.split('/').at(-2) ?? '';
    return { name: `${findProvider(registered)?.namespace ?? registered}/${verb}/action`, scope };
  }

  const served = provider && findResourceType(provider, type, isAction);
  const name = `${provider?.namespace ?? namespace}/${served?.resourceType ?? type}`;
  return { name: `${NAMED_OTHERWISE[name] ?? name}/${isAction ? `${verb}/action` : nameVerb(c.req.method)}`, scope };
}

/**
 * Types that are asked for under another name than their path has. Both are the only names for them
 * among the operations of the provider:
 * https://learn.microsoft.com/powershell/module/az.dataprotection/get-azdataprotectionoperation
 */
const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  'Microsoft.DataProtection/backupInstances': 'Microsoft.DataProtection/backupVaults/backupInstances',
  'Microsoft.DataProtection/operationStatus':
    'Microsoft.DataProtection/subscriptions/resourceGroups/providers/operationStatus',
};

/**
 * Registrations, and operations of a provider at a region, are checked at the subscription:
 * https://github.com/Azure/bicep/issues/6131
 */
const AT_SUBSCRIPTION =
  /^(\/subscriptions\/[^/]+)\/(providers\/[^/]+(\/(register|unregister|locations\/.*))?|operationresults\/[^/]+)$/i;

function scopeOf(path: string): string {
  const [, subscription] = AT_SUBSCRIPTION.exec(path) ?? [];
  if (subscription !== undefined) return subscription;
  return isListPath(path) ? withoutLast(path) : path;
}

function nameVerb(method: string): string {
  if (method === 'GET' || method === 'HEAD') return 'read';
  return method === 'DELETE' ? 'delete' : 'write';
}

/** Without the last word, and without a namespace that then stands at the end. */
function withoutLast(path: string): string {
  return path.replace(/\/[^/]*$/, '').replace(/\/providers\/[^/]+$/i, '') || '/';
}

/**
 * Types and names take turns, a type first: those after the last namespace, or all of a path of
 * Resource Manager's own.
 */
function ownSegments(path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  const providers = segments.map((segment) => segment.toLowerCase()).lastIndexOf('providers');
  const afterNamespace = segments.slice(providers + 2);
  return providers === -1 || afterNamespace.length === 0 ? segments : afterNamespace;
}
