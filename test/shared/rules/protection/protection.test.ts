import { describe, expect, test } from 'vitest';
import { REFUSAL_CODES } from '../../../../local/azure/arm/faults/backup-refusals.ts';
import type { BackupInstance } from '../../../../shared/model/azure.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { Profile } from '../../../../shared/model/profile.ts';
import type { AnyRule } from '../../../../shared/rules/define-rule.ts';
import { RULES } from '../../../../shared/rules/index.ts';
import { backupPolicy } from '../../../../shared/rules/protection/backup-policy.ts';
import { confirmedByAzureBackup } from '../../../../shared/rules/protection/confirmed-by-azure-backup.ts';
import { protectedByVault } from '../../../../shared/rules/protection/protected-by-vault.ts';
import { protectedInTime } from '../../../../shared/rules/protection/protected-in-time.ts';
import { recoveryPointExists } from '../../../../shared/rules/protection/recovery-point-exists.ts';
import { rulesOfCode, SERVICE_CODES } from '../../../../shared/rules/protection/service-codes.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import { BACKUP_INSTANCE, BACKUP_POLICY, CONFIRMED, must, PROFILE, PROTECTION, READY } from '../../../support/facts.ts';

const PROTECTING: Profile = { ...PROFILE, confirm: 'service', protection: PROTECTION };
const WITH_STRATEGY: Profile = {
  ...PROTECTING,
  protection: { ...PROTECTION, policy: { name: 'backstay-week', strategy: 'week' }, firstBackup: true },
};

const judge = (rule: AnyRule, facts: Partial<FactValues>, profile: Profile = PROTECTING) =>
  rule.evaluate({ ...READY, backupPolicy: BACKUP_POLICY, ...facts }, profile);
const here = (changes: Partial<BackupInstance>) => ({ protection: [{ ...BACKUP_INSTANCE, ...changes }] });
const REFUSAL = {
  code: 'KubernetesBackupListExtensionsError',
  message: 'text',
  detail: 'why',
  recommendedActions: ['Do it.'],
};
const elsewhere = { protection: [{ ...BACKUP_INSTANCE, vaultId: undefined }] };

test.each<[string, Partial<FactValues>, Profile, object]>([
  ['no policy is named', {}, PROFILE, { outcome: 'notApplicable', reason: 'NoPolicyNamed' }],
  ['it is there', {}, PROTECTING, { outcome: 'satisfied' }],
  [
    'a built-in one is not there',
    { backupPolicy: 'absent' },
    WITH_STRATEGY,
    { outcome: 'missing', remedy: { strategy: 'week' } },
  ],
  ['another is not there', { backupPolicy: 'absent' }, PROTECTING, { outcome: 'manual', reason: 'NoPolicy' }],
  [
    'it is for disks',
    { backupPolicy: { ...BACKUP_POLICY, datasourceTypes: ['Microsoft.Compute/disks'] } },
    PROTECTING,
    { outcome: 'manual', reason: 'PolicyForOtherResources' },
  ],
  [
    'it needs the roles of the vault tier',
    { backupPolicy: { ...BACKUP_POLICY, stores: ['VaultStore'] } },
    { ...PROTECTING, tier: 'operational' },
    { outcome: 'manual', reason: 'PolicyUsesVaultTier' },
  ],
])('policy: %s', (_, facts, profile, expected) => {
  expect(judge(backupPolicy, facts, profile)).toMatchObject(expected);
});

describe('the confirmation by the service', () => {
  const due = judge(confirmedByAzureBackup, { confirmation: 'due' });
  const basis = due.outcome === 'missing' && due.remedy.kind === 'backupValidation' ? due.remedy.basis : '';
  const refused = { ...CONFIRMED, basis, confirmed: false, ...REFUSAL };

  test.each<[string, Partial<FactValues>, object]>([
    ['not asked yet', { confirmation: 'due' }, { outcome: 'missing', reason: 'ConfirmationPending' }],
    ['confirmed', { confirmation: { ...CONFIRMED, basis } }, { outcome: 'satisfied', reason: 'Confirmed' }],
    ['confirmed before a change', { confirmation: CONFIRMED }, { outcome: 'missing', reason: 'ConfirmationOutdated' }],
    ['a scan', { confirmation: 'off' }, { outcome: 'notApplicable', reason: 'ValidationNotRequested' }],
    ['refused', { confirmation: refused }, { outcome: 'manual', reason: REFUSAL.code }],
    ['refused for now', { confirmation: { ...refused, mayPass: true } }, { outcome: 'pending', reason: REFUSAL.code }],
    ['without its policy', { backupPolicy: 'absent', confirmation: 'due' }, { outcome: 'blocked', by: ['BKS-701'] }],
    ['protected elsewhere', elsewhere, { outcome: 'blocked', by: ['BKS-214'] }],
    ['an instance', here({}), { outcome: 'satisfied', reason: 'ConfirmedByInstance' }],
    [
      'an instance in error',
      here({ errorCode: REFUSAL.code, refusal: REFUSAL }),
      { outcome: 'manual', reason: REFUSAL.code },
    ],
    ['an instance being configured', here({ protectionState: 'ConfiguringProtection' }), { outcome: 'pending' }],
    ['a stopped instance', here({ protectionState: 'ProtectionStopped' }), { outcome: 'notApplicable' }],
  ])('%s', (_, facts, expected) => {
    expect(judge(confirmedByAzureBackup, facts)).toMatchObject(expected);
  });

  test('rules decide where the profile says so', () => {
    expect(judge(confirmedByAzureBackup, { confirmation: 'due' }, { ...PROTECTING, confirm: 'rules' })).toMatchObject({
      outcome: 'notApplicable',
      reason: 'ValidationNotConfigured',
    });
  });

  test('hostile text in place of a code is no reason', () => {
    const hostile = { ...refused, code: '<script>' };
    expect(judge(confirmedByAzureBackup, { confirmation: hostile })).toMatchObject({ reason: 'RefusedByAzureBackup' });
  });

  test.each(atLeastOne(REFUSAL_CODES))('%s leads to rules and a step', (code) => {
    const finding = judge(confirmedByAzureBackup, { confirmation: { ...refused, code } });
    expect(finding).toMatchObject({ outcome: 'manual', reason: code });
    const [rule] = rulesOfCode(code);
    expect(RULES.map(({ id }) => id)).toContain(rule);
    const steps = 'steps' in finding ? (finding.steps ?? []) : [];
    expect(steps.join('\n')).toContain(must(rule));
    expect(steps.some((step) => step.startsWith('az ') || step.startsWith('Exempt'))).toBe(true);
  });

  test('a code that is not known is shown with the words of Azure', () => {
    const finding = judge(confirmedByAzureBackup, { confirmation: { ...refused, code: 'UserErrorNewThing' } });
    expect(finding).toMatchObject({ outcome: 'manual', reason: 'UserErrorNewThing', evidence: { innerError: 'why' } });
  });

  test('each code of a rule is known, and names that rule', () => {
    const named = RULES.filter(({ id }) => !id.startsWith('BKS-7'));
    const odd = named.flatMap(({ id, serviceErrors }) =>
      serviceErrors.filter((code) => SERVICE_CODES.includes(code)).map((code) => [id, code]),
    );
    const explained = new Set(odd.map(([, code]) => code));
    const recorded = SERVICE_CODES.filter((code) => !explained.has(code));
    expect(recorded).toEqual([
      'UserErrorMultiProtectionNotAllowedWithSameVaultAndSamePolicy',
      'ScenarioPluginInvalidWorkflowDataRequest',
      'UserErrorBackupPluginPodRestartedDuringBackup',
    ]);
  });
});

test.each<[string, Partial<FactValues>, Profile, object]>([
  ['nothing yet', {}, PROTECTING, { outcome: 'missing', remedy: { kind: 'backupInstance' } }],
  ['no policy named', {}, PROFILE, { outcome: 'notApplicable' }],
  ['protected', here({}), PROTECTING, { outcome: 'satisfied', reason: 'Protected' }],
  ['protected without a policy in the profile', here({}), PROFILE, { outcome: 'satisfied' }],
  ['elsewhere', elsewhere, PROTECTING, { outcome: 'blocked' }],
  [
    'in error',
    here({ errorCode: 'X', protectionState: 'ProtectionError' }),
    PROTECTING,
    { outcome: 'missing', remedy: { kind: 'instanceSync' } },
  ],
  [
    'in error without a policy',
    here({ errorCode: REFUSAL.code, refusal: REFUSAL }),
    PROFILE,
    { outcome: 'blocked', by: ['BKS-702'] },
  ],
  [
    'stopped',
    here({ protectionState: 'ProtectionStopped' }),
    PROTECTING,
    { outcome: 'manual', reason: 'ProtectionStopped' },
  ],
  ['being configured', here({ protectionState: 'UpdatingProtection' }), PROTECTING, { outcome: 'pending' }],
  ['without its vault', { vault: 'absent' }, PROTECTING, { outcome: 'blocked' }],
])('protection: %s', (_, facts, profile, expected) => {
  expect(judge(protectedByVault, facts, profile)).toMatchObject(expected);
});

const POINTS = [
  { time: '2026-01-01T00:00:00Z', stores: [] },
  { time: '2026-01-02T00:00:00Z', stores: [] },
];
test.each<[string, Partial<FactValues>, Profile, object]>([
  ['not protected', {}, PROTECTING, { outcome: 'blocked', by: ['BKS-703'] }],
  ['no policy named', {}, PROFILE, { outcome: 'notApplicable' }],
  [
    'there',
    { ...here({}), recoveryPoints: POINTS },
    PROFILE,
    { outcome: 'satisfied', evidence: { latestRecoveryPoint: '2026-01-02T00:00:00Z', recoveryPoints: 2 } },
  ],
  [
    'started by Backstay',
    { ...here({}), recoveryPoints: [] },
    WITH_STRATEGY,
    { outcome: 'missing', remedy: { ruleName: 'BackupDaily' } },
  ],
  ['left to the schedule', { ...here({}), recoveryPoints: [] }, PROTECTING, { outcome: 'pending' }],
  ['none, and in error', { ...here({ errorCode: 'X' }), recoveryPoints: [] }, WITH_STRATEGY, { outcome: 'blocked' }],
])('recovery point: %s', (_, facts, profile, expected) => {
  expect(judge(recoveryPointExists, facts, profile)).toMatchObject(expected);
});

const LIMITED: Profile = { ...PROFILE, unprotectedAfterDays: 7 };
const ready = (days: number) => ({ readiness: { since: '2026-01-01T00:00:00Z', days } });
test.each<[string, Partial<FactValues>, Profile, object]>([
  ['no limit', ready(99), PROFILE, { outcome: 'notApplicable', reason: 'NoLimit' }],
  ['not ready', { readiness: 'notReady' }, LIMITED, { outcome: 'notApplicable' }],
  ['a scan', { readiness: 'notKnown' }, LIMITED, { outcome: 'notApplicable' }],
  ['a day before', ready(6), LIMITED, { outcome: 'satisfied' }],
  ['on the day', ready(7), LIMITED, { outcome: 'manual', reason: 'ProtectionOverdue' }],
  ['on the day, with a policy', ready(7), { ...LIMITED, protection: PROTECTION }, { outcome: 'manual' }],
  ['protected', { ...ready(99), ...here({}) }, LIMITED, { outcome: 'satisfied' }],
])('in time: %s', (_, facts, profile, expected) => {
  expect(judge(protectedInTime, facts, profile)).toMatchObject(expected);
});

test('an instance in error of the own vault is required of every profile, whether it asks Azure Backup or not', () => {
  expect(confirmedByAzureBackup.severity).toBe('required');
  const failing = here({ errorCode: REFUSAL.code, refusal: REFUSAL });
  for (const profile of [PROFILE, PROTECTING, { ...PROTECTING, confirm: 'rules' as const }]) {
    expect(judge(confirmedByAzureBackup, failing, profile)).toMatchObject({ outcome: 'manual' });
  }
});
