import { describe, expect, test } from 'vitest';
import type { TargetSchedule } from '../../../shared/model/schedule.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { isOverdue, scheduleOf, waitingNewsOf } from '../../../shared/plan/schedule.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const BEFORE = '2026-01-01T11:59:59.999Z';
const LATE = '2026-01-01T12:00:00.000Z';
const rest: TargetSchedule = { target: TARGET, verdict: 'Ready', dirty: false, isBeingUndone: false };

describe('a target is overdue', () => {
  test.each<[string, Partial<TargetSchedule>, boolean]>([
    ['not at rest', {}, false],
    ['when its time is over', { wakeAt: BEFORE }, true],
    ['not before', { wakeAt: LATE }, false],
    ['when something happened to it', { dirty: true }, true],
    ['when the step that holds it has ended without a word', { flightUntil: BEFORE }, true],
    ['not while a step holds it', { flightUntil: LATE, dirty: true, wakeAt: BEFORE }, false],
    ['not when it is gone', { verdict: 'Gone', wakeAt: BEFORE }, false],
    ['when it is gone, and something happened', { verdict: 'Gone', dirty: true }, true],
    [
      'when it is gone, and changes of it are still to be undone',
      { verdict: 'Gone', isBeingUndone: true, wakeAt: BEFORE },
      true,
    ],
  ])('%s', (_, changes, expected) => {
    expect(isOverdue({ ...rest, ...changes }, LATE)).toBe(expected);
  });
});

test('a schedule has the times of its state, and no others', () => {
  const state = { target: TARGET, verdict: 'Ready', dirty: false } as TargetState;
  expect(scheduleOf(state)).toEqual(rest);
  const flight = { owner: 'm1', until: LATE };
  expect(scheduleOf({ ...state, dirty: true, wakeAt: BEFORE, flight, undoing: [{ action: ACTION }] })).toEqual({
    ...{ target: TARGET, verdict: 'Ready', dirty: true, isBeingUndone: true },
    ...{ wakeAt: BEFORE, flightUntil: LATE },
  });
});

test('news waits until the verdict is another', () => {
  const news = { verdict: 'Ready', at: BEFORE };
  const state = { target: TARGET, verdict: 'Ready', verdictReason: 'AllSatisfied', news } as TargetState;
  expect(waitingNewsOf(state)).toEqual({ target: TARGET, verdict: 'Ready', reason: 'AllSatisfied', at: BEFORE });
  expect(waitingNewsOf({ ...state, verdict: 'Failed' })).toBeUndefined();
  const { news: _, ...told } = state;
  expect(waitingNewsOf(told)).toBeUndefined();
});
