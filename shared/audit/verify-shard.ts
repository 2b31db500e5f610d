import { type Target, targetKey } from '../model/target.ts';
import type { Chain, ChainRows } from './chain-rows.ts';
import { type Anchors, anchoredChain } from './read-anchors.ts';
import { isInShard } from './shards.ts';
import { type ChainReport, reportOn, verifyOne } from './verify-record.ts';

/** Chains that have not changed since are left out. */
export interface OnlyNew {
  /** When the last verification began, ISO 8601. */
  readonly since: string;
  /** Chains that were broken then: each verification reports them again. By `targetKey`. */
  readonly brokenThen: ReadonlySet<string>;
}

/**
 * Checks the chains of one shard against the anchors, all of them or only what is new. `now` is ISO
 * 8601.
 */
export async function* verifyShard(
  rows: Pick<ChainRows, 'chains' | 'chain' | 'heads'>,
  anchors: Anchors,
  shard: number,
  now: string,
  only?: OnlyNew,
): AsyncIterable<ChainReport> {
  const seen = new Set<string>();
  if (only === undefined) {
    for await (const chain of rows.chains(shard)) {
      seen.add(targetKey(chain.target));
      yield await reportOn(chain, rows, anchoredChain(chain.target, anchors), now);
    }
  } else {
    const changed: Target[] = [];
    for await (const { target, head } of rows.heads(shard)) {
      seen.add(targetKey(target));
      if (isNew(target, head, anchors, only)) changed.push(target);
    }
    for (const target of changed) {
      const chain = (await rows.chain(target)) ?? { target, entries: [], head: undefined };
      yield await reportOn(chain, rows, anchoredChain(target, anchors), now);
    }
  }
  for (const [key, anchored] of anchors.chains) {
    const { target } = anchored;
    if (seen.has(key) || !isInShard(target, shard)) continue;
    // Its head alone may be gone.
    const chain = only === undefined ? undefined : await rows.chain(target);
    yield verifyOne(chain ?? { target, entries: [], head: undefined }, anchored, now);
  }
}

/** Unless its head is the one that was anchored before the last verification began. */
function isNew(target: Target, head: Chain['head'], anchors: Anchors, { since, brokenThen }: OnlyNew): boolean {
  const point = anchoredChain(target, anchors).points.at(-1);
  const isAsAnchored = point !== undefined && point.sequence === head?.sequence && point.hash === head.hash;
  return !isAsAnchored || point.at >= since || brokenThen.has(targetKey(target));
}
