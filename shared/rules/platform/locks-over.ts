import type { Lock } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import { isWithin, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { manual, satisfied } from '../define-rule.ts';

/** The locks that hold for any of these scopes: on the scope itself or above it. */
export function locksOver(scopes: readonly ResourceId[], locks: readonly Lock[]): readonly Lock[] {
  return locks.filter((lock) => scopes.some((scope) => isWithin(scope, lock.scope)));
}

/** Backstay never lifts a lock: somebody put it there for a reason, so it says which one, where and what its notes are. */
export function judgeLocks(locks: readonly Lock[], scopes: readonly ResourceId[], whatItStops: string): Outcome {
  const [first] = locks;
  const names = scopes.map((scope) => partsOf(scope).name).join(', ');
  if (first === undefined) return satisfied('NoLock', `No lock stands in the way on ${names}.`, { scopes });
  const { name, level, scope, notes, armId } = first;
  return manual(
    'Locked',
    `Lock ${name} (${level}) on ${partsOf(scope).name} ${whatItStops}${notes === undefined ? '' : `; its notes say: ${notes}`}.`,
    [`az lock show --ids ${armId}`, `az lock delete --ids ${armId}`],
    { locks: locks.map((lock) => lock.armId), level, lockedScope: scope },
  );
}
