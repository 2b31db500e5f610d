import type { RecordBody, RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { ChainRows } from './chain-rows.ts';

/** A part of the audit log of a target. */
export interface AuditPage {
  /** Entries of the whole log. */
  readonly total: number;
  readonly entries: readonly RecordEntry[];
  /** Rows of this page that hold no entry: they were altered. */
  readonly unreadable: number;
  /** Intents of earlier pages whose outcome is on this one. */
  readonly earlier: readonly RecordEntry[];
  /** After which number the next page begins; `undefined` after the last. */
  readonly next: number | undefined;
}

/**
 * Rows of one call to storage. An intent that is further back is named by the key of its action.
 */
const MAX_ROWS_BACK = 1000;

/** Reads no more than its page, and one call more where an outcome is on it without its intent. */
export async function readAuditPage(
  target: Target,
  after: number,
  limit: number,
  rows: Pick<ChainRows, 'page'>,
): Promise<AuditPage> {
  const page = await rows.page(target, after, limit);
  const entries = page.rows.flatMap(({ entry }) => entry ?? []);
  const last = Math.max(after, ...page.rows.map(({ sequence }) => sequence));
  const keys = keysWithoutIntent(entries);
  return {
    total: page.last ?? last,
    entries,
    unreadable: page.rows.length - entries.length,
    earlier: keys.size > 0 && after > 0 ? await intentsBefore(target, after, keys, rows) : [],
    // Rows with names of others have no number to go on from.
    next: page.hasMore && last > after ? last : undefined,
  };
}

async function intentsBefore(
  target: Target,
  after: number,
  keys: ReadonlySet<string>,
  rows: Pick<ChainRows, 'page'>,
): Promise<readonly RecordEntry[]> {
  const back = Math.min(after, MAX_ROWS_BACK);
  const { rows: before } = await rows.page(target, after - back, back);
  return before.flatMap(({ entry }) =>
    entry?.body.type === 'actionIntended' && keys.has(entry.body.action?.key) ? entry : [],
  );
}

const OUTCOMES: ReadonlySet<RecordBody['type']> = new Set([
  'actionAccepted',
  'actionSucceeded',
  'actionFailed',
  'actionUnanswered',
  'actionNotCarriedOut',
]);

function keysWithoutIntent(entries: readonly RecordEntry[]): ReadonlySet<string> {
  const intended = new Set<string>();
  const keys = new Set<string>();
  for (const { body } of entries) {
    // Entries may have been altered.
    if (body.type === 'actionIntended') intended.add(body.action?.key);
    else if (OUTCOMES.has(body.type) && 'actionKey' in body && !intended.has(body.actionKey)) keys.add(body.actionKey);
  }
  return keys;
}
