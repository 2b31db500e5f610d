import { hashLeaf, hashNode, sha256Hex } from '../lib/sha256.ts';

/** A Merkle tree as RFC 9162 has it: https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1 */
export interface MerkleTree {
  /** Leaves. */
  size(): number;
  /** Puts a leaf over the one at this index, or behind the last. */
  set(index: number, leaf: string): void;
  /** In hex. Computes only what changed since the last call. */
  root(): string;
}

export function createMerkleTree(): MerkleTree {
  const leaves: string[] = [];
  /** The leaves' hashes, then those of each level above; the last level is the root alone. */
  const levels: string[][] = [leaves];
  let changed = new Set<number>();

  return {
    size: () => leaves.length,
    set(index, leaf) {
      if (index > leaves.length) throw new RangeError(`Leaf ${index} does not follow on ${leaves.length} leaves.`);
      leaves[index] = hashLeaf(leaf);
      changed.add(index);
    },
    root() {
      let stale: ReadonlySet<number> = changed;
      let nodes = leaves;
      for (let level = 1; nodes.length > 1; level++) {
        const above = levels[level] ?? [];
        levels[level] = above;
        stale = renew(above, nodes, stale);
        nodes = above;
      }
      changed = new Set();
      return nodes[0] ?? sha256Hex('');
    },
  };
}

/** Computes the nodes above those that are stale, and answers which these are. */
function renew(above: string[], nodes: readonly string[], stale: ReadonlySet<number>): ReadonlySet<number> {
  const parents = new Set<number>();
  for (const index of stale) parents.add(index >> 1);
  for (const parent of parents) {
    const left = nodes[2 * parent] ?? '';
    const right = nodes[2 * parent + 1];
    // A node without a partner moves up as it is.
    above[parent] = right === undefined ? left : hashNode(left, right);
  }
  return parents;
}
