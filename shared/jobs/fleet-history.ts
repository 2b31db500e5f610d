import * as z from 'zod';
import type { FleetDay } from '../model/weekly-report.ts';

/** Name of the note that holds how much of the fleet was ready, day by day. */
export const FLEET_HISTORY_NOTE = 'fleet-history';

const MAX_DAYS = 60;

const count = z.int().min(0);
const noteSchema = z.object({
  days: z.array(z.object({ day: z.iso.date(), targets: count, ready: count, protected: count })),
});

/** The note as it is stored, oldest first; one that cannot be read counts as none. */
export function fleetHistoryIn(value: unknown): readonly FleetDay[] {
  return noteSchema.safeParse(value).data?.days ?? [];
}

/** The note with the latest count of a day, which replaces an earlier one. */
export function withFleetDay(value: unknown, today: FleetDay): { readonly days: readonly FleetDay[] } {
  const others = fleetHistoryIn(value).filter(({ day }) => day !== today.day);
  const days = [...others, today].sort((one, other) => one.day.localeCompare(other.day));
  return { days: days.slice(-MAX_DAYS) };
}
