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
  readonly heads: readonly AnchoredHead[];
  /** How many heads of the same run follow in further lines. Lines of older versions do not say. */
  readonly left?: number;
  /** Hash of the line before, also across days; 64 zeros for the first. */
  readonly previousAnchorHash: string;
  /** SHA-256, in hex, over the canonical JSON (RFC 8785) of everything above. */
  readonly hash: string;
}

export const NO_ANCHOR_HASH = '0'.repeat(64);
export const BEFORE_FIRST_ANCHOR: AnchorBefore = { hash: NO_ANCHOR_HASH, number: 0 };

/** An append block holds 4 MiB. https://learn.microsoft.com/rest/api/storageservices/append-block */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;
/** For what stands in a line beside its heads. */
const FRAME_BYTES = 1024;

/** The line that a new one is linked to. */
export type AnchorBefore = Pick<AnchorLine, 'hash' | 'number'>;

/** The line that anchors as many of these heads as fit into one append block, and the heads that are left for the next. */
export function nextAnchor(
  heads: readonly AnchoredHead[],
  before: AnchorBefore,
  { at, writer }: { readonly at: string; readonly writer: string },
  mostBytes: number = MAX_LINE_BYTES,
): { readonly line: NumberedAnchorLine; readonly rest: readonly AnchoredHead[] } {
  const count = fitting(heads, mostBytes - FRAME_BYTES);
  const rest = heads.slice(count);
  const unhashed = {
    at,
    writer,
    number: (before.number ?? 0) + 1,
    heads: heads.slice(0, count),
    left: rest.length,
    previousAnchorHash: before.hash,
    hash: '',
  };
  return { line: { ...unhashed, hash: anchorHash(unhashed) }, rest };
}

export type NumberedAnchorLine = AnchorLine & { readonly number: number };

/** What an anchor line's hash must be. */
export function anchorHash({ hash: _, ...rest }: AnchorLine): string {
  return canonicalHash(rest);
}

/** The anchor line in a line of text; `undefined` when it is none. Whether its hash fits is another question. */
export function parseAnchor(text: string): AnchorLine | undefined {
  let line: Partial<AnchorLine> | null;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { at, writer, number = 1, heads, left = 0, previousAnchorHash, hash } = line ?? {};
  const isLine =
    [at, writer, previousAnchorHash, hash].every((field) => typeof field === 'string') &&
    [number, left].every(Number.isSafeInteger) &&
    Array.isArray(heads) &&
    heads.every(isHead);
  return isLine ? (line as AnchorLine) : undefined;
}

function isHead(head: Partial<AnchoredHead> | null): boolean {
  return (
    Number.isSafeInteger(head?.sequence) &&
    typeof head?.hash === 'string' &&
    typeof head.target?.clusterId === 'string' &&
    typeof head.target.profile === 'string'
  );
}

/** At least one, so that there is always progress. */
function fitting(heads: readonly AnchoredHead[], mostBytes: number): number {
  let bytes = 0;
  for (const [index, head] of heads.entries()) {
    bytes += new TextEncoder().encode(JSON.stringify(head)).length + 1;
    if (bytes > mostBytes) return Math.max(1, index);
  }
  return heads.length;
}
