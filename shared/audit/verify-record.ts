import { secondsBetween } from '../lib/iso-time.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { AnchorReader } from './anchor-store.ts';
import { type Break, broken } from './chain-break.ts';
import type { Chain, ChainRows } from './chain-rows.ts';
import { type Anchors, readAnchors } from './read-anchors.ts';
import { type AnchorPoint, type Verification, verifyChain } from './verify.ts';

/** What was found of the anchors; comes first. */
export interface AnchorsReport extends Omit<Anchors, 'chains'> {
  readonly about: 'anchors';
  readonly ok: boolean;
}

/** What was found of one chain. */
export interface ChainReport {
  readonly about: 'chain';
  readonly target: Target;
  /** Entries that are stored, sound or not. */
  readonly entries: number;
  /** Entries that no anchor vouches for yet. */
  readonly sinceAnchor: number;
  readonly verification: Verification;
}

export type RecordReport = AnchorsReport | ChainReport;

/** Anchoring runs hourly. An entry that has waited this long shows that it does not run, or that its anchors were taken away. */
const LONGEST_UNANCHORED_SECONDS = 24 * 3600;

/**
 * Checks the anchors and every chain of the record, and tells of each as soon as it is known. `now` is ISO 8601. Reads only.
 * @throws what the storage throws.
 */
export async function* verifyRecord(
  rows: Pick<ChainRows, 'chains' | 'chain'>,
  store: AnchorReader,
  now: string,
): AsyncIterable<RecordReport> {
  // The anchors first: chains that are read later can only have grown beyond them.
  const { chains: anchored, ...anchors } = await readAnchors(store);
  yield { about: 'anchors', ok: anchors.broken.length === 0, ...anchors };

  const seen = new Set<string>();
  for await (const chain of rows.chains()) {
    const key = targetKey(chain.target);
    seen.add(key);
    yield await reportOn(chain, rows, anchored.get(key)?.points ?? [], now);
  }
  for (const [key, { target, points }] of anchored) {
    if (!seen.has(key)) yield verifyOne({ target, entries: [], head: undefined }, points, now);
  }
}

/** What is to be said of one chain, given the entries of it that were anchored; one that was taken away is empty. `now` is ISO 8601. */
export function verifyOne(chain: Chain, points: readonly AnchorPoint[], now: string): ChainReport {
  const { target, entries, head } = chain;
  const verification = takenAway(chain, points) ?? verifyChain(entries, head, { target, points });
  const anchoredUpTo = points.at(-1)?.sequence ?? 0;
  return {
    about: 'chain',
    target,
    entries: entries.length,
    sinceAnchor: Math.max(0, entries.length - anchoredUpTo),
    verification: (verification.ok ? leftUnanchored(chain, anchoredUpTo, now) : undefined) ?? verification,
  };
}

async function reportOn(
  chain: Chain,
  rows: Pick<ChainRows, 'chain'>,
  points: readonly AnchorPoint[],
  now: string,
): Promise<ChainReport> {
  const report = verifyOne(chain, points, now);
  if (!mayHaveGrown(report.verification)) return report;
  // Pages of a table are read one after another: entries may have come between the last of them and the head.
  const again = await rows.chain(chain.target);
  return again === undefined || again.entries.length <= chain.entries.length ? report : verifyOne(again, points, now);
}

function mayHaveGrown(verification: Verification): boolean {
  return !verification.ok && ['TailMissing', 'HeadAltered', 'Inserted'].includes(verification.problem);
}

function leftUnanchored({ entries }: Chain, anchoredUpTo: number, now: string): Break | undefined {
  const first = entries[anchoredUpTo];
  if (first === undefined || secondsBetween(first.at, now) <= LONGEST_UNANCHORED_SECONDS) return undefined;
  const { sequence, at } = first;
  const message = `entry ${sequence} of ${at} was never anchored: anchoring does not run, or its anchors were taken away`;
  return broken(sequence, 'NotAnchored', message);
}

function takenAway({ entries, head }: Chain, points: readonly AnchorPoint[]): Break | undefined {
  const anchored = points.at(-1);
  if (anchored === undefined || entries.length > 0 || head !== undefined) return undefined;
  const message = `the whole chain is not there, though entry ${anchored.sequence} was anchored at ${anchored.at}`;
  return broken(1, 'ChainMissing', message);
}
