import { secondsBetween } from '../lib/iso-time.ts';
import type { RecordEntry } from '../model/record.ts';
import { type Break, broken } from './chain-break.ts';

/** Clocks of hosts differ a little, and to anchor many chains takes a while. */
export const MAX_CLOCK_DIFFERENCE_SECONDS = 15 * 60;
/** Anchoring runs hourly; two runs may fail in a row. A longer gap is a finding. */
export const MAX_ANCHOR_GAP_SECONDS = 3.5 * 3600;

/** The anchors around an entry say between which times it was written, ISO 8601. */
export interface WrittenBetween {
  readonly notBefore?: string | undefined;
  readonly notAfter?: string | undefined;
}

/** The contradiction between an entry's time and the anchors around it. */
export function wrongTime({ sequence, at }: RecordEntry, { notBefore, notAfter }: WrittenBetween): Break | undefined {
  if (!isTime(at)) return broken(sequence, 'WrongTime', `entry ${sequence} has no time that can be read`);
  if (notBefore !== undefined && isEarlier(at, notBefore)) {
    const message = `entry ${sequence} says ${at}, but an anchor of ${notBefore} shows that it was not there yet`;
    return broken(sequence, 'BackDated', message);
  }
  if (notAfter !== undefined && isEarlier(notAfter, at)) {
    return broken(sequence, 'FutureDated', `entry ${sequence} says ${at}, but it was there at ${notAfter} already`);
  }
  return undefined;
}

/** As Backstay writes it. `Date.parse` takes more: it skips any text in brackets. */
export function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** By more than clocks differ. */
export function isEarlier(time: string, other: string): boolean {
  return secondsBetween(time, other) > MAX_CLOCK_DIFFERENCE_SECONDS;
}
