import { type Target, targetKey } from '../model/target.ts';
import { type AnchoredHead, type AnchorLine, hasRoot, type RootAnchorLine } from './anchor.ts';
import type { AnchorReader } from './anchor-store.ts';
import { type AnchorBreak, BEFORE_ANCHORS, checkAnchorsEnd, followAnchor } from './follow-anchors.ts';
import { type HeadTree, NO_HEAD } from './head-tree.ts';
import { type HeadsLine, parseHeads, stepsTo, treeAfter } from './moved-heads.ts';
import type { AnchorPoint } from './verify.ts';

/** The state of the anchors, and their content. */
export interface Anchors {
  readonly lines: number;
  /** Of the newest line that can be believed, ISO 8601. */
  readonly lastAt: string | undefined;
  readonly broken: readonly AnchorBreak[];
  /** By `targetKey`. */
  readonly chains: ReadonlyMap<string, AnchoredChain & { readonly target: Target }>;
  /**
   * When the newest run ended that anchored every chain: others were not there at that time. ISO
   * 8601.
   */
  readonly completeAt: string | undefined;
}

/** The anchors of one chain. */
export interface AnchoredChain {
  /** In order of their sequence; each entry once, however often it was anchored. */
  readonly points: readonly AnchorPoint[];
  /**
   * When it was last seen to end where the last of the points is: what follows was not there yet.
   * ISO 8601.
   */
  readonly lastAt: string | undefined;
}

/** The anchors of a chain. */
export function anchoredChain(target: Target, { chains, completeAt }: Anchors): AnchoredChain {
  return chains.get(targetKey(target)) ?? { points: [], lastAt: completeAt };
}

interface Reading {
  readonly target: Target;
  readonly points: AnchorPoint[];
  last: AnchoredHead & { at: string };
  /** It is a leaf of the tree: each line that has the tree has seen it. */
  isInTree: boolean;
}

/**
 * Reads all anchors, checks that they are one chain, and gathers what they say of each chain of the
 * audit log. `now` is ISO 8601; `onLine` gets each line that can be believed.
 */
export async function readAnchors(
  store: AnchorReader,
  now: string,
  onLine: (line: AnchorLine) => void = () => undefined,
): Promise<Anchors> {
  const chains = new Map<string, Reading>();
  const broken: AnchorBreak[] = [];
  const pending = pendingHeads(store);
  let soFar = BEFORE_ANCHORS;
  let lines = 0;
  let lastAt: string | undefined;
  let completeAt: string | undefined;
  let tree: HeadTree | undefined;
  let areHeadsLost = false;
  for (const day of await store.days()) {
    let number = 0;
    for await (const text of store.lines(day)) {
      lines++;
      const step = followAnchor(soFar, day, ++number, text, now);
      soFar = step.soFar;
      if (step.wrong !== undefined) broken.push(step.wrong);
      const { anchor } = step;
      if (anchor === undefined) continue;
      onLine(anchor);
      const { at, heads, left = 0 } = anchor;
      lastAt = at;
      if (hasRoot(anchor)) {
        // Its time proves nothing. The heads of the next line include its own.
        if (step.wrong?.problem === 'WrongTime') continue;
        const grown = grow(tree, anchor, await pending.upTo(anchor.number));
        tree = grown?.tree;
        if (grown === undefined) {
          // Without them no later line can be followed either, up to the next with all heads: one
          // finding for all.
          if (!areHeadsLost) broken.push({ day, line: number, problem: 'HeadsAltered', message: HEADS_ALTERED });
          areHeadsLost = true;
          continue;
        }
        areHeadsLost = false;
        pending.clear();
        if (grown.isNew) leaveTree(chains, completeAt);
        for (const head of grown.heads) gatherMoved(chains, head, at, completeAt);
        completeAt = at;
        continue;
      }
      leaveTree(chains, completeAt);
      tree = undefined;
      for (const head of heads) gather(chains, head, at, completeAt);
      if (left === 0) completeAt = at;
    }
  }
  leaveTree(chains, completeAt);
  const end = checkAnchorsEnd(soFar, now);
  if (end !== undefined) broken.push(end);
  const anchored = [...chains].map(([key, { target, points, last }]) => {
    // A chain that was cut back has been anchored at a lower number later.
    points.sort((one, other) => one.sequence - other.sequence);
    const isAtEnd = last.sequence === points.at(-1)?.sequence;
    return [key, { target, points, lastAt: isAtEnd ? last.at : undefined }] as const;
  });
  return { lines, lastAt, broken, chains: new Map(anchored), completeAt };
}

const HEADS_ALTERED =
  'the heads that it vouches for were altered or removed; nothing is known of them up to the next full list';

interface Grown {
  readonly tree: HeadTree;
  /** It began with a full list. */
  readonly isNew: boolean;
  /** That it has been given since the line before; each chain once. */
  readonly heads: Iterable<AnchoredHead>;
}

/** The tree of this line; `undefined` when the stored heads do not lead to its root. */
function grow(tree: HeadTree | undefined, anchor: RootAnchorLine, lines: readonly HeadsLine[]): Grown | undefined {
  const steps = stepsTo(anchor, tree?.root(), lines);
  const grown = steps && treeAfter(tree, steps);
  if (steps === undefined || grown?.size() !== anchor.size) return undefined;
  const begin = steps.findLastIndex(({ from }) => from === null);
  const moved = new Map<string, AnchoredHead>();
  for (const { heads } of steps.slice(Math.max(0, begin))) {
    for (const head of heads) moved.set(targetKey(head.target), head);
  }
  return { tree: grown, isNew: begin >= 0, heads: moved.values() };
}

/** Reads the stored heads along with the anchors: both are in order of their numbers. */
function pendingHeads(store: AnchorReader) {
  const stored = allHeads(store)[Symbol.asyncIterator]();
  let pending: HeadsLine[] = [];
  let next: HeadsLine | undefined;
  return {
    /** The lines up to this number that no tree has been made of yet. */
    async upTo(number: number): Promise<readonly HeadsLine[]> {
      for (;;) {
        next ??= (await stored.next()).value ?? undefined;
        if (next === undefined || next.number > number) return pending;
        pending.push(next);
        next = undefined;
      }
    },
    clear(): void {
      pending = [];
    },
  };
}

async function* allHeads(store: AnchorReader): AsyncGenerator<HeadsLine, undefined> {
  for (const month of await store.months()) {
    for await (const text of store.heads(month)) {
      const line = parseHeads(text);
      if (line !== undefined) yield line;
    }
  }
}

/**
 * The tree ends here, or a full list follows: from now on lines see a chain only when they name it.
 */
function leaveTree(chains: ReadonlyMap<string, Reading>, completeAt: string | undefined): void {
  for (const chain of chains.values()) {
    if (chain.isInTree && completeAt !== undefined) chain.last.at = completeAt;
    chain.isInTree = false;
  }
}

function gatherMoved(
  chains: Map<string, Reading>,
  head: AnchoredHead,
  at: string,
  completeAt: string | undefined,
): void {
  const chain = chains.get(targetKey(head.target));
  if (chain?.isInTree && completeAt !== undefined) chain.last.at = completeAt;
  const isThere = head.sequence !== NO_HEAD.sequence;
  if (isThere) gather(chains, head, at, completeAt);
  const gathered = chains.get(targetKey(head.target));
  if (gathered !== undefined) gathered.isInTree = isThere;
}

function gather(chains: Map<string, Reading>, head: AnchoredHead, at: string, completeAt: string | undefined): void {
  const { target, sequence, hash } = head;
  const key = targetKey(target);
  const chain = chains.get(key);
  const last = { ...head, at };
  if (chain === undefined) {
    chains.set(key, { target, points: [{ sequence, hash, at, notBefore: completeAt }], last, isInTree: false });
    return;
  }
  // Most chains stand still most of the time.
  if (chain.last.sequence !== sequence || chain.last.hash !== hash) {
    const notBefore = sequence > chain.last.sequence ? chain.last.at : undefined;
    chain.points.push({ sequence, hash, at, notBefore });
  }
  chain.last = last;
}
