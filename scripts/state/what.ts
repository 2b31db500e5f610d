import {
  ANCHORS_CONTAINER,
  HEADS_CONTAINER,
  NOTES_TABLE,
  RECORD_TABLE,
  TARGETS_TABLE,
} from '../../shared/storage/names.ts';

/**
 * The tables that are worth a copy. Not among them: the secret behind form tokens, which is to be
 * nowhere else, and scans, which live for a week.
 */
export const TABLES = [RECORD_TABLE, TARGETS_TABLE, NOTES_TABLE] as const;

/**
 * The containers of anchors and of their heads, and how the blobs in each are named: one for each
 * day, one for each month. Nothing else is copied, so that no name of a blob leads out of the
 * folder.
 */
export const CONTAINERS = [
  { container: ANCHORS_CONTAINER, name: /^\d{4}-\d\d-\d\d\.ndjson$/, unit: 'days' },
  { container: HEADS_CONTAINER, name: /^\d{4}-\d\d\.ndjson$/, unit: 'months' },
] as const;

export function fileOf(table: string): string {
  return `${table}.jsonl`;
}
