import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { stampSystemData } from '../../server/system-data.ts';
import { scopesAbove } from '../../state/resource-id.ts';
import { LOCK_LEVELS, type ManagementLock, scopeOfLock } from './management-lock.ts';
import { requireScope } from './require-scope.ts';

const LOCKS = '/:scope/providers/microsoft.authorization/locks';
const TYPE = 'Microsoft.Authorization/locks';
/** https://learn.microsoft.com/rest/api/resources/management-locks/create-or-update-by-scope */
const NAME = /^[^<>%&:\\?/\p{Cc}]{1,260}$/u;

const lockRequestSchema = z.object({
  properties: z.object({
    level: z.enum(LOCK_LEVELS),
    notes: z.string().max(512).optional(),
    owners: z.array(z.object({ applicationId: z.string() })).optional(),
  }),
});

/**
 * Locks at any scope; what they forbid is enforced by the gateway.
 * https://learn.microsoft.com/rest/api/resources/management-locks
 */
export function routeManagementLocks(app: ArmApp, platform: Platform): void {
  const { managementLocks } = platform.state;

  app.get(LOCKS, (c) => {
    const scope = requireScope(c, platform);
    return c.json(pageOf(c, platform, selectLocks(managementLocks.all(), scope, c.req.query('$filter'))));
  });
  app.get(`${LOCKS}/:lockName`, (c) => {
    requireScope(c, platform);
    const lock = managementLocks.get(lockId(c));
    if (lock !== undefined) return c.json(lock);
    // This code and the one for a wrong name are assumed: no public source has them.
    throw serviceError(404, 'LockNotFound', `The lock '${c.req.param('lockName')}' could not be found.`);
  });
  app.put(`${LOCKS}/:lockName`, (c) => putLock(c, platform));
  app.delete(`${LOCKS}/:lockName`, (c) => deleteLock(c, platform));
}

function lockId(c: ArmContext): string {
  return `${c.req.param('scope')}/providers/${TYPE}/${c.req.param('lockName')}`;
}

/**
 * A list shows what holds the scope, from there or from above, and what is locked below unless the
 * filter says `atScope()`.
 */
function selectLocks(
  locks: readonly ManagementLock[],
  scope: string,
  filter: string | undefined,
): readonly ManagementLock[] {
  if (filter !== undefined && !/^\s*atScope\(\)\s*$/i.test(filter)) {
    throw serviceError(400, 'UnsupportedQuery', `The filter '${filter}' is not supported. Supported is 'atScope()'.`);
  }
  const here = scope.toLowerCase();
  const above = new Set(scopesAbove(here));
  return locks.filter((lock) => {
    const locked = scopeOfLock(lock).toLowerCase();
    const isBelow = locked.startsWith(`${here}/`);
    return locked === here || above.has(locked) || (isBelow && filter === undefined);
  });
}

function putLock(c: ArmContext, platform: Platform): Response {
  const { state, events, timeline } = platform;
  requireScope(c, platform);
  const name = c.req.param('lockName') ?? '';
  if (!NAME.test(name)) throw serviceError(400, 'InvalidLockName', `The lock name '${name}' is invalid.`);
  const { properties } = readBody(c, lockRequestSchema);
  const current = state.managementLocks.get(lockId(c));
  const lock = state.managementLocks.set({
    properties,
    id: current?.id ?? lockId(c),
    type: TYPE,
    name: current?.name ?? name,
    systemData: stampSystemData(c, timeline, current?.systemData),
  });
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: lock.id, origin: originOf(c) });
  return c.json(lock, current === undefined ? 201 : 200);
}

function deleteLock(c: ArmContext, platform: Platform): Response {
  const { state, events } = platform;
  requireScope(c, platform);
  const lock = state.managementLocks.get(lockId(c));
  if (lock === undefined) return c.body(null, 204);
  state.managementLocks.delete(lock.id);
  events.publish({ kind: 'Delete', outcome: 'Success', resourceId: lock.id, origin: originOf(c) });
  return c.body(null, 200);
}
