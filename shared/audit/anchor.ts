import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Target } from '../model/target.ts';

/** Where a chain ended when it was anchored. */
export interface AnchoredHead {
  readonly target: Target;
  /** Of the last entry. */
  readonly sequence: number;
  /** Of the last entry. */
  readonly hash: string;
}

/** One line of the anchors: where chains ended, linked to the anchor line before. */
export interface AnchorLine {
  /** ISO 8601. */
  readonly at: string;
  /** Version of Backstay that wrote it. */
  readonly writer: string;
  /** 1, 2, 3 … over all days. Lines of older versions have none. */
  readonly number?: number;
  /** The heads themselves, in lines of older versions; empty where there is a root. */
  readonly heads: readonly AnchoredHead[];
  /** How many heads of the same run follow in further lines, in lines of older versions. */
  readonly left?: number;
  /** Root of the Merkle tree over all heads, in hex. Lines of older versions have none. */
  readonly root?: string;
  /** Leaves of that tree. */
  readonly size?: number;
  /** Hash of the line before, also across days; 64 zeros for the first. */
  readonly previousAnchorHash: string;
  /** SHA-256, in hex, over the canonical JSON (RFC 8785) of everything above. */
  readonly hash: string;
}

export const NO_ANCHOR_HASH = '0'.repeat(64);
export const BEFORE_FIRST_ANCHOR: AnchorBefore = { hash: NO_ANCHOR_HASH, number: 0 };

/**
 * An append block holds 4 MiB. https://learn.microsoft.com/rest/api/storageservices/append-block
 */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** The line that a new one is linked to. */
export type AnchorBefore = Pick<AnchorLine, 'hash' | 'number' | 'root'>;

/** The line that anchors a tree of heads. It is as long for ten thousand chains as for one. */
export function nextAnchor(
  { root, size }: { readonly root: string; readonly size: number },
  before: AnchorBefore,
  { at, writer }: { readonly at: string; readonly writer: string },
): RootAnchorLine {
  const number = (before.number ?? 0) + 1;
  // Older versions take it for a line without heads, and link the next one to it.
  const unhashed = { at, writer, number, heads: [], left: 0, root, size, previousAnchorHash: before.hash, hash: '' };
  return { ...unhashed, hash: anchorHash(unhashed) };
}

/** A line that vouches for a tree of heads. */
export type RootAnchorLine = AnchorLine & { readonly number: number; readonly root: string; readonly size: number };

export function hasRoot(line: AnchorBefore): line is RootAnchorLine {
  return line.root !== undefined && line.number !== undefined;
}

/** The right hash of an anchor line. */
export function anchorHash({ hash: _, ...rest }: AnchorLine): string {
  return canonicalHash(rest);
}

/**
 * The anchor line in a line of text; `undefined` when it is none. Whether its hash fits is another
 * question.
 */
export function parseAnchor(text: string): AnchorLine | undefined {
  let line: Partial<AnchorLine> | null;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { at, writer, number = 1, heads, left = 0, root = '', size = 0, previousAnchorHash, hash } = line ?? {};
  const isLine =
    [at, writer, root, previousAnchorHash, hash].every((field) => typeof field === 'string') &&
    [number, left, size].every(Number.isSafeInteger) &&
    Array.isArray(heads) &&
    heads.every(isHead);
  return isLine ? (line as AnchorLine) : undefined;
}

export function isHead(head: Partial<AnchoredHead> | null): boolean {
  return (
    Number.isSafeInteger(head?.sequence) &&
    typeof head?.hash === 'string' &&
    typeof head.target?.clusterId === 'string' &&
    typeof head.target.profile === 'string'
  );
}
