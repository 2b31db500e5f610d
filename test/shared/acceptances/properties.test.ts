/** No acceptance makes a cluster Ready, or opens the gate, that is over or for something else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withAccepted } from '../../../shared/acceptances/active.ts';
import { basisOf } from '../../../shared/acceptances/basis.ts';
import { reviewAcceptances } from '../../../shared/acceptances/review.ts';
import { CHANGES, KINDS } from '../../../shared/changes/index.ts';
import type { Acceptance } from '../../../shared/model/acceptance.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { withFindings, withSkipped } from '../../../shared/plan/conditions.ts';
import { makePlan } from '../../../shared/plan/make-plan.ts';
import { verdictOf } from '../../../shared/plan/verdict.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { anyFacts, anyProfile } from '../../support/any-facts.ts';
import { known, PROFILE, READY } from '../../support/facts.ts';
import { anyFindings, anyWorld, failing, type GateWorld } from '../../support/gate-worlds.ts';
import { TARGET } from '../../support/record.ts';
import { SAMPLES } from '../../support/samples.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-03-31T23:59:59.999Z';
const RUNS = { numRuns: 200, seed: 20_260_101 };
const OTHER = { ...TARGET, clusterId: `${TARGET.clusterId}-other` as typeof TARGET.clusterId };

/** Written apart from the rules: what no operator may accept. */
const NEVER: readonly RuleId[] = [
  ...(['BKS-111', 'BKS-114', 'BKS-118', 'BKS-201', 'BKS-202', 'BKS-203', 'BKS-212', 'BKS-214'] as const),
  ...(['BKS-301', 'BKS-302', 'BKS-303', 'BKS-401', 'BKS-402', 'BKS-411', 'BKS-412', 'BKS-413'] as const),
  ...(['BKS-414', 'BKS-415', 'BKS-416', 'BKS-417', 'BKS-421', 'BKS-422', 'BKS-423'] as const),
  ...(['BKS-501', 'BKS-504', 'BKS-505', 'BKS-509', 'BKS-701', 'BKS-702'] as const),
];

/** Flaws that keep an acceptance from counting. */
const FLAWS: Readonly<Record<string, (one: Acceptance, finding: Finding, profile: Profile) => Acceptance>> = {
  expired: (one) => ({ ...one, until: '2025-12-31T23:59:59.999Z' }),
  'over at this very moment': (one) => ({ ...one, until: NOW }),
  'of another rule': (one) => ({ ...one, ruleId: 'BKS-999' }),
  'of another cluster': (one, finding, profile) => ({ ...one, basis: basisOf(finding, { target: OTHER, profile }) }),
  'of other evidence': (one, finding, profile) => {
    const other = { ...finding, evidence: { ...finding.evidence, planted: 'other' } } as Finding;
    return { ...one, basis: basisOf(other, { target: TARGET, profile }) };
  },
  'of another reason': (one, finding, profile) => ({
    ...one,
    basis: basisOf({ ...finding, reason: 'Other' } as Finding, { target: TARGET, profile }),
  }),
  'of other places': (one, finding, profile) => {
    const moved = { ...profile, snapshotGroupId: `${profile.snapshotGroupId}-other` as Profile['snapshotGroupId'] };
    return { ...one, basis: basisOf(finding, { target: TARGET, profile: moved }) };
  },
  'not on the audit log': ({ recorded: _, ...one }) => one,
  withdrawn: (one) => ({ ...one, withdrawnBy: { kind: 'functionKey' } }),
  ended: (one) => ({ ...one, ended: true }),
  'for too long': (one) => ({ ...one, until: '2026-07-05T00:00:00.000Z', acceptedAt: '2025-12-31T00:00:00.000Z' }),
};

const ready = evaluateRules(RULES, known(READY), PROFILE);
const REQUIRED = ready.filter(({ severity }) => severity === 'required').map(({ ruleId }) => ruleId);
const ACCEPTABLE = REQUIRED.filter((ruleId) => !NEVER.includes(ruleId));
/** A cluster that has everything but for a few rules that fail. */
const nearlyReady: fc.Arbitrary<GateWorld> = fc
  .array(
    fc.record({
      ruleId: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ACCEPTABLE) }, fc.constantFrom(...REQUIRED)),
      outcome: fc.constantFrom('manual' as const, 'manual' as const, 'unknown' as const),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((changes) => ({
    profile: PROFILE,
    findings: ready.map((finding) => {
      const planted = changes.find(({ ruleId }) => ruleId === finding.ruleId);
      return planted === undefined ? finding : failing(finding, planted.outcome);
    }),
  }));
/** The same where the extension is still to be installed. */
const extensionWanted = nearlyReady.map(
  ({ findings }): GateWorld => ({
    profile: { ...PROFILE, mode: 'enforce', allow: KINDS, approve: [] },
    findings: findings.map((finding): Finding => {
      if (finding.ruleId !== 'BKS-301') return finding;
      const { severity, sources } = finding;
      const explained = {
        ruleId: 'BKS-301' as const,
        severity,
        sources,
        reason: 'Wanted',
        message: 'Wanted.',
        evidence: {},
      };
      return { ...explained, outcome: 'missing', remedy: SAMPLES.backupExtension };
    }),
  }),
);
const worlds = fc.oneof(
  anyWorld,
  anyFindings,
  { weight: 2, arbitrary: extensionWanted },
  { weight: 3, arbitrary: nearlyReady },
);

const flaw = fc.oneof({ weight: 3, arbitrary: fc.constant('none') }, fc.constantFrom(...Object.keys(FLAWS)));
const flaws = fc.array(flaw, { minLength: 8, maxLength: 8 });

function judge({ findings, profile }: GateWorld, chosen: readonly string[]) {
  const open = findings.filter(({ outcome }) => outcome !== 'satisfied' && outcome !== 'notApplicable');
  const acceptances = open.map((finding, index): Acceptance => {
    const how = chosen[index % chosen.length] ?? 'none';
    const one: Acceptance = {
      id: `${index}`,
      ruleId: finding.ruleId,
      basis: basisOf(finding, { target: TARGET, profile }),
      reason: 'The firewall team checks it.',
      owner: 'network',
      until: LATER,
      acceptedAt: '2025-12-31T00:00:00.000Z',
      by: { kind: 'functionKey' },
      recorded: true,
    };
    return FLAWS[how]?.(one, finding, profile) ?? one;
  });
  const sound = new Set(
    open.flatMap((finding, index) => {
      const isSound = (chosen[index % chosen.length] ?? 'none') === 'none' && !NEVER.includes(finding.ruleId);
      const isOpen = finding.outcome === 'manual' || finding.outcome === 'missing';
      const isConfirmed = finding.outcome === 'unknown' && finding.unread.length === 0;
      return isSound && (isOpen || isConfirmed) ? [finding.ruleId] : [];
    }),
  );
  const context = { target: TARGET, profile, rules: RULES, now: NOW };
  const accepted = withAccepted(findings, acceptances, context);
  const plan = makePlan(accepted, { profile, open: [], attempts: {}, now: NOW });
  const moment = { now: NOW, pollSeconds: 10 };
  const conditions = withSkipped(withFindings([], accepted, moment), plan.skipped, {});
  return { findings, accepted, sound, plan, conditions, acceptances, context };
}

test('a cluster is Ready only where each required finding is in place, or accepted soundly', () => {
  let readyByAcceptance = 0;
  fc.assert(
    fc.property(worlds, flaws, (world, chosen) => {
      const { accepted, sound, conditions } = judge(world, chosen);
      for (const finding of accepted) {
        if (finding.accepted !== undefined) expect(sound, finding.ruleId).toContain(finding.ruleId);
      }
      const isJust = accepted
        .filter(({ severity }) => severity === 'required')
        .every(({ outcome, ruleId }) => outcome === 'satisfied' || outcome === 'notApplicable' || sound.has(ruleId));
      const { verdict, reason } = verdictOf(conditions);
      if (verdict !== 'Ready') return;
      expect(isJust).toBe(true);
      if (reason === 'ReadyWithAcceptedFindings') readyByAcceptance++;
    }),
    RUNS,
  );
  // The property says nothing where no acceptance ever counts.
  expect(readyByAcceptance).toBeGreaterThan(5);
});

test('an accepted finding opens the gate only where the kind of change names it, and is not written over', () => {
  let opened = 0;
  fc.assert(
    fc.property(worlds, flaws, (world, chosen) => {
      const { accepted, findings, plan } = judge(world, chosen);
      const marked = new Set(accepted.filter((each) => each.accepted !== undefined).map(({ ruleId }) => ruleId));
      const before = makePlan(findings, { profile: world.profile, open: [], attempts: {}, now: NOW });
      const possible = new Set(before.actions.map(({ key }) => key));
      const waited = new Set(
        before.skipped.filter(({ reason }) => reason === 'WriteLockHeld').map(({ action }) => action.key),
      );
      for (const { key, remedy, ruleIds, text } of plan.actions) {
        expect(
          ruleIds.every((ruleId) => marked.has(ruleId)),
          text,
        ).toBe(false);
        if (possible.has(key) || waited.has(key)) continue;
        const unmet = before.skipped.find(({ action }) => action.key === key)?.unmet ?? [];
        expect(unmet, text).not.toEqual([]);
        opened++;
        const { preconditions } = CHANGES[remedy.kind];
        for (const ruleId of unmet) {
          expect(marked, text).toContain(ruleId);
          expect(preconditions.find((each) => each.ruleId === ruleId)?.acceptable, `${text}: ${ruleId}`).toBe(true);
        }
      }
    }),
    RUNS,
  );
  expect(opened).toBeGreaterThan(0);
});

test('a review keeps what is sound, ends the rest once, and asks for nothing twice', () => {
  fc.assert(
    fc.property(worlds, flaws, (world, chosen) => {
      const { findings, acceptances, context } = judge(world, chosen);
      const first = reviewAcceptances(acceptances, { ...context, findings });
      expect(first.acceptances.filter(({ ended }) => !ended).every(({ recorded }) => recorded)).toBe(true);
      const second = reviewAcceptances(first.acceptances, { ...context, findings });
      expect(second).toEqual({ acceptances: first.acceptances, records: [] });
    }),
    RUNS,
  );
});

test('no rule that others wait for, and that Ready depends on, can be accepted', () => {
  const waitedFor = new Set<RuleId>();
  fc.assert(
    fc.property(anyFacts, anyProfile, (facts, profile) => {
      for (const finding of evaluateRules(RULES, known(facts), profile)) {
        if (finding.outcome === 'blocked' && finding.severity === 'required')
          for (const by of finding.by) waitedFor.add(by);
      }
    }),
    RUNS,
  );
  expect(waitedFor.size).toBeGreaterThan(3);
  expect([...waitedFor].filter((ruleId) => !NEVER.includes(ruleId))).toEqual([]);
});

test('the rules say the same of what can never be accepted', () => {
  expect(RULES.flatMap(({ id, neverAccepted }) => (neverAccepted === undefined ? [] : [id])).sort()).toEqual(
    [...NEVER].sort(),
  );
});
