import type { Platform } from '../platform.ts';
import { type ManagementLock, scopeOfLock } from '../providers/authorization/management-lock.ts';
import { scopesAbove } from '../state/resource-id.ts';
import type { ArmContext } from './arm-env.ts';
import { type ArmError, gatewayError } from './errors.ts';
import { readSegments } from './request-target.ts';

/**
 * Refuses what a lock forbids. A lock holds its scope and everything below it; a deletion is also
 * refused by a lock on anything that would go along. Locks can always be changed themselves, or
 * none could be removed.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
 * @throws ArmError 409 `ScopeLocked`
 */
export function requireUnlocked(c: ArmContext, { state }: Platform): void {
  const { method } = c.req;
  const { namespace, type } = c.var.target;
  if (method === 'GET' || method === 'HEAD') return;
  if (namespace === 'microsoft.authorization' && type === 'locks') return;

  const id = resourceOf(c);
  const isDelete = method === 'DELETE';
  const holding = state.managementLocks.all().filter((lock) => (isDelete || isReadOnly(lock)) && reaches(lock, id));
  const goingAlong = isDelete ? state.managementLocks.below(id) : [];
  const scopes = new Set([...holding, ...goingAlong].map(scopeOfLock));
  if (scopes.size > 0) throw scopeLocked(id, isDelete ? 'delete' : 'write', [...scopes]);
}

/** The resource that the request writes: for an action, the resource before the action's name. */
function resourceOf(c: ArmContext): string {
  const segments = readSegments(new URL(c.req.url).pathname);
  return `/${(c.req.method === 'POST' ? segments.slice(0, -1) : segments).join('/')}`;
}

function isReadOnly({ properties }: ManagementLock): boolean {
  return properties.level === 'ReadOnly';
}

function reaches(lock: ManagementLock, id: string): boolean {
  const locked = scopeOfLock(lock).toLowerCase();
  return [id, ...scopesAbove(id)].some((scope) => scope.toLowerCase() === locked);
}

/** The text as it was reported: https://github.com/Azure/azure-sdk-for-java/issues/2560 */
export function scopeLocked(id: string, operation: 'write' | 'delete', scopes: readonly string[]): ArmError {
  const message =
    `The scope '${id}' cannot perform ${operation} operation because following scope(s) are locked: ` +
    `'${scopes.join(',')}'. Please remove the lock and try again.`;
  return gatewayError(409, 'ScopeLocked', message);
}
