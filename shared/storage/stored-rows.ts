import type { ChainHead } from '../audit/record.ts';
import { fromProperties } from '../lib/table-json.ts';
import type { RecordEntry } from '../model/record.ts';

/** Rows as anyone may have left them: what is read here is believed only after it was verified. */
type Row = Readonly<Record<string, unknown>>;

/**
 * The entry in a row; `undefined` when it holds none. Whether its hash fits is another question.
 */
export function entryIn(row: Row): RecordEntry | undefined {
  const entry = jsonIn(row) as Partial<RecordEntry>;
  const { sequence, at, target, writer, body, previousHash, hash } = entry;
  const isEntry =
    isCount(sequence) && [at, writer, previousHash, hash, target?.clusterId, target?.profile, body?.type].every(isText);
  return isEntry ? (entry as RecordEntry) : undefined;
}

/** The head in a row; `undefined` when it holds none. */
export function headIn(row: Row): ChainHead | undefined {
  const head = jsonIn(row) as Partial<ChainHead>;
  const isHead = isCount(head.sequence) && isText(head.hash) && Array.isArray(head.open);
  return isHead ? (head as ChainHead) : undefined;
}

function jsonIn(row: Row): object {
  try {
    return Object(fromProperties(row));
  } catch {
    return {};
  }
}

/** 1, 2, 3 … */
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
