import { secondsBetween } from '../lib/iso-time.ts';
import type { RecordBody, RecordEntry } from '../model/record.ts';
import { auditHistory, type HistoryItem } from './audit-history.ts';

/** One line of a timeline: an entry of the audit log, or an intent with all that came of it. */
export interface TimelineLine extends HistoryItem {
  /** The number of the intent, where the line has one; `sequence` is that of the last entry. */
  readonly from?: number;
  /** From the intent to its outcome. */
  readonly took?: string;
}

export interface TimelineDay {
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly lines: readonly TimelineLine[];
}

/**
 * The audit log with each intent and its outcome on one line, at the time of the outcome. An intent
 * without an outcome stays a line, and so does an outcome without an intent.
 */
export function foldHistory(entries: readonly RecordEntry[]): readonly TimelineLine[] {
  const lines: (TimelineLine | undefined)[] = [...auditHistory(entries)];
  const begun = new Map<string, readonly number[]>();
  for (const [index, { body }] of entries.entries()) {
    const key = actionKeyOf(body);
    if (key === undefined) continue;
    const before = begun.get(key) ?? [];
    if (body.type === 'actionIntended') begun.set(key, [index]);
    else if (before.length === 0) continue;
    else if (!ENDS.includes(body.type)) begun.set(key, [...before, index]);
    else {
      const parts = [...before, index].flatMap((at) => lines[at] ?? []);
      lines[index] = lineOf(parts);
      for (const at of before) lines[at] = undefined;
      begun.delete(key);
    }
  }
  return lines.filter((line) => line !== undefined);
}

/** The same by days, in the order of the lines. */
export function daysOf(lines: readonly TimelineLine[]): readonly TimelineDay[] {
  const days = Map.groupBy(lines, ({ at }) => (Number.isNaN(Date.parse(at)) ? 'No time' : at.slice(0, 10)));
  return [...days].map(([day, some]) => ({ day, lines: some }));
}

/** `14 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function describeDuration(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  const whole = Math.round(seconds);
  const [size, unit, smaller, next] = UNITS.find(([size]) => whole >= size) ?? SECOND;
  const rest = smaller === undefined ? 0 : Math.floor((whole % size) / smaller);
  return `${Math.floor(whole / size)} ${unit}${rest === 0 ? '' : ` ${rest} ${next}`}`;
}

const SECOND: Unit = [1, 's'];
const UNITS: readonly Unit[] = [[86_400, 'd', 3600, 'h'], [3600, 'h', 60, 'min'], [60, 'min', 1, 's'], SECOND];
type Unit = readonly [size: number, unit: string, smaller?: number, next?: string];

/** After these nothing more comes of an intent. */
const ENDS: readonly RecordBody['type'][] = ['actionSucceeded', 'actionFailed', 'actionNotCarriedOut'];
const PARTS: readonly RecordBody['type'][] = ['actionIntended', 'actionAccepted', 'actionUnanswered', ...ENDS];

/**
 * The key that joins an intent and its outcome. The entries of a broken audit log may hold
 * anything.
 */
function actionKeyOf(body: RecordBody): string | undefined {
  if (!PARTS.includes(body.type)) return undefined;
  const { action, actionKey } = body as { readonly action?: { readonly key?: unknown }; readonly actionKey?: unknown };
  const key = body.type === 'actionIntended' ? action?.key : actionKey;
  return typeof key === 'string' ? key : undefined;
}

function lineOf(parts: readonly HistoryItem[]): TimelineLine | undefined {
  const [intent] = parts;
  const outcome = parts.at(-1);
  if (intent === undefined || outcome === undefined) return undefined;
  const seconds = secondsBetween(intent.at, outcome.at);
  return {
    sequence: outcome.sequence,
    from: intent.sequence,
    at: outcome.at,
    // The line names the intent itself.
    title: outcome.title.replace(` (entry ${intent.sequence})`, ''),
    ...(!Number.isNaN(seconds) && { took: describeDuration(seconds) }),
    details: parts.flatMap(({ sequence, title, details }) => [`entry ${sequence}: ${title}`, ...details]),
  };
}
