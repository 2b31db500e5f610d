import { secondsBetween } from '../lib/iso-time.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { AnchorReader } from './anchor-store.ts';
import { type Break, broken } from './chain-break.ts';
import type { Chain, ChainRows } from './chain-rows.ts';
import { type AnchoredChain, type Anchors, anchoredChain, readAnchors } from './read-anchors.ts';
import { MAX_ANCHOR_GAP_SECONDS } from './times.ts';
import { type Verification, verifyChain } from './verify.ts';
import { compareWithWitness, type WitnessedAnchor, type WitnessReport } from './witness.ts';

/** The result for the anchors; comes first. */
export interface AnchorsReport extends Omit<Anchors, 'chains' | 'completeAt'> {
  readonly about: 'anchors';
  readonly ok: boolean;
  /** How they compare with telemetry, where that was given. */
  readonly witness?: WitnessReport;
}

/** The result for one chain. */
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

/**
 * Checks the anchors and every chain of the audit log, and reports each as soon as it is known.
 * `now` is ISO 8601; `witness` holds what telemetry has of the anchors. Reads only.
 * @throws what the storage throws.
 */
export async function* verifyRecord(
  rows: Pick<ChainRows, 'chains' | 'chain'>,
  store: AnchorReader,
  now: string,
  witness?: readonly WitnessedAnchor[],
): AsyncIterable<RecordReport> {
  // The anchors first: chains that are read later can only have grown beyond them.
  const stored: WitnessedAnchor[] = [];
  const anchors = await readAnchors(store, now, ({ number, at, hash }) => {
    if (witness !== undefined) stored.push({ number, at, hash });
  });
  const { lines, lastAt, broken } = anchors;
  const compared = witness && compareWithWitness(stored, witness);
  const ok = broken.length === 0 && compared?.ok !== false;
  yield { about: 'anchors', ok, lines, lastAt, broken, ...(compared !== undefined && { witness: compared }) };

  const seen = new Set<string>();
  for await (const chain of rows.chains()) {
    seen.add(targetKey(chain.target));
    yield await reportOn(chain, rows, anchoredChain(chain.target, anchors), now);
  }
  for (const [key, anchored] of anchors.chains) {
    const { target } = anchored;
    if (!seen.has(key)) yield verifyOne({ target, entries: [], head: undefined }, anchored, now);
  }
}

/**
 * Checks one chain against what was anchored of it; one that was removed is empty. `now` is ISO
 * 8601.
 */
export function verifyOne(chain: Chain, anchored: AnchoredChain, now: string): ChainReport {
  const { target, entries, head } = chain;
  const { points, lastAt } = anchored;
  const known = { target, points, sincePoints: { notBefore: lastAt, notAfter: now } };
  const verification = takenAway(chain, anchored) ?? verifyChain(entries, head, known);
  const anchoredUpTo = points.at(-1)?.sequence ?? 0;
  return {
    about: 'chain',
    target,
    entries: entries.length,
    sinceAnchor: Math.max(0, entries.length - anchoredUpTo),
    verification: (verification.ok ? leftUnanchored(chain, anchoredUpTo, now) : undefined) ?? verification,
  };
}

/** Checks one chain, and again where it has grown meanwhile. `now` is ISO 8601. */
export async function reportOn(
  chain: Chain,
  rows: Pick<ChainRows, 'chain'>,
  anchored: AnchoredChain,
  now: string,
): Promise<ChainReport> {
  const report = verifyOne(chain, anchored, now);
  if (!mayHaveGrown(report.verification)) return report;
  // Pages of a table are read one after another: entries may have come between the last of them and
  // the head.
  const again = await rows.chain(chain.target);
  return again === undefined || again.entries.length <= chain.entries.length ? report : verifyOne(again, anchored, now);
}

function mayHaveGrown(verification: Verification): boolean {
  return !verification.ok && ['TailMissing', 'HeadAltered', 'Inserted'].includes(verification.problem);
}

function leftUnanchored({ entries }: Chain, anchoredUpTo: number, now: string): Break | undefined {
  const first = entries[anchoredUpTo];
  if (first === undefined || secondsBetween(first.at, now) <= MAX_ANCHOR_GAP_SECONDS) return undefined;
  const { sequence, at } = first;
  const message = `entry ${sequence} of ${at} was never anchored: anchoring does not run, or its anchors were taken away`;
  return broken(sequence, 'NotAnchored', message);
}

function takenAway({ entries, head }: Chain, { points }: AnchoredChain): Break | undefined {
  const anchored = points.at(-1);
  if (anchored === undefined || entries.length > 0 || head !== undefined) return undefined;
  const message = `the whole chain is not there, though entry ${anchored.sequence} was anchored at ${anchored.at}`;
  return broken(1, 'ChainMissing', message);
}
