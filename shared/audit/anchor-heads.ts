import type { Clock } from '../lib/clock.ts';
import { type Target, targetKey } from '../model/target.ts';
import { type AnchoredHead, hasRoot, nextAnchor, type RootAnchorLine } from './anchor.ts';
import type { AnchorStore } from './anchor-store.ts';
import type { ChainRows } from './chain-rows.ts';
import { createHeadTree, type HeadTree, movedSince } from './head-tree.ts';
import { type HeadsLine, headsLines, parseHeads, stepsTo, treeAfter } from './moved-heads.ts';

export interface AnchorPorts {
  readonly rows: Pick<ChainRows, 'heads'>;
  readonly store: AnchorStore;
  readonly clock: Clock;
  /** Version of Backstay. */
  readonly writer: string;
}

/** The result of one anchoring run. */
export interface Anchoring {
  readonly heads: number;
  /**
   * Of these heads: those that moved since the last run, or all where the tree begins with this
   * line.
   */
  readonly moved: number;
  readonly written: RootAnchorLine;
  /** Chains whose head cannot be read; the verification reports their errors. */
  readonly unreadable: readonly string[];
  /** The stored heads do not lead to the root of the last line: they were lost or altered. */
  readonly isTreeLost: boolean;
}

const MAX_TRIES = 10;

/**
 * Anchors where every chain ends now. A line is written also when there is no chain, so that a gap
 * between lines always means that no anchoring ran, or that lines were taken away.
 */
export async function anchorHeads({ rows, store, clock, writer }: AnchorPorts): Promise<Anchoring> {
  const heads: AnchoredHead[] = [];
  const unreadable: Target[] = [];
  for await (const { target, head } of rows.heads()) {
    if (head === undefined) unreadable.push(target);
    else heads.push({ target, sequence: head.sequence, hash: head.hash });
  }

  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const end = await store.end();
    const at = clock.now().toISOString();
    const newest = (await store.months()).at(-1);
    const month = notBefore(at.slice(0, 7), newest);
    const known = hasRoot(end.before) && newest !== undefined ? await storedTree(store, newest, end.before) : undefined;
    const { tree, from, moved } = treeWith(heads, month === newest ? known : undefined);
    const line = nextAnchor({ root: tree.root(), size: tree.size() }, end.before, { at, writer });
    // Before the line: no line is to lack its heads. Heads without a line mean nothing.
    if (from === null || moved.length > 0) {
      for (const part of headsLines({ ...line, from }, moved)) await store.appendHeads(month, part);
    }
    if (await store.append(notBefore(at.slice(0, 10), end.day), line, end)) {
      const isTreeLost = known === undefined && hasRoot(end.before);
      return {
        heads: heads.length,
        moved: moved.length,
        written: line,
        unreadable: unreadable.map(targetKey),
        isTreeLost,
      };
    }
  }
  throw new Error('The anchors are being written by too many at once.');
}

function treeWith(heads: readonly AnchoredHead[], known: HeadTree | undefined) {
  if (known === undefined) return { tree: createHeadTree(heads), from: null, moved: heads };
  const from = known.root();
  const moved = movedSince(known, heads);
  known.move(moved);
  return { tree: known, from, moved };
}

async function storedTree(store: AnchorStore, month: string, anchor: RootAnchorLine): Promise<HeadTree | undefined> {
  const lines: HeadsLine[] = [];
  for await (const text of store.heads(month)) {
    const line = parseHeads(text);
    if (line !== undefined) lines.push(line);
  }
  const steps = stepsTo(anchor, undefined, lines);
  return steps && treeAfter(undefined, steps);
}

/**
 * Never a day or month before the newest one, even if this clock is wrong: lines link to those of
 * earlier days only.
 */
function notBefore(today: string, newest: string | undefined): string {
  return newest !== undefined && newest > today ? newest : today;
}
