import { uuid5 } from '../lib/uuid5.ts';
import type { Target } from './target.ts';

/**
 * The id of a target in addresses: it holds nothing but hex, hyphens and the name of a profile, and
 * leads straight to the row.
 */
export function targetIdOf(target: Target): string {
  return `${partitionOf(target)}-${target.profile}`;
}

/** Where the row of that target is; `undefined` for what is no id of one. */
export function rowOf(targetId: string): { readonly partitionKey: string; readonly rowKey: string } | undefined {
  const [, partitionKey, rowKey] =
    /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z0-9-]{1,64})$/.exec(targetId) ?? [];
  return partitionKey === undefined || rowKey === undefined ? undefined : { partitionKey, rowKey };
}

/** All profiles of a cluster share a partition. */
export function partitionOf({ clusterId }: Target): string {
  return uuid5(clusterId);
}
