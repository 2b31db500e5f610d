import { canonicalHash } from '../lib/canonical-hash.ts';
import type { OpenAction } from '../model/action.ts';
import type { RecordBody, RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';

/** The end of a chain, moved in the same transaction as the entries before it. */
export interface ChainHead {
  /** Of the last entry; 0 before the first. */
  readonly sequence: number;
  readonly hash: string;
  /** Follows from the entries; kept here so that one read shows the open actions. */
  readonly open: readonly OpenAction[];
}

export const EMPTY_HEAD: ChainHead = { sequence: 0, hash: '0'.repeat(64), open: [] };

/** The writer, and the time. */
export interface Writing {
  readonly target: Target;
  /** ISO 8601. */
  readonly at: string;
  /** Version of Backstay. */
  readonly writer: string;
}

/** The entries that carry these bodies, linked to the head, and the head after them. */
export function nextEntries(
  head: ChainHead,
  bodies: readonly RecordBody[],
  writing: Writing,
): { readonly entries: readonly RecordEntry[]; readonly head: ChainHead } {
  let last = head;
  const entries = bodies.map((body) => {
    const entry = link(last, body, writing);
    last = headAfter(last, entry);
    return entry;
  });
  return { entries, head: last };
}

/** The head that a chain has after this entry. */
export function headAfter(head: ChainHead, entry: RecordEntry): ChainHead {
  return { sequence: entry.sequence, hash: entry.hash, open: openAfter(head.open, entry) };
}

/** The right hash of an entry: SHA-256 over the canonical JSON of everything else in it. */
export function hashOf({ hash: _, ...rest }: RecordEntry): string {
  return canonicalHash(rest);
}

function link(head: ChainHead, body: RecordBody, { target, at, writer }: Writing): RecordEntry {
  const entry = { sequence: head.sequence + 1, at, target, writer, body, previousHash: head.hash, hash: '' };
  return { ...entry, hash: hashOf(entry) };
}

function openAfter(open: readonly OpenAction[], { body, at }: RecordEntry): readonly OpenAction[] {
  switch (body.type) {
    case 'actionIntended':
      if (isOpen(open, body.action.key))
        throw new Error(`${body.action.key} was intended before and has no outcome yet.`);
      return [...open, { action: body.action, intendedAt: at }];
    case 'actionAccepted': {
      const { operationUrl, retryAfterSeconds, before } = body;
      const accepted = {
        at,
        ...(operationUrl !== undefined && { operationUrl }),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
        ...(before !== undefined && { before }),
      };
      return mustBeOpen(open, body.actionKey).map((one) =>
        one.action.key === body.actionKey ? { ...one, accepted } : one,
      );
    }
    case 'actionUnanswered': {
      const accepted = { at, unanswered: body.failure };
      return mustBeOpen(open, body.actionKey).map((one) =>
        one.action.key === body.actionKey ? { ...one, accepted } : one,
      );
    }
    case 'actionSucceeded':
    case 'actionFailed':
    case 'actionNotCarriedOut':
      return mustBeOpen(open, body.actionKey).filter(({ action }) => action.key !== body.actionKey);
    default:
      return open;
  }
}

/**
 * Each intent gets exactly one outcome; a second one would be a mistake of ours, and must not reach
 * the record.
 */
function mustBeOpen(open: readonly OpenAction[], key: string): readonly OpenAction[] {
  if (!isOpen(open, key)) throw new Error(`${key} has no intent on record that waits for an outcome.`);
  return open;
}

function isOpen(open: readonly OpenAction[], key: string): boolean {
  return open.some(({ action }) => action.key === key);
}
