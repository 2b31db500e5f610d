import type { Lock } from '../model/azure.ts';
import { parseResourceId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Connection } from './connection.ts';
import { restList } from './rest-list.ts';
import { isRecord, text } from './shapes.ts';

const TYPE = '/providers/microsoft.authorization/locks/';

/** Locks by a plain list: the client for them percent-encodes the scopes that it is given. */
export function lockCalls({ ask, rest }: Connection): Pick<ArmReader, 'listLocks'> {
  return {
    async listLocks(subscriptionId) {
      const client = await rest();
      const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/locks`;
      return ask(
        () => restList(client, path, { 'api-version': API_VERSIONS.locks }),
        (locks) => locks.flatMap((lock) => readLock(lock) ?? []),
      );
    },
  };
}

/**
 * The lock, and what it locks: the part of its id before its own type. A lock on something of
 * unknown form locks nothing of ours.
 */
export function readLock(lock: Readonly<Record<string, unknown>>): Lock | undefined {
  const armId = text(lock.id);
  const at = armId?.toLowerCase().lastIndexOf(TYPE) ?? -1;
  const scope = armId === undefined || at < 0 ? undefined : parseResourceId(armId.slice(0, at));
  if (armId === undefined || scope === undefined) return undefined;
  const properties = isRecord(lock.properties) ? lock.properties : {};
  return {
    armId,
    name: text(lock.name) ?? armId.slice(at + TYPE.length),
    scope,
    // A lock of unknown strength is taken for the strongest.
    level: text(properties.level) ?? 'ReadOnly',
    notes: text(properties.notes),
  };
}
