import { describe, expect, test } from 'vitest';
import { withAnswers, withApprovals, withoutUsed } from '../../../shared/approvals/used-approvals.ts';
import type { ActionResult } from '../../../shared/model/action.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';
const CALLER = { kind: 'user', objectId: 'o', tenantId: 't' } as const;
const trace = { call: 'PUT x', at: AT };
const failure = { class: 'transient', code: 'c', message: 'm' } as const;
const QUESTION: Approval = { id: 'a', action: ACTION, askedAt: AT, expiresAt: '2026-01-08T00:00:00.000Z' };
const OTHER: Approval = { ...QUESTION, id: 'b', action: { ...ACTION, key: 'another-key' } };
const answered = (given: 'approved' | 'declined', unrecorded = false): Approval => ({
  ...QUESTION,
  answer: { given, at: AT, by: CALLER, ...(unrecorded && { unrecorded: true }) },
});

describe('an approval is used up', () => {
  test.each<[ActionResult]>([[{ status: 'applied', after: {}, trace }], [{ status: 'alreadyDone', after: {} }]])(
    'by an action that ended as $status, and no other is',
    (result) => {
      expect(withoutUsed([QUESTION, OTHER], [{ action: ACTION, result }])).toEqual([OTHER]);
    },
  );

  test.each<[ActionResult]>([
    [{ status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace }],
    [{ status: 'failed', failure }],
    [{ status: 'unanswered', failure, trace }],
  ])('not by one that is $status', (result) => {
    expect(withoutUsed([QUESTION, OTHER], [{ action: ACTION, result }])).toEqual([QUESTION, OTHER]);
  });
});

describe('a state row', () => {
  const state: TargetState = {
    schemaVersion: 1,
    target: TARGET,
    verdict: 'Unknown',
    verdictReason: 'AssessmentPending',
    verdictSince: AT,
    unreadySince: AT,
    conditions: [],
    attempts: {},
    dirty: false,
    seenEvents: [],
  };

  test('holds the approvals, in the place of those before', () => {
    expect(withApprovals({ ...state, approvals: [OTHER] }, [QUESTION])).toEqual({ ...state, approvals: [QUESTION] });
  });

  test('has no list of approvals when there are none', () => {
    expect(Object.keys(withApprovals({ ...state, approvals: [OTHER] }, []))).toEqual(Object.keys(state));
  });
});

describe('an answer that came during a step', () => {
  test('counts for the question that was asked', () => {
    expect(withAnswers([QUESTION, OTHER], [OTHER, answered('approved')])).toEqual([answered('approved'), OTHER]);
  });

  test.each([
    ['of another question', { ...answered('approved'), id: 'c' }],
    ['of the same question, asked at another time', { ...answered('approved'), askedAt: LATER }],
  ])('does not count where it is %s', (_, newer) => {
    expect(withAnswers([QUESTION], [newer])).toEqual([QUESTION]);
  });

  test('does not replace an answer that is on record', () => {
    expect(withAnswers([answered('declined')], [answered('approved')])).toEqual([answered('declined')]);
  });

  test('replaces one that is not on record yet', () => {
    expect(withAnswers([answered('approved', true)], [answered('approved')])).toEqual([answered('approved')]);
  });

  test('stays as the step holds it when the row has none, or lacks the question', () => {
    expect(withAnswers([answered('approved', true)], [QUESTION])).toEqual([answered('approved', true)]);
    expect(withAnswers([QUESTION], [])).toEqual([QUESTION]);
  });
});
