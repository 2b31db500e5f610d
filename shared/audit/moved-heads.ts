import { type AnchoredHead, isHead, MAX_LINE_BYTES } from './anchor.ts';
import { createHeadTree, type HeadTree } from './head-tree.ts';

/**
 * Heads that an anchor line vouches for by its root. They are kept where they may be changed: a
 * change breaks the root.
 */
export interface HeadsLine {
  /** Of the anchor line, as is the next. */
  readonly number: number;
  readonly root: string;
  /**
   * Root of the tree that these heads were put over; `null` when they are all heads of a tree that
   * begins with them.
   */
  readonly from: string | null;
  /** How many heads of the same anchor follow in further lines. */
  readonly left: number;
  readonly heads: readonly AnchoredHead[];
}

/** For what stands in a line beside its heads. */
const FRAME_BYTES = 512;

/** As many lines as these heads need; each fits into one append block. */
export function headsLines(
  { number, root, from }: Pick<HeadsLine, 'number' | 'root' | 'from'>,
  heads: readonly AnchoredHead[],
  maxBytes: number = MAX_LINE_BYTES,
): readonly HeadsLine[] {
  const lines: HeadsLine[] = [];
  let rest = heads;
  do {
    const some = rest.slice(0, countFitting(rest, maxBytes - FRAME_BYTES));
    rest = rest.slice(some.length);
    lines.push({ number, root, from, left: rest.length, heads: some });
  } while (rest.length > 0);
  return lines;
}

/** The heads in a line of text; `undefined` when it holds none. */
export function parseHeads(text: string): HeadsLine | undefined {
  let line: Partial<HeadsLine> | null;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { number, root, from, left, heads } = line ?? {};
  const isLine =
    [number, left].every(Number.isSafeInteger) &&
    typeof root === 'string' &&
    (from === null || typeof from === 'string') &&
    Array.isArray(heads) &&
    heads.every(isHead);
  return isLine ? (line as HeadsLine) : undefined;
}

/** All heads that were stored for one anchor. */
export type HeadsOfAnchor = Pick<HeadsLine, 'from' | 'heads'>;

/**
 * The heads for the anchor of this number and root. Anchoring that died, or that another instance
 * outran, leaves lines that no anchor vouches for; a repetition leaves the same line twice.
 */
export function headsFor(number: number, root: string, lines: readonly HeadsLine[]): HeadsOfAnchor | undefined {
  const own = lines.filter((line) => line.number === number && line.root === root);
  const parts = [...new Map(own.map((line) => [line.left, line])).values()].sort((one, other) => other.left - one.left);
  const [first] = parts;
  if (first === undefined) return undefined;
  const isWhole = parts.every(({ left, from }, index) => {
    const next = parts[index + 1];
    return from === first.from && left === (next === undefined ? 0 : next.left + next.heads.length);
  });
  return isWhole ? { from: first.from, heads: parts.flatMap(({ heads }) => heads) } : undefined;
}

/** Heads that were put over a tree, and the root that it has since. */
export type TreeStep = HeadsOfAnchor & { readonly root: string };

/**
 * The steps that lead to the root of this anchor: from the root of a tree, or from a full list.
 * Backwards, since only the heads of real anchors lead there. Lines of anchors in between may be
 * missing: their heads are steps all the same.
 */
export function stepsTo(
  anchor: { readonly number: number; readonly root: string },
  from: string | undefined,
  lines: readonly HeadsLine[],
): readonly TreeStep[] | undefined {
  if (anchor.root === from) return [];
  const steps: TreeStep[] = [];
  let { root } = anchor;
  const numbers = new Set(lines.map(({ number }) => number));
  for (const number of [...numbers].sort((one, other) => other - one)) {
    const found = number <= anchor.number ? headsFor(number, root, lines) : undefined;
    if (found === undefined) continue;
    steps.push({ ...found, root });
    if (found.from === null || found.from === from) return steps.reverse();
    root = found.from;
  }
  return undefined;
}

/**
 * The tree after these steps; `undefined` when one of them does not lead to its root. The tree that
 * it begins with is changed.
 */
export function treeAfter(tree: HeadTree | undefined, steps: readonly TreeStep[]): HeadTree | undefined {
  let grown = tree;
  for (const { from, heads, root } of steps) {
    if (from === null || grown === undefined) grown = createHeadTree();
    grown.move(heads);
    if (grown.root() !== root) return undefined;
  }
  return grown;
}

/** At least one, so that there is always progress. */
function countFitting(heads: readonly AnchoredHead[], maxBytes: number): number {
  let bytes = 0;
  for (const [index, head] of heads.entries()) {
    bytes += new TextEncoder().encode(JSON.stringify(head)).length + 1;
    if (bytes > maxBytes) return Math.max(1, index);
  }
  return heads.length;
}
