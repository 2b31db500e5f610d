import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import { type AnchorBefore, type AnchorLine, anchorHash, BEFORE_FIRST_ANCHOR, parseAnchor } from './anchor.ts';
import { isEarlier, isTime, MAX_ANCHOR_GAP_SECONDS } from './times.ts';

/** What is wrong with a line of the anchors, or what is missing among them. */
export interface AnchorBreak {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** From 1; `undefined` when the whole day is missing, or the lines after the newest one. */
  readonly line?: number;
  readonly problem: 'Unreadable' | 'Altered' | 'NotLinked' | 'DayMissing' | 'Gap' | 'WrongTime' | 'HeadsAltered';
  /** For people; begins in lower case, as it follows the name of the line. */
  readonly message: string;
}

/** How far the anchors were followed. */
export interface AnchorsSoFar {
  /** The last line that could be read. */
  readonly before: AnchorBefore;
  /** Of that line, ISO 8601; `undefined` before the first. */
  readonly at: string | undefined;
  /** Of the last line, `YYYY-MM-DD`; `undefined` before the first. */
  readonly day: string | undefined;
  /**
   * The line before was broken and has been named, so that the next one is not blamed for not being
   * linked to it.
   */
  readonly afterBreak: boolean;
}

export const BEFORE_ANCHORS: AnchorsSoFar = {
  before: BEFORE_FIRST_ANCHOR,
  at: undefined,
  day: undefined,
  afterBreak: false,
};

export interface AnchorStep {
  readonly soFar: AnchorsSoFar;
  /** The line, when what it says can be believed. */
  readonly anchor?: AnchorLine;
  readonly wrong?: AnchorBreak;
}

/** Takes the next line of the anchors, and says what is wrong with it. `now` is ISO 8601. */
export function followAnchor(soFar: AnchorsSoFar, day: string, number: number, text: string, now: string): AnchorStep {
  const line = parseAnchor(text);
  if (line === undefined) {
    const wrong: AnchorBreak = { day, line: number, problem: 'Unreadable', message: 'this is no anchor line' };
    return { soFar: { ...soFar, day, afterBreak: true }, wrong };
  }
  const after: AnchorsSoFar = { before: line, at: line.at, day, afterBreak: false };
  if (!isWhole(line) || !isTime(line.at)) {
    const wrong: AnchorBreak = { day, line: number, problem: 'Altered', message: 'its hash does not fit it' };
    return { soFar: { ...after, at: soFar.at, afterBreak: true }, wrong };
  }
  const wrong = notLinked(soFar, day, number, line) ?? wrongTime(soFar, day, number, line, now);
  return { soFar: after, anchor: line, ...(wrong !== undefined && { wrong }) };
}

/**
 * What is wrong with the end of the anchors: lines that should be there by now. `now` is ISO 8601.
 */
export function checkAnchorsEnd({ at }: AnchorsSoFar, now: string): AnchorBreak | undefined {
  if (at === undefined || secondsBetween(at, now) <= MAX_ANCHOR_GAP_SECONDS) return undefined;
  return { day: now.slice(0, 10), problem: 'Gap', message: `no anchor was written after ${at}: ${WHY_GAP}` };
}

const WHY_GAP = 'anchoring did not run, or its lines were removed';

function notLinked(soFar: AnchorsSoFar, day: string, number: number, line: AnchorLine): AnchorBreak | undefined {
  if (soFar.afterBreak) return undefined;
  const { hash, number: last } = soFar.before;
  const isNext = last === undefined || line.number === undefined || line.number === last + 1;
  if (line.previousAnchorHash === hash && isNext) return undefined;
  if (soFar.day === undefined) {
    return {
      day: dayAfter(day, -1),
      problem: 'DayMissing',
      message: 'the anchors of this day, or of days before it, are not there',
    };
  }
  const missing = dayAfter(soFar.day, 1);
  if (missing < day) return { day: missing, problem: 'DayMissing', message: 'the anchors of this day are not there' };
  return {
    day,
    line: number,
    problem: 'NotLinked',
    message: 'it is not linked to the line before it: that one was re-written, or a line between them was taken away',
  };
}

function wrongTime(
  { at, afterBreak }: AnchorsSoFar,
  day: string,
  number: number,
  line: AnchorLine,
  now: string,
): AnchorBreak | undefined {
  if (isEarlier(now, line.at)) {
    return { day, line: number, problem: 'WrongTime', message: `its time, ${line.at}, is yet to come` };
  }
  if (at === undefined) return undefined;
  if (isEarlier(line.at, at)) {
    const message = `its time, ${line.at}, is before that of the line before it, ${at}`;
    return { day, line: number, problem: 'WrongTime', message };
  }
  if (afterBreak || secondsBetween(at, line.at) <= MAX_ANCHOR_GAP_SECONDS) return undefined;
  const message = `no anchor was written between ${at} and ${line.at}: ${WHY_GAP}`;
  return { day, line: number, problem: 'Gap', message };
}

function isWhole(line: AnchorLine): boolean {
  try {
    return anchorHash(line) === line.hash;
  } catch {
    // It holds what Backstay would never have written, such as half a letter.
    return false;
  }
}

function dayAfter(day: string, days: number): string {
  return secondsLater(`${day}T00:00:00.000Z`, days * 24 * 3600).slice(0, 10);
}
