import { expect, test } from 'vitest';
import type { OutcomeName } from '../../../shared/model/finding.ts';
import { titleFor } from '../../../shared/wording/rule-title.ts';

const RULE = { title: 'The cluster is running', failureTitle: 'The cluster is not running' };

test.each<[OutcomeName, string]>([
  ['missing', RULE.failureTitle],
  ['manual', RULE.failureTitle],
  ['satisfied', RULE.title],
  ['notApplicable', RULE.title],
  ['unknown', RULE.title],
  ['pending', RULE.title],
  ['blocked', RULE.title],
  ['error', RULE.title],
])('a finding that is %s is headed "%s"', (outcome, title) => {
  expect(titleFor(outcome, RULE)).toBe(title);
});
