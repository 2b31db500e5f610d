import { expect, test } from 'vitest';
import type { OutcomeName } from '../../../shared/model/finding.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { describeOpenBesideReady } from '../../../shared/wording/open-beside-ready.ts';

test.each<[string, readonly [RuleId, OutcomeName][], string | undefined]>([
  [
    'everything in place',
    [
      ['BKS-101', 'satisfied'],
      ['BKS-102', 'notApplicable'],
    ],
    undefined,
  ],
  [
    'a recommendation',
    [
      ['BKS-503', 'manual'],
      ['BKS-101', 'satisfied'],
    ],
    'Recommended and open: BKS-503.',
  ],
  [
    'rules that were not checked',
    [
      ['BKS-209', 'unknown'],
      ['BKS-210', 'error'],
    ],
    'Not checked: BKS-209, BKS-210.',
  ],
  [
    'both',
    [
      ['BKS-503', 'missing'],
      ['BKS-209', 'unknown'],
    ],
    'Recommended and open: BKS-503. Not checked: BKS-209.',
  ],
])('names %s', (_, findings, expected) => {
  expect(describeOpenBesideReady(findings.map(([ruleId, outcome]) => ({ ruleId, outcome })))).toBe(expected);
});
