import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { OpenAction } from '../../../shared/model/action.ts';
import type { Action } from '../../../shared/model/plan.ts';
import { isPollDue, MAX_KEPT, MAX_USUAL, secondsToNextPoll, withDurations } from '../../../shared/plan/poll-times.ts';
import { failure } from '../../support/conditions.ts';

const START = '2026-01-01T00:00:00.000Z';
const POLL = 10;
const action: Action = {
  key: 'k',
  ruleIds: [],
  remedy: { kind: 'providerRegistration', subscriptionId: 's', namespace: 'n' },
  text: '',
  risk: 'harmless',
  permissions: [],
};
const running: OpenAction = { action, intendedAt: START, accepted: { at: START } };
const inSeconds = (seconds: number) => secondsLater(START, seconds);
const tookEach = (seconds: readonly number[]) =>
  withDurations(
    {},
    seconds.map((each) => ({ action, seconds: each })),
  );

/** The times of all polls, in seconds, of an operation that takes so long. */
function pollsOf(seconds: number, durations: Parameters<typeof isPollDue>[1]): readonly number[] {
  const polls: number[] = [];
  for (let now = 0; now < 24 * 3600; ) {
    now += secondsToNextPoll(running, durations, inSeconds(now), POLL);
    if (isPollDue(running, durations, inSeconds(now))) polls.push(now);
    if (polls.length > 0 && now >= seconds) break;
  }
  return polls;
}

describe('an operation', () => {
  test('of which nothing is known is polled at the usual interval', () => {
    expect(pollsOf(35, {})).toEqual([10, 20, 30, 40]);
  });

  test('is polled at 70 % of what it usually takes, then in steps of 10 s or 4 %', () => {
    expect(pollsOf(100, tookEach([100]))).toEqual([70, 80, 90, 100]);
    expect(pollsOf(500, tookEach([500]))).toEqual([350, 370, 390, 410, 430, 450, 470, 490, 510]);
  });

  test('is learned under its own name, an undo apart', () => {
    const undo: Action = { ...action, undoes: { vaultIds: [], before: undefined, after: undefined } as never };
    const durations = withDurations({}, [{ action: undo, seconds: 500 }]);
    expect(Object.keys(durations)).toEqual(['providerRegistration-undo']);
    expect(isPollDue(running, durations, inSeconds(10))).toBe(true);
  });

  test.each<[string, Partial<OpenAction>]>([
    ['whose write may not have been sent', { accepted: undefined as never }],
    ['whose answer was lost', { accepted: { at: START, unanswered: failure('transient') } }],
  ])('%s is polled at once', (_, change) => {
    expect(isPollDue({ ...running, ...change }, tookEach([500]), START)).toBe(true);
  });

  test('is not polled before the time that Azure asks for', () => {
    const asked = { ...running, accepted: { at: START, retryAfterSeconds: 90 } };
    expect(isPollDue(asked, tookEach([100]), inSeconds(80))).toBe(false);
    expect(secondsToNextPoll(asked, tookEach([100]), START, POLL)).toBe(90);
    expect(secondsToNextPoll(asked, tookEach([100]), inSeconds(90), POLL)).toBe(90);
  });

  test('is polled after a clock was set back', () => {
    expect(isPollDue(running, tookEach([500]), inSeconds(-60))).toBe(true);
  });
});

describe('what is learned', () => {
  test('is the median: one that took long changes nothing', () => {
    expect(pollsOf(100, tookEach([100, 100, 800]))[0]).toBe(70);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, MAX_USUAL + 1])('%s s is not learned', (seconds) => {
    expect(tookEach([seconds])).toEqual({});
  });

  test('keeps the latest', () => {
    expect(tookEach(Array.from({ length: 20 }, (_, index) => index + 1)).providerRegistration).toHaveLength(MAX_KEPT);
  });

  test.each([[Number.NaN], [-5], [1e9], [1e9, 1e9, 100]])('counts only within bounds: %j', (...kept) => {
    const durations = { providerRegistration: kept };
    expect(secondsToNextPoll(running, durations, START, POLL)).toBeLessThanOrEqual(MAX_USUAL);
    expect(pollsOf(100, durations).at(-1)).toBeLessThanOrEqual(110);
  });
});

test('every operation is polled until it has ended, soon after its end, and no more often than before', () => {
  const seconds = fc.double({ min: 0.1, max: 1200, noNaN: true });
  const kept = fc.array(fc.oneof(seconds, fc.double(), fc.constant(Number.NaN)), { maxLength: 12 });
  fc.assert(
    fc.property(seconds, kept, (takes, all) => {
      const polls = pollsOf(takes, { providerRegistration: all });
      const last = polls.at(-1) ?? Number.NaN;
      expect(last).toBeGreaterThanOrEqual(takes);
      // Late by an interval, or because all the others took longer.
      const most = Math.max(0, ...all.filter((each) => each > 0 && each <= MAX_USUAL));
      expect(last).toBeLessThanOrEqual(Math.max(takes + Math.max(POLL, MAX_USUAL * 0.04), most * 0.7 + POLL) + 1);
      expect(polls.length).toBeLessThanOrEqual(pollsOf(takes, {}).length);
    }),
  );
});
