import type { RecordEntry } from '../../shared/model/record.ts';
import type { RuleId } from '../../shared/model/rule-id.ts';

/** An acceptance that the audit log has, and has not ended. */
interface Logged {
  readonly id: string;
  readonly ruleId: RuleId;
  /** ISO 8601. */
  readonly until: string;
}

/** The acceptances of a target that hold by its audit log alone. */
export function acceptedInLog(entries: readonly RecordEntry[]): readonly Logged[] {
  const held = new Map<string, Logged>();
  for (const { body } of entries) {
    if (body.type === 'findingAccepted') {
      const { acceptanceId: id, ruleId, until } = body;
      held.set(id, { id, ruleId, until });
    }
    if (body.type === 'acceptanceEnded') held.delete(body.acceptanceId);
  }
  return [...held.values()];
}

/** Entries that cannot be: an acceptance that begins or ends twice, or ends before it began. */
export function oddAcceptances(entries: readonly RecordEntry[]): readonly string[] {
  const open = new Set<string>();
  const begun = new Set<string>();
  return entries.flatMap(({ body, sequence }) => {
    if (body.type === 'findingAccepted') {
      const isOdd = begun.has(body.acceptanceId);
      begun.add(body.acceptanceId);
      open.add(body.acceptanceId);
      return isOdd ? [`entry ${sequence} accepts a finding that was accepted so before`] : [];
    }
    if (body.type !== 'acceptanceEnded' || open.delete(body.acceptanceId)) return [];
    return [`entry ${sequence} ends an acceptance that does not hold`];
  });
}

/** The last moment of a day, so many days from now. */
export function endOfDay(now: Date, days: number): string {
  return `${new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)}T23:59:59.999Z`;
}
