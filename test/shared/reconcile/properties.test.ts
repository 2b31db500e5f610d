/** Properties that hold for every state of the world, not only for the imagined ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FactValues } from '../../../shared/model/fact.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { withFindings, withSkipped } from '../../../shared/plan/conditions.ts';
import { makePlan } from '../../../shared/plan/make-plan.ts';
import { verdictOf } from '../../../shared/plan/verdict.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { anyFacts, anyProfile } from '../../support/any-facts.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { known } from '../../support/facts.ts';
import { applied } from '../../support/model-azure.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const RUNS = { numRuns: 500, seed: 20_260_101 };

const findingsOf = (facts: FactValues, profile: Profile): readonly Finding[] =>
  evaluateRules(RULES, known(facts), profile);

const planOf = (findings: readonly Finding[], profile: Profile): Plan =>
  makePlan(findings, { profile, open: [], attempts: {}, now: NOW });

test('no rule throws, and every finding says in a sentence what it found', () => {
  fc.assert(
    fc.property(anyFacts, anyProfile, (facts, profile) => {
      for (const finding of atLeastOne(findingsOf(facts, profile))) {
        expect(finding.outcome, finding.message).not.toBe('error');
        expect(finding.message).toMatch(/\S/);
        expect(finding.reason).toMatch(/^[A-Z]\w+$/);
        if (finding.outcome === 'manual') expect(finding.steps.length).toBeGreaterThan(0);
        if (finding.outcome === 'blocked')
          expect(RULES.map(({ id }) => id)).toEqual(expect.arrayContaining([...finding.by]));
      }
    }),
    RUNS,
  );
});

test('the verdict is Ready exactly when every required finding is satisfied or not applicable', () => {
  fc.assert(
    fc.property(anyFacts, anyProfile, (facts, profile) => {
      const findings = findingsOf(facts, profile);
      const conditions = withSkipped(
        withFindings([], findings, { now: NOW, pollSeconds: 10 }),
        planOf(findings, profile).skipped,
        {},
      );
      const settled = findings
        .filter(({ severity }) => severity === 'required')
        .every(({ outcome }) => outcome === 'satisfied' || outcome === 'notApplicable');
      expect(verdictOf(conditions).verdict === 'Ready').toBe(settled);
    }),
    RUNS,
  );
});

test('a plan holds only what the mode and the profile allow, each action once', () => {
  fc.assert(
    fc.property(anyFacts, anyProfile, (facts, profile) => {
      const { actions } = planOf(findingsOf(facts, profile), profile);
      if (profile.mode === 'observe') expect(actions).toEqual([]);
      for (const { remedy } of actions) {
        expect(remedy.kind === 'clusterInspection' ? profile.inspectCluster : profile.allow.includes(remedy.kind)).toBe(
          true,
        );
      }
      expect(new Set(actions.map(({ key }) => key)).size).toBe(actions.length);
    }),
    RUNS,
  );
});

test('planning twice gives the same plan', () => {
  fc.assert(
    fc.property(anyFacts, anyProfile, (facts, profile) => {
      const again = structuredClone(facts);
      expect(planOf(findingsOf(again, profile), profile)).toEqual(planOf(findingsOf(facts, profile), profile));
    }),
    RUNS,
  );
});

test('what a plan asks for, once it is so, is not asked for again, and in a few waves nothing is left to do', () => {
  fc.assert(
    fc.property(anyFacts, anyProfile, (start, profile) => {
      let facts = start;
      const done = new Set<string>();
      for (let wave = 0; wave < 8; wave++) {
        const { actions } = planOf(findingsOf(facts, profile), profile);
        if (actions.length === 0) return;
        for (const { key, remedy, text } of actions) {
          expect(done.has(key), `${text} a second time`).toBe(false);
          done.add(key);
          facts = applied(facts, remedy);
        }
      }
      expect.fail('There is still something to do after eight waves.');
    }),
    RUNS,
  );
});
