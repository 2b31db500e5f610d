import type { Clock } from '../lib/clock.ts';
import { type Target, targetKey } from '../model/target.ts';
import { type AnchoredHead, type NumberedAnchorLine, nextAnchor } from './anchor.ts';
import type { AnchorStore } from './anchor-store.ts';
import type { ChainRows } from './chain-rows.ts';

export interface AnchorPorts {
  readonly rows: Pick<ChainRows, 'heads'>;
  readonly store: AnchorStore;
  readonly clock: Clock;
  /** Version of Backstay. */
  readonly writer: string;
}

/** What one anchoring run did. */
export interface Anchoring {
  readonly heads: number;
  /** The lines that were written. */
  readonly written: readonly NumberedAnchorLine[];
  /** Chains whose head cannot be read; verifying tells what is wrong with them. */
  readonly unreadable: readonly string[];
}

const MAX_TRIES = 10;

/**
 * Anchors where every chain ends now. A line is written also when there is no chain, so that a gap between lines always means
 * that no anchoring ran, or that lines were taken away.
 */
export async function anchorHeads({ rows, store, clock, writer }: AnchorPorts): Promise<Anchoring> {
  const heads: AnchoredHead[] = [];
  const unreadable: Target[] = [];
  for await (const { target, head } of rows.heads()) {
    if (head === undefined) unreadable.push(target);
    else heads.push({ target, sequence: head.sequence, hash: head.hash });
  }

  let rest: readonly AnchoredHead[] = heads;
  const written: NumberedAnchorLine[] = [];
  let tries = 0;
  do {
    const end = await store.end();
    const at = clock.now().toISOString();
    const next = nextAnchor(rest, end.before, { at, writer });
    if (await store.append(dayOf(at, end.day), next.line, end)) {
      rest = next.rest;
      written.push(next.line);
    } else if (++tries === MAX_TRIES) throw new Error('The anchors are being written by too many at once.');
  } while (written.length === 0 || rest.length > 0);
  return { heads: heads.length, written, unreadable: unreadable.map(targetKey) };
}

/** Never a day before the newest one, whatever this clock says: lines of a day link to those of earlier days only. */
function dayOf(at: string, newest: string | undefined): string {
  const today = at.slice(0, 10);
  return newest !== undefined && newest > today ? newest : today;
}
