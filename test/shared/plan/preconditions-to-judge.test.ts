import { expect, test } from 'vitest';
import { CHANGES } from '../../../shared/changes/index.ts';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { Rule } from '../../../shared/model/rule.ts';
import type { Condition } from '../../../shared/model/state.ts';
import { FRESH_SECONDS } from '../../../shared/plan/conditions.ts';
import { preconditionsToJudge } from '../../../shared/plan/preconditions-to-judge.ts';
import { condition, missingFinding, satisfiedFinding } from '../../support/conditions.ts';
import { must } from '../../support/facts.ts';

const NOW = '2026-01-01T12:00:00.000Z';
const PRECONDITIONS = [...new Set(CHANGES.backupExtension.preconditions.map(({ ruleId }) => ruleId))];
const [FIRST] = PRECONDITIONS;
const INSTALLED = 'BKS-301';
const rule = (fix: Rule['fix'], id: Rule['id'] = INSTALLED) => ({ id, fix });
const judged = (ruleId: Rule['id'], judgedAt = NOW): Condition => ({
  ...condition(satisfiedFinding(ruleId), NOW),
  judgedAt,
});
const fresh = PRECONDITIONS.map((ruleId) => judged(ruleId));
/** All conditions are fresh but the first, which is this one, or missing. */
const firstIs = (...first: readonly Condition[]) => [...first, ...fresh.filter(({ ruleId }) => ruleId !== FIRST)];

test('a change stands on several findings', () => {
  expect(PRECONDITIONS.length).toBeGreaterThan(1);
});

test.each<[string, readonly Condition[], readonly string[]]>([
  ['none that was judged just now', fresh, []],
  ['one that was never judged', firstIs(), [must(FIRST)]],
  ['one whose time is not known', firstIs(condition(satisfiedFinding(FIRST), NOW)), [must(FIRST)]],
  ['none that is still fresh', firstIs(judged(must(FIRST), secondsLater(NOW, -FRESH_SECONDS))), []],
  [
    'one that was judged too long ago',
    firstIs(judged(must(FIRST), secondsLater(NOW, -FRESH_SECONDS - 1))),
    [must(FIRST)],
  ],
  [
    'one whose change was made since',
    firstIs({
      ...condition(missingFinding(FIRST), NOW, { progress: { state: 'done', actionKey: 'k', at: NOW } }),
      judgedAt: NOW,
    }),
    [must(FIRST)],
  ],
])('of these are judged along with a change: %s', (_, conditions, expected) => {
  expect(preconditionsToJudge([rule('backupExtension')], conditions, NOW)).toEqual(expected);
});

test('each is named once, and what no change mends needs none', () => {
  const twice = [rule('backupExtension'), rule('backupExtension', 'BKS-302')];
  expect(preconditionsToJudge(twice, [], NOW)).toEqual(PRECONDITIONS);
  expect(preconditionsToJudge([rule('person'), rule('time')], [], NOW)).toEqual([]);
});
