import { expect, test } from 'vitest';
import { CHANGES } from '../../../shared/changes/index.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import { makePlan } from '../../../shared/plan/make-plan.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { describeEffect } from '../../../shared/wording/describe-effect.ts';
import { BARE, known, must, PROFILE } from '../../support/facts.ts';

test.each(Object.values(CHANGES))('$kind says how it is undone, in a sentence', ({ undoText }) => {
  expect(undoText).toMatch(/^[A-Z].*\.$/);
});

test('every action of a bare cluster says what it changes, by which rules and how it is undone', () => {
  const context = { profile: PROFILE, open: [], attempts: {}, now: '2026-01-01T00:00:00.000Z' };
  const plan = makePlan(evaluateRules(RULES, known(BARE), PROFILE), context);
  for (const { remedy, ruleIds } of plan.actions) {
    const told = describeEffect(actionFor(remedy, ruleIds));
    expect(told.rules).toEqual(ruleIds);
    expect(told.effect).toMatch(/^[A-Z].*\.$/);
    expect(told.effect).not.toContain('undefined');
    expect(told.undo).not.toBe('');
  }
  const grant = must(plan.actions.find(({ remedy }) => remedy.kind === 'roleGrant'));
  expect(describeEffect(grant).effect).toContain('until the role assignment is deleted');
});
