import { describe, expect, test } from 'vitest';
import { defineRule } from '../../../shared/rules/define-rule.ts';
import { blockedBy, evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { BARE, forbidden, known, must, PROFILE, READY } from '../../support/facts.ts';
import { judgeFacts } from '../../support/judge.ts';

const throwing = defineRule({
  ...must(RULES[0]),
  id: 'BKS-999',
  needs: ['cluster'],
  evaluate: () => {
    throw new Error('broken');
  },
});

describe.each(RULES)('$slug', (rule) => {
  test.each(atLeastOne(rule.needs))('is unknown when %s could not be read, and says why', (need) => {
    const finding = judgeFacts(rule, { ...known(READY), ...forbidden(need) });
    expect(finding).toMatchObject({
      outcome: 'unknown',
      reason: 'AuthorizationFailed',
      unread: [{ need, failure: { class: 'forbidden' } }],
      message: expect.stringContaining(need),
    });
  });

  test('names the calls that it was judged by', () => {
    const { sources } = judgeFacts(rule, known(READY));
    expect(sources.map(({ call }) => call)).toEqual(rule.needs.map((need) => `GET ${need}`));
  });
});

test('a cluster that has everything satisfies every rule', () => {
  const outcomes = evaluateRules(RULES, known(READY), PROFILE).map(({ outcome }) => outcome);
  expect(new Set(outcomes)).toEqual(new Set(['satisfied', 'notApplicable']));
});

test('a bare cluster lacks all but itself and the vault, and what must wait says for what', () => {
  const findings = evaluateRules(RULES, known(BARE), PROFILE);
  const byOutcome = (wanted: string) =>
    findings.filter(({ outcome }) => outcome === wanted).map(({ ruleId }) => ruleId);
  expect(byOutcome('blocked')).toEqual(['BKS-302', 'BKS-303', 'BKS-414']);
  expect(byOutcome('missing')).toEqual([
    'BKS-101',
    'BKS-202',
    'BKS-301',
    'BKS-411',
    'BKS-412',
    'BKS-413',
    'BKS-415',
    'BKS-416',
    'BKS-417',
    'BKS-504',
  ]);
  expect([...byOutcome('manual'), ...byOutcome('unknown'), ...byOutcome('error')]).toEqual([]);
});

test('a rule that throws becomes an error finding, and the others are judged all the same', () => {
  const [broken, ...others] = evaluateRules([throwing, ...RULES], known(READY), PROFILE);
  expect(broken).toMatchObject({ outcome: 'error', reason: 'RuleError', message: 'Rule BKS-999 failed: broken' });
  expect(others.every(({ outcome }) => outcome === 'satisfied' || outcome === 'notApplicable')).toBe(true);
});

test('a fact that was not collected is a mistake of ours, not a finding', () => {
  expect(() => evaluateRules(RULES, {}, PROFILE)).toThrow('was not collected');
});

test('rules that wait for another name it as their reason', () => {
  const [cause, ...rest] = evaluateRules(RULES, known(BARE), PROFILE);
  expect(blockedBy(RULES.slice(0, 1), must(cause))).toMatchObject([
    { outcome: 'blocked', by: ['BKS-101'], message: cause?.message },
  ]);
  expect(rest).not.toHaveLength(0);
});
