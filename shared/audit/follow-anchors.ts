import { secondsLater } from '../lib/iso-time.ts';
import { type AnchorLine, anchorHash, NO_ANCHOR_HASH, parseAnchor } from './anchor.ts';

/** What is wrong with a line of the anchors, or what is not there. */
export interface AnchorBreak {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** From 1; `undefined` when the whole day is not there. */
  readonly line?: number;
  readonly problem: 'Unreadable' | 'Altered' | 'NotLinked' | 'DayMissing';
  /** For people; begins in lower case, as it follows the name of the line. */
  readonly message: string;
}

/** How far the anchors were followed. */
export interface AnchorsSoFar {
  /** Of the last line that could be read. */
  readonly hash: string;
  /** Of the last line, `YYYY-MM-DD`; `undefined` before the first. */
  readonly day: string | undefined;
  /** The line before was broken and has been named, so that the next one is not blamed for not being linked to it. */
  readonly afterBreak: boolean;
}

export const BEFORE_ANCHORS: AnchorsSoFar = { hash: NO_ANCHOR_HASH, day: undefined, afterBreak: false };

export interface AnchorStep {
  readonly soFar: AnchorsSoFar;
  /** The line, when what it says can be believed. */
  readonly anchor?: AnchorLine;
  readonly wrong?: AnchorBreak;
  /** Days without an anchor before this line, though nothing was taken away: none was written on them. */
  readonly quietDays: readonly string[];
}

/** Takes the next line of the anchors, and says what is wrong with it. */
export function followAnchor(soFar: AnchorsSoFar, day: string, number: number, text: string): AnchorStep {
  const line = parseAnchor(text);
  if (line === undefined) {
    const wrong: AnchorBreak = { day, line: number, problem: 'Unreadable', message: 'this is no anchor line' };
    return { soFar: { ...soFar, day, afterBreak: true }, wrong, quietDays: [] };
  }
  const after: AnchorsSoFar = { hash: line.hash, day, afterBreak: false };
  if (!isWhole(line)) {
    const wrong: AnchorBreak = { day, line: number, problem: 'Altered', message: 'its hash does not fit it' };
    return { soFar: { ...after, afterBreak: true }, wrong, quietDays: [] };
  }
  const without = daysBetween(soFar.day, day);
  const isLinked = line.previousAnchorHash === soFar.hash || soFar.afterBreak;
  return isLinked
    ? { soFar: after, anchor: line, quietDays: without }
    : { soFar: after, anchor: line, wrong: notLinked(soFar, day, number, without), quietDays: [] };
}

function notLinked(soFar: AnchorsSoFar, day: string, line: number, without: readonly string[]): AnchorBreak {
  if (soFar.day === undefined) {
    return {
      day: dayAfter(day, -1),
      problem: 'DayMissing',
      message: 'the anchors of this day, or of days before it, are not there',
    };
  }
  const [missing] = without;
  if (missing !== undefined) {
    return { day: missing, problem: 'DayMissing', message: 'the anchors of this day are not there' };
  }
  return {
    day,
    line,
    problem: 'NotLinked',
    message: 'it is not linked to the line before it: that one was re-written, or a line between them was taken away',
  };
}

function isWhole(line: AnchorLine): boolean {
  try {
    return anchorHash(line) === line.hash;
  } catch {
    // It holds what Backstay would never have written, such as half a letter.
    return false;
  }
}

function daysBetween(earlier: string | undefined, later: string): readonly string[] {
  const days: string[] = [];
  if (earlier === undefined) return days;
  for (let day = dayAfter(earlier, 1); day < later; day = dayAfter(day, 1)) days.push(day);
  return days;
}

function dayAfter(day: string, days: number): string {
  return secondsLater(`${day}T00:00:00.000Z`, days * 24 * 3600).slice(0, 10);
}
