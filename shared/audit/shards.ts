import { uuid5 } from '../lib/uuid5.ts';
import { type Target, targetKey } from '../model/target.ts';

/**
 * Parts of the audit log that are verified one by one, by the first two letters of the partition of
 * a chain.
 */
export const SHARDS = 256;

/** The partition of a chain. */
export function chainPartition(target: Target): string {
  return uuid5(targetKey(target));
}

/**
 * The partitions of a shard: from the first, up to but without the second. A partition that is no
 * UUID is in one of them too.
 */
export function partitionsOf(shard: number): { readonly from: string; readonly below: string | undefined } {
  const from = shard === 0 ? '' : prefixOf(shard);
  return { from, below: shard === SHARDS - 1 ? undefined : prefixOf(shard + 1) };
}

export function isInShard(target: Target, shard: number): boolean {
  const { from, below } = partitionsOf(shard);
  const partition = chainPartition(target);
  return partition >= from && (below === undefined || partition < below);
}

function prefixOf(shard: number): string {
  return shard.toString(16).padStart(2, '0');
}
