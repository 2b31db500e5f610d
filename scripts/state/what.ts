import { NOTES_TABLE, RECORD_TABLE, TARGETS_TABLE } from '../../shared/storage/names.ts';

/**
 * The tables that are worth a copy. Not among them: the secret behind form tokens, which is to be nowhere else, and scans, which
 * live for a week.
 */
export const TABLES = [RECORD_TABLE, TARGETS_TABLE, NOTES_TABLE] as const;

/** How anchors are named, one blob for each day. Nothing else is copied, so that no name of a blob leads out of the folder. */
export const ANCHOR_NAME = /^\d{4}-\d\d-\d\d\.ndjson$/;

export function fileOf(table: string): string {
  return `${table}.jsonl`;
}
