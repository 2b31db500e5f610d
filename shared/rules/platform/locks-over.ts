import type { Lock } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import { isWithin, partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { manual, satisfied } from '../define-rule.ts';

/** The locks that hold for any of these scopes: on the scope itself or above it. */
export function locksOver(scopes: readonly ResourceId[], locks: readonly Lock[]): readonly Lock[] {
  return locks.filter((lock) => scopes.some((scope) => isWithin(scope, lock.scope)));
}

/**
 * Backstay never removes a lock: it was set for a reason. The finding names the lock, its scope and
 * its notes.
 */
export function judgeLocks(locks: readonly Lock[], scopes: readonly ResourceId[], whatItStops: string): Outcome {
  const [first] = locks;
  const names = scopes.map((scope) => partsOf(scope).name).join(', ');
  if (first === undefined) return satisfied('NoLock', `No lock prevents changes on ${names}.`, { scopes });
  const { name, level, scope, notes } = first;
  return manual(
    'Locked',
    `Lock ${name} (${level}) on ${partsOf(scope).name} ${whatItStops}${notes === undefined ? '' : `; its notes say: ${notes}`}.`,
    stepsToUnlock(first),
    { locks: locks.map((lock) => lock.armId), level, lockedScope: scope },
  );
}

/** A lock was put there for a reason, which only its owner knows. */
export function stepsToUnlock({ armId: ids, scope }: Lock): readonly Step[] {
  const { subscriptionId: subscription } = partsOf(scope);
  return [
    az('lock show', { subscription, ids }),
    decision('If nothing speaks against it, delete the lock:', 'othersRelyOnIt'),
    az('lock delete', { subscription, ids }),
  ];
}
