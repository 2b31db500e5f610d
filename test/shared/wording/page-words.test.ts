import { describe, expect, test } from 'vitest';
import type { SkipReason } from '../../../shared/model/plan.ts';
import type { Condition, Progress } from '../../../shared/model/state.ts';
import type { TargetSummary } from '../../../shared/model/summary.ts';
import { GROUP_WORDS, groupsOf, whoseTurn } from '../../../shared/page/groups.ts';
import { noticeOf } from '../../../shared/page/notice.ts';
import { span } from '../../../shared/page/time.ts';
import { howFar } from '../../../shared/page/work.ts';
import {
  actorOn,
  describeReason,
  grouped,
  OUTCOME_WORDS,
  PROGRESS_WORDS,
  SKIP_WORDS,
  spaced,
  VERDICT_WORDS,
  whoActs,
} from '../../../shared/wording/page-words.ts';
import { VERDICT_ORDER } from '../../../shared/wording/verdict-order.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  missingFinding,
  pendingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';
import { TARGET } from '../../support/record.ts';

const T = '2026-01-05T08:30:00.000Z';
const key = { actionKey: 'k' };

test('every verdict is on the page, with words of its own', () => {
  expect([...VERDICT_ORDER].sort()).toEqual(Object.keys(VERDICT_WORDS).sort());
  const shorts = VERDICT_ORDER.map((verdict) => VERDICT_WORDS[verdict].short);
  expect(new Set(shorts).size).toBe(VERDICT_ORDER.length);
});

test.each<readonly [string, Readonly<Record<string, string>>]>([
  ['outcome', OUTCOME_WORDS],
  ['progress', PROGRESS_WORDS],
  ['reason to skip', SKIP_WORDS],
])('every %s has words of its own', (_, words) => {
  const all = Object.values(words);
  expect(all.every((each) => each.length > 4)).toBe(true);
  expect(new Set(all).size).toBe(all.length);
});

const skipped = (reason: SkipReason): Progress => ({ ...key, state: 'skipped', reason });
const retrying = (failureClass: 'permanent' | 'throttled'): Progress => {
  return { ...key, state: 'retrying', failure: failure(failureClass), since: T, retryAt: T };
};

describe('whose turn it is', () => {
  test.each<readonly [string, Condition]>([
    ['nobody', condition(satisfiedFinding(), T)],
    ['person', condition(manualFinding(), T)],
    ['azure', condition(pendingFinding(), T)],
    ['other', condition(blockedFinding('BKS-102'), T)],
    ['unclear', condition(unknownFinding(failure('transient')), T)],
    ['backstay', condition(missingFinding(), T)],
    ['backstay', condition(missingFinding(), T, { progress: skipped('WriteLockHeld') })],
    ['backstay', condition(missingFinding(), T, { progress: retrying('throttled') })],
    ['person', condition(missingFinding(), T, { progress: retrying('permanent') })],
    ['person', condition(missingFinding(), T, { progress: skipped('ChangeNotAllowed') })],
    ['approver', condition(missingFinding(), T, { progress: skipped('ApprovalPending') })],
    ['person', { ...condition(pendingFinding(), T), overdue: true }],
  ])('%s', (whose, given) => {
    expect(whoseTurn(given)).toBe(whose);
    expect(GROUP_WORDS[whoseTurn(given)].title).not.toBe('');
  });

  test('people come first, and what is required before what is recommended', () => {
    const recommended = { ...condition(manualFinding('BKS-103'), T), severity: 'recommended' as const };
    const groups = groupsOf([
      condition(satisfiedFinding('BKS-101'), T),
      recommended,
      condition(manualFinding('BKS-102'), T),
    ]);
    expect(groups.map(({ whose, conditions }) => [whose, conditions.map(({ ruleId }) => ruleId)])).toEqual([
      ['person', ['BKS-102']],
      ['advice', ['BKS-103']],
      ['nobody', ['BKS-101']],
    ]);
  });

  test('a recommended finding that holds back a required one comes with the required ones', () => {
    const recommended = { ...condition(manualFinding('BKS-103'), T), severity: 'recommended' as const };
    const groups = groupsOf([recommended, condition(blockedFinding('BKS-103', 'BKS-102'), T)]);
    expect(groups.map(({ whose }) => whose)).toEqual(['person', 'other']);
  });
});

test.each<readonly [Progress | undefined, string]>([
  [undefined, 'It is next.'],
  [{ ...key, state: 'running', since: T }, 'Running since 2026-01-05 08:30 UTC.'],
  [{ ...key, state: 'running', since: T, unseen: failure('forbidden') }, 'Azure cannot be read. Azure says Code: text'],
  [{ ...key, state: 'done', at: T }, 'Written at 2026-01-05 08:30 UTC'],
  [retrying('throttled'), 'not before 2026-01-05 08:30 UTC. Azure says Code: text'],
  [skipped('Declined'), SKIP_WORDS.Declined],
])('how far: %j', (progress, words) => {
  expect(howFar(progress, new Set())).toContain(words);
});

test('a change waits for the rules that are still open, and for no other', () => {
  const progress = { ...skipped('UnmetPrecondition'), unmet: ['BKS-101', 'BKS-102'] } as Progress;
  expect(howFar(progress, new Set(['BKS-102']))).toBe('It waits for BKS-102.');
  expect(howFar(progress, new Set())).toBe('It is next.');
});

const OTHERS: TargetSummary = {
  ...{ target: TARGET, reason: 'Why', since: T, counts: {}, forPeople: 0, approvalsWanted: 0, onHold: false },
  verdict: 'Ready',
};

test.each<readonly [Partial<TargetSummary>, string]>([
  [{}, 'None'],
  [{ forPeople: 2 }, 'None; 2 recommendations'],
  [{ verdict: 'Remediating' }, 'Backstay'],
  [{ verdict: 'Unknown' }, 'Backstay'],
  [{ verdict: 'Gone', forPeople: 3 }, 'None'],
  [{ verdict: 'NeedsPerson', forPeople: 1 }, 'Operator: 1 finding'],
  [{ verdict: 'NeedsPerson' }, 'Operator'],
  [{ verdict: 'NeedsPerson', forPeople: 1, approvalsWanted: 1 }, 'Approver: 1 request'],
  [{ verdict: 'NeedsPerson', forPeople: 3, approvalsWanted: 1 }, 'Approver: 1 request, operator: 2 findings'],
  [{ verdict: 'NeedsPerson', onHold: true }, 'Operator: it is on hold'],
])('who has to act: %j', (summary, who) => {
  expect(whoActs({ ...OTHERS, ...summary })).toBe(who);
});

test.each([
  [{}, undefined],
  [{ done: '1' }, 'good'],
  [{ problem: 'busy' }, 'bad'],
  [{ problem: 'constructor' }, 'bad'],
  [{ done: '1', problem: '<script>' }, 'bad'],
])('how a form went: %j', (query, kind) => {
  const notice = noticeOf(query, { dirty: false });
  expect(notice?.kind).toBe(kind);
  expect(notice?.text ?? '').not.toContain('script');
});

test.each([
  [{ dirty: true, fullLookAt: '2026-01-05T10:00:00.000Z' }, 'Backstay checks this cluster now.'],
  [{ dirty: false }, 'Backstay checks this cluster now.'],
  [{ dirty: false, fullLookAt: '2026-01-05T10:00:00.000Z' }, 'Checked at 2026-01-05 10:00 UTC.'],
])('a check that was asked for, at %j: %s', (state, words) => {
  expect(noticeOf({ done: 'check' }, state)?.text).toContain(words);
});

test.each<readonly [Partial<TargetSummary>, string]>([
  [{ verdict: 'Gone', approvalsWanted: 1 }, 'none'],
  [{ verdict: 'NeedsPerson', approvalsWanted: 1 }, 'approver'],
  [{ verdict: 'Ready', onHold: true }, 'operator'],
  [{ verdict: 'Failed' }, 'operator'],
  [{ verdict: 'Unknown' }, 'backstay'],
  [{}, 'none'],
])('the filter by who has to act: %j', (summary, actor) => {
  expect(actorOn({ ...OTHERS, ...summary })).toBe(actor);
});

test('a reason has its rule beside it', () => {
  expect(describeReason({ reason: 'ClusterStopped', ruleId: 'BKS-207' })).toBe('BKS-207: Cluster stopped');
  expect(describeReason({ reason: 'OptOutTag' })).toBe('Opt out tag');
});

test.each([
  ['RequestDisallowedByPolicy', 'Request disallowed by policy'],
  ['CannotRead', 'Cannot read'],
])('%s in words', (word, words) => expect(spaced(word)).toBe(words));

test.each([
  [7, '7'],
  [2000, '2,000'],
  [1234567, '1,234,567'],
])('the number %d', (number, text) => expect(grouped(number)).toBe(text));

test.each([
  ['2026-01-05T08:30:30.000Z', 'a moment'],
  ['2026-01-05T08:31:00.000Z', '1 minute'],
  ['2026-01-05T11:00:00.000Z', '2 hours'],
  ['2026-02-05T11:00:00.000Z', '31 days'],
  ['never', ''],
])('until %s', (to, words) => expect(span(T, to)).toBe(words));
