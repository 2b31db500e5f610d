import fc from 'fast-check';
import { CHANGES, KINDS } from '../../shared/changes/index.ts';
import type { Precondition } from '../../shared/changes/preconditions.ts';
import type { FactSet, FactValues, Need } from '../../shared/model/fact.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import type { RuleId } from '../../shared/model/rule-id.ts';
import { makePlan } from '../../shared/plan/make-plan.ts';
import { evaluateRules } from '../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../shared/rules/index.ts';
import { anyFacts, anyProfile } from './any-facts.ts';
import { BACKUP_INSTANCE, BARE, forbidden, known, PROFILE, PROTECTION, READY } from './facts.ts';
import { SAMPLES } from './samples.ts';

export interface GateWorld {
  readonly profile: Profile;
  readonly findings: readonly Finding[];
}

/**
 * A cluster that can be served; vault, account and snapshot group in the right place and of the
 * right kind; no other vault protects it.
 */
const CAN_SERVE: readonly RuleId[] = ['BKS-203', 'BKS-212', 'BKS-402', 'BKS-501', 'BKS-111', 'BKS-214'];
const SERVES_THE_CLUSTER: readonly RuleId[] = [...CAN_SERVE, 'BKS-401'];
const LETS_THE_EXTENSION_RUN: readonly RuleId[] = [
  ...SERVES_THE_CLUSTER,
  ...(['BKS-101', 'BKS-102', 'BKS-103', 'BKS-113', 'BKS-201', 'BKS-204', 'BKS-206'] as const),
  ...(['BKS-116', 'BKS-207', 'BKS-208', 'BKS-504', 'BKS-505', 'BKS-507', 'BKS-601', 'BKS-604'] as const),
];

/**
 * Azure Backup is asked, and a cluster is protected, only where every required rule of the
 * prerequisites holds.
 */
const EVERYTHING: readonly RuleId[] = RULES.filter(
  ({ id, severity }) => severity === 'required' && !id.startsWith('BKS-7'),
).map(({ id }) => id);

/**
 * The findings that the changes have to stand on, written apart from the product's own list: so
 * that one that is missing there is found.
 */
export const HAS_TO_STAND_ON: { readonly [K in RemedyKind]: readonly RuleId[] } = {
  providerRegistration: ['BKS-203', 'BKS-501', 'BKS-214'],
  vaultIdentity: CAN_SERVE,
  snapshotGroup: [...CAN_SERVE.filter((ruleId) => ruleId !== 'BKS-111'), 'BKS-113', 'BKS-116'],
  blobContainer: [...SERVES_THE_CLUSTER, 'BKS-505', 'BKS-302'],
  storageBypass: SERVES_THE_CLUSTER,
  securityRule: SERVES_THE_CLUSTER,
  roleGrant: SERVES_THE_CLUSTER,
  storageDrivers: SERVES_THE_CLUSTER,
  policyExclusion: SERVES_THE_CLUSTER,
  trustedAccessBinding: SERVES_THE_CLUSTER,
  backupExtension: LETS_THE_EXTENSION_RUN,
  extensionSettings: LETS_THE_EXTENSION_RUN,
  clusterInspection: ['BKS-113', 'BKS-601', 'BKS-604'],
  backupPolicy: EVERYTHING,
  backupValidation: [...EVERYTHING, 'BKS-701'],
  backupInstance: [...EVERYTHING, 'BKS-701', 'BKS-702'],
  instanceSync: EVERYTHING,
  firstBackup: [...EVERYTHING, 'BKS-703'],
  restoreValidation: [...EVERYTHING, 'BKS-704'],
};

/** Whose subject Azure may not show at all. */
const MAY_BE_UNSEEN: readonly RuleId[] = ['BKS-507', 'BKS-601', 'BKS-604'];

/**
 * The settings of the extension are changed after the container exists, and other ways of signing
 * in need the same container.
 */
function isHarmless({ ruleId, outcome, reason }: Finding): boolean {
  if (ruleId !== 'BKS-302') return false;
  return outcome === 'missing' || outcome === 'blocked' || (outcome === 'manual' && reason === 'AccountKeySignIn');
}

/**
 * What is wrong with a plan by that list: an action on a finding that fails, or that could not be
 * read.
 */
export function wrongActions({ findings, profile }: GateWorld): readonly string[] {
  const byRule = new Map(findings.map((finding) => [finding.ruleId, finding]));
  return planOf({ findings, profile }).actions.flatMap(({ remedy: { kind }, ruleIds, text }) =>
    HAS_TO_STAND_ON[kind]
      .filter((ruleId) => !ruleIds.includes(ruleId))
      .filter((ruleId) => !holds(byRule.get(ruleId)))
      .map((ruleId) => `${text}, although ${ruleId} is ${byRule.get(ruleId)?.outcome ?? 'not judged'}`),
  );
}

function holds(finding: Finding | undefined): boolean {
  if (finding === undefined) return false;
  if (finding.outcome === 'unknown') return MAY_BE_UNSEEN.includes(finding.ruleId) && finding.unread.length === 0;
  return finding.outcome === 'satisfied' || finding.outcome === 'notApplicable' || isHarmless(finding);
}

export function planOf({ findings, profile }: GateWorld): Plan {
  const now = '2026-01-01T00:00:00.000Z';
  return makePlan(findings, { profile, open: [], attempts: {}, now });
}

/** The finding of a rule as it would be if it failed in this way. */
export function failing(finding: Finding, outcome: 'manual' | 'unknown' | 'error' | 'pending'): Finding {
  const { ruleId, severity, sources } = finding;
  const explained = { ruleId, severity, sources, reason: 'Planted', message: 'Planted.', evidence: {} };
  if (outcome === 'manual') return { ...explained, outcome, steps: ['Do it.'] };
  return outcome === 'unknown' ? { ...explained, outcome, steps: [], unread: [] } : { ...explained, outcome };
}

const ACTING: Profile = {
  ...PROFILE,
  allow: KINDS,
  confirm: 'service',
  protection: { ...PROTECTION, firstBackup: true },
  restoreDrill: {},
};

const change = fc.record({
  ruleId: fc.constantFrom(...RULES.map(({ id }) => id)),
  outcome: fc.constantFrom('manual' as const, 'unknown' as const, 'error' as const, 'pending' as const),
});

/** Findings in which this kind of change is wanted and a few rules fail. */
function withWants(findings: readonly Finding[], kinds: readonly RemedyKind[], changes: readonly Change[]) {
  return findings.map((finding): Finding => {
    // An inspection is wanted by rules whose finding itself is left to a person.
    const fix =
      finding.ruleId === 'BKS-209'
        ? 'clusterInspection'
        : finding.ruleId === 'BKS-703' && kinds.includes('instanceSync')
          ? 'instanceSync'
          : RULES.find(({ id }) => id === finding.ruleId)?.fix;
    const planted = changes.find(({ ruleId }) => ruleId === finding.ruleId);
    if (planted !== undefined) return failing(finding, planted.outcome);
    const kind = kinds.find((each) => each === fix);
    if (kind === undefined) return finding;
    const { ruleId, severity, sources } = finding;
    const explained = { ruleId, severity, sources, reason: 'Wanted', message: 'Wanted.', evidence: {} };
    return { ...explained, outcome: 'missing', remedy: SAMPLES[kind] };
  });
}
type Change = { readonly ruleId: RuleId; readonly outcome: 'manual' | 'unknown' | 'error' | 'pending' };

/** A cluster that has everything but for what is wanted, with at most two rules that fail. */
export const anyFindings: fc.Arbitrary<GateWorld> = fc
  .record({
    kinds: fc.subarray(Object.keys(SAMPLES) as RemedyKind[], { minLength: 1, maxLength: 2 }),
    changes: fc.array(change, { maxLength: 2 }),
  })
  .map(({ kinds, changes }) => ({ profile: ACTING, findings: withWants(READY_FINDINGS, kinds, changes) }));

/** The kinds of change that stand on every required rule: too many for worlds that are drawn. */
export const STAND_ON_ALL: readonly RemedyKind[] = KINDS.filter((kind) => HAS_TO_STAND_ON[kind].includes('BKS-417'));

/** Each kind of change, wanted in a cluster in which one rule alone fails. */
export function eachFailing(): readonly GateWorld[] {
  return KINDS.flatMap((kind) =>
    HAS_TO_STAND_ON[kind].map((ruleId) => ({
      profile: ACTING,
      findings: withWants(READY_FINDINGS, [kind], [{ ruleId, outcome: 'manual' }]),
    })),
  );
}

const PROTECTED: FactValues = {
  ...READY,
  protection: [BACKUP_INSTANCE],
  recoveryPoints: [{ time: '2027-01-01T00:00:00Z', stores: ['OperationalStore'] }],
};
const READY_FINDINGS = evaluateRules(RULES, known(PROTECTED), ACTING);

/** States of the world near to a good one: some facts odd, some not read. */
export const anyWorld: fc.Arbitrary<GateWorld> = fc
  .record({
    base: fc.constantFrom(READY, BARE, { ...BARE, ...REGISTERED() }),
    odd: anyFacts,
    which: fc.subarray(Object.keys(READY) as Need[], { maxLength: 3 }),
    unread: fc.subarray(Object.keys(READY) as Need[], { maxLength: 1 }),
    profile: fc.oneof(fc.constant(ACTING), anyProfile),
  })
  .map(({ base, odd, which, unread, profile }) => {
    const values = { ...base, ...Object.fromEntries(which.map((need) => [need, odd[need]])) } as FactValues;
    const facts: FactSet = Object.assign({}, known(coherent(values)), ...unread.map(forbidden));
    return { profile, findings: evaluateRules(RULES, facts, profile) };
  });

function REGISTERED(): Partial<FactValues> {
  const { kubernetesConfigurationProvider, blobContainer } = READY;
  return { kubernetesConfigurationProvider, blobContainer };
}

/** Roles are read of an identity that is there. */
function coherent(facts: FactValues): FactValues {
  const { vault, cluster, backupExtensions } = facts;
  return {
    ...facts,
    vaultHoldings: vault !== 'absent' && vault.principalId !== undefined ? facts.vaultHoldings : 'absent',
    clusterHoldings: cluster.identity?.principalId !== undefined ? facts.clusterHoldings : 'absent',
    extensionHoldings: backupExtensions[0]?.principalId !== undefined ? facts.extensionHoldings : 'absent',
  };
}

/**
 * The facts while a change does not stand on this finding: a planted fault, to see whether it is
 * found.
 */
export function withoutPrecondition<T>(kind: RemedyKind, ruleId: RuleId, look: () => T): T {
  const change = CHANGES[kind] as { preconditions: readonly Precondition[] };
  const whole = change.preconditions;
  change.preconditions = whole.filter((each) => each.ruleId !== ruleId);
  try {
    return look();
  } finally {
    change.preconditions = whole;
  }
}
