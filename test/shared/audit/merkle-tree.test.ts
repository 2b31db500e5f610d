import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMerkleTree } from '../../../shared/audit/merkle-tree.ts';

const sha256 = (...parts: readonly (string | Buffer)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** As RFC 9162, section 2.1.1, defines it. */
function rootOf(leaves: readonly string[]): Buffer {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0] ?? '');
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

const treeOf = (leaves: readonly string[]) => {
  const tree = createMerkleTree();
  for (const [index, leaf] of leaves.entries()) tree.set(index, leaf);
  return tree;
};

describe('a Merkle tree', () => {
  // Of Certificate Transparency's reference tests:
  // https://github.com/google/certificate-transparency
  test.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ])('of %d leaves has the root of the reference', (count, root) => {
    expect(treeOf(['', '\0', '\u0010', ' !'].slice(0, count)).root()).toBe(root);
  });

  test('has the root of the definition after any changes', () => {
    const changes = fc.array(fc.tuple(fc.nat(40), fc.string()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(changes, (steps) => {
        const leaves: string[] = [];
        const tree = createMerkleTree();
        for (const [at, leaf] of steps) {
          const index = Math.min(at, leaves.length);
          leaves[index] = leaf;
          tree.set(index, leaf);
          // Not after each of them: several changes are computed at once.
          if (at % 3 === 0) expect(tree.root()).toBe(rootOf(leaves).toString('hex'));
        }
        expect(tree.root()).toBe(rootOf(leaves).toString('hex'));
        expect(tree.size()).toBe(leaves.length);
      }),
    );
  });

  test('does not take a node for a leaf', () => {
    const two = treeOf(['a', 'b']).root();
    const node = Buffer.concat([sha256(Buffer.of(0), 'a'), sha256(Buffer.of(0), 'b')]).toString('latin1');
    expect(treeOf([node]).root()).not.toBe(two);
  });

  test('has no gaps', () => {
    expect(() => treeOf(['a']).set(2, 'c')).toThrow('does not follow');
  });
});
