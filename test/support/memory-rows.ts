import type { Chain, ChainRows } from '../../shared/audit/chain-rows.ts';
import { type ChainHead, EMPTY_HEAD } from '../../shared/audit/record.ts';
import { isInShard } from '../../shared/audit/shards.ts';
import type { RecordEntry } from '../../shared/model/record.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import { targetIdOf } from '../../shared/model/target-id.ts';
import { scheduleOf, waitingNewsOf } from '../../shared/plan/schedule.ts';
import { summaryOf } from '../../shared/plan/summary.ts';
import type { Note, Notes } from '../../shared/ports/notes.ts';
import type { Stored, TargetRows } from '../../shared/ports/target-rows.ts';

/** Rows in memory, with ETags that are as strict as those of Table storage. */
export function memoryTargetRows(): TargetRows {
  const rows = new Map<string, Stored>();
  let writes = 0;
  return {
    async read(target) {
      return rows.get(targetKey(target));
    },
    async write(state, over) {
      const key = targetKey(state.target);
      if (rows.get(key)?.etag !== over) return undefined;
      const etag = `etag-${++writes}`;
      rows.set(key, { state: asStored(state), etag });
      return etag;
    },
    async *list({ profile, verdicts }) {
      for (const { state } of rows.values()) {
        const isOfProfile = profile === undefined || state.target.profile === profile;
        if (isOfProfile && (verdicts === undefined || verdicts.includes(state.verdict))) yield state;
      }
    },
    async *dueBefore() {
      for (const { state } of rows.values()) yield scheduleOf(state);
    },
    async *news() {
      for (const { state } of rows.values()) {
        const news = waitingNewsOf(state);
        if (news !== undefined) yield news;
      }
    },
    async summaries({ profile, verdict, subscriptionId, clusterId, limit, continuation = '0' }) {
      const all = [...rows.values()]
        .map(({ state }) => summaryOf(state))
        .filter(
          (one) =>
            (profile === undefined || one.target.profile === profile) &&
            (verdict === undefined || one.verdict === verdict) &&
            (clusterId === undefined || one.target.clusterId === clusterId) &&
            (subscriptionId === undefined || one.target.clusterId.startsWith(`/subscriptions/${subscriptionId}/`)),
        );
      const end = Number(continuation) + limit;
      return {
        summaries: all.slice(Number(continuation), end),
        ...(end < all.length && { continuation: String(end) }),
      };
    },
    async byId(targetId) {
      return [...rows.values()].find(({ state }) => targetIdOf(state.target) === targetId)?.state;
    },
  };
}

/** Notes in memory. */
export function memoryNotes(): Notes {
  const notes = new Map<string, Note>();
  let writes = 0;
  return {
    async read(name) {
      return notes.get(name);
    },
    async write(name, value, over) {
      if (notes.get(name)?.etag !== over) return undefined;
      const etag = `etag-${++writes}`;
      notes.set(name, { value: asStored(value), etag });
      return etag;
    },
  };
}

/** An intact chain. */
interface WholeChain extends Chain {
  readonly entries: readonly RecordEntry[];
  readonly head: ChainHead;
}

/** Chains in memory; `chainOf` is for looking at what was recorded. */
export function memoryChainRows(): ChainRows & { chainOf(target: Target): WholeChain } {
  const chains = new Map<string, WholeChain>();
  const chainOf = (target: Target) => chains.get(targetKey(target)) ?? { target, entries: [], head: EMPTY_HEAD };
  const etagOf = (chain: WholeChain) => (chain.head.sequence === 0 ? undefined : `etag-${chain.head.sequence}`);
  return {
    chainOf,
    async readHead(target) {
      const chain = chainOf(target);
      return { head: chain.head, etag: etagOf(chain) };
    },
    async extend(target, entries, head, over) {
      const chain = chainOf(target);
      if (etagOf(chain) !== over) return false;
      chains.set(targetKey(target), {
        target,
        entries: [...chain.entries, ...asStored(entries)],
        head: asStored(head),
      });
      return true;
    },
    async after(target, sequence) {
      return chainOf(target).entries.filter((entry) => entry.sequence > sequence);
    },
    async page(target, after, limit) {
      const { entries, head } = chainOf(target);
      const later = entries.filter(({ sequence }) => sequence > after);
      return {
        rows: later.slice(0, limit).map((entry) => ({ sequence: entry.sequence, entry })),
        hasMore: later.length > limit,
        last: head.sequence,
      };
    },
    async *chains(shard) {
      for (const chain of chains.values()) if (shard === undefined || isInShard(chain.target, shard)) yield chain;
    },
    async chain(target) {
      return chains.get(targetKey(target));
    },
    async *heads(shard) {
      for (const chain of chains.values()) if (shard === undefined || isInShard(chain.target, shard)) yield chain;
    },
  };
}

/** A copy as Table storage would give it back: as JSON. */
function asStored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
