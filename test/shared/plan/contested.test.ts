import { describe, expect, test } from 'vitest';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { ActionOutcome, ActionResult } from '../../../shared/model/action.ts';
import type { Attempts } from '../../../shared/model/state.ts';
import { attemptsStillWanted, withAttempts } from '../../../shared/plan/conditions.ts';
import { isContested } from '../../../shared/plan/contested.ts';
import { ACTION } from '../../support/record.ts';

const NOW = '2026-01-08T00:00:00.000Z';
const DAY = 24 * 3600;
const daysAgo = (...days: readonly number[]) => days.map((each) => secondsLater(NOW, -each * DAY));
const tried = (changes: Partial<Attempts>): Attempts => ({ carriedOut: 0, failures: 0, ...changes });

describe('a change', () => {
  test.each<[string, Attempts | undefined, boolean]>([
    ['that was never made', undefined, false],
    ['that was made twice within a week', tried({ repeats: daysAgo(5, 1) }), false],
    ['that was made three times within a week', tried({ repeats: daysAgo(6, 4, 1) }), true],
    ['of which one of three times is over a week ago', tried({ repeats: daysAgo(7.1, 4, 1) }), false],
    ['that is under way for the third time', tried({ carriedOut: 1, repeats: daysAgo(6, 4, 0) }), false],
  ])('%s', (_, attempts, expected) => {
    expect(isContested('roleGrant', attempts, NOW)).toBe(expected);
  });

  test('that only inspects is due each day', () => {
    expect(isContested('clusterInspection', tried({ repeats: daysAgo(3, 2, 1) }), NOW)).toBe(false);
  });
});

describe('what is counted', () => {
  const outcome = (result: ActionResult): ActionOutcome => ({ action: ACTION, result }) as ActionOutcome;
  const trace = { call: 'PUT /x', at: NOW };
  const applied = outcome({ status: 'applied', after: {}, trace });
  const attemptsFor = (before: Readonly<Record<string, Attempts>>, one: ActionOutcome) =>
    withAttempts(before, [one], { now: NOW, pollSeconds: 10, spread: 0 })[ACTION.key];

  test('a change that is made for a new need counts once, however often it has to be written for it', () => {
    const first = attemptsFor({}, applied);
    expect(first).toMatchObject({ carriedOut: 1, repeats: [NOW] });
    expect(attemptsFor({ [ACTION.key]: first as Attempts }, applied)).toMatchObject({ carriedOut: 2, repeats: [NOW] });
  });

  test('what was there already does not count', () => {
    const before = outcome({ status: 'alreadyDone', after: {}, trace });
    expect(attemptsFor({}, before)).not.toHaveProperty('repeats');
  });

  test('the times outlive the finding, for a week', () => {
    const attempts = { [ACTION.key]: tried({ carriedOut: 1, repeats: [NOW] }) };
    expect(attemptsStillWanted(attempts, [], secondsLater(NOW, 6 * DAY))).toEqual({
      [ACTION.key]: { carriedOut: 0, failures: 0, repeats: [NOW] },
    });
    expect(attemptsStillWanted(attempts, [], secondsLater(NOW, 7 * DAY))).toEqual({});
  });
});
