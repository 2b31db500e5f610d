import { type Target, targetKey } from '../model/target.ts';
import type { AnchoredHead } from './anchor.ts';
import { createMerkleTree } from './merkle-tree.ts';

/**
 * The heads of all chains as leaves of a Merkle tree, in the order in which they were first
 * anchored.
 */
export interface HeadTree {
  /** Puts these heads over what is known of their chains; new chains come behind the others. */
  move(heads: readonly AnchoredHead[]): void;
  root(): string;
  size(): number;
  headOf(target: Target): AnchoredHead | undefined;
  heads(): Iterable<AnchoredHead>;
}

/** A chain whose head was not there, or could not be read, when it was anchored. */
export const NO_HEAD = { sequence: 0, hash: '' } as const;

export function createHeadTree(first: readonly AnchoredHead[] = []): HeadTree {
  const tree = createMerkleTree();
  const places = new Map<string, { readonly index: number; head: AnchoredHead }>();
  const move = (heads: readonly AnchoredHead[]) => {
    for (const head of heads) {
      const key = targetKey(head.target);
      const place = places.get(key);
      const index = place?.index ?? places.size;
      if (place === undefined) places.set(key, { index, head });
      else place.head = head;
      tree.set(index, leafOf(head));
    }
  };
  move(first);
  return {
    move,
    root: tree.root,
    size: tree.size,
    headOf: (target) => places.get(targetKey(target))?.head,
    *heads() {
      for (const { head } of places.values()) yield head;
    },
  };
}

/** The heads that differ from those of the tree, and chains of the tree that have none any more. */
export function movedSince(tree: HeadTree, heads: readonly AnchoredHead[]): readonly AnchoredHead[] {
  const moved = heads.filter((head) => !isSame(tree.headOf(head.target), head));
  const there = new Set(heads.map(({ target }) => targetKey(target)));
  for (const { target, sequence } of tree.heads()) {
    if (sequence !== NO_HEAD.sequence && !there.has(targetKey(target))) moved.push({ target, ...NO_HEAD });
  }
  return moved;
}

function isSame(one: AnchoredHead | undefined, other: AnchoredHead): boolean {
  return one?.sequence === other.sequence && one.hash === other.hash;
}

/** An array, so that it has one order. */
function leafOf({ target, sequence, hash }: AnchoredHead): string {
  return JSON.stringify([target.clusterId, target.profile, sequence, hash]);
}
