import type { RecordBody, RecordEntry } from '../model/record.ts';
import { fieldsOf, type Intent, type Told, tell } from './describe-entry.ts';

/** One entry of the record as people read it. */
export interface HistoryItem extends Told {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Requests, findings, changes and notifications, entry by entry. Text of Azure and others in it
 * cannot steer a terminal. `earlier` has intents whose outcome is among the entries.
 */
export function auditHistory(
  entries: readonly RecordEntry[],
  earlier: readonly RecordEntry[] = [],
): readonly HistoryItem[] {
  const intents = new Map<string, Intent>();
  for (const { sequence, body } of earlier) tellAny(body, sequence, intents);
  return entries.map(({ sequence, at, body }) => {
    const { title, details } = tellAny(body, sequence, intents);
    return { sequence, at: harmless(at), title: harmless(title), details: details.map(harmless) };
  });
}

/** A broken audit log has a history too, and its entries may hold anything. */
function tellAny(body: RecordBody, sequence: number, intents: Map<string, Intent>): Told {
  try {
    if (body.type === 'actionIntended') intents.set(body.action.key, { action: body.action, sequence });
    return tell(body, intents);
  } catch {
    return { title: `${body.type}: not as Backstay writes it`, details: fieldsOf(body) };
  }
}

/** Control characters could move the cursor, and signs of direction could turn words around. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}
