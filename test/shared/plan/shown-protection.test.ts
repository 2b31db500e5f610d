import { expect, test } from 'vitest';
import type { BackupInstance } from '../../../shared/model/azure.ts';
import type { FactValues } from '../../../shared/model/fact.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import { protectionOf } from '../../../shared/plan/shown-protection.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { BACKUP_INSTANCE, DRILLED, known, PROFILE, PROTECTION, READY } from '../../support/facts.ts';

const PROTECTING: Profile = { ...PROFILE, confirm: 'service', protection: PROTECTION };
const here = (changes: Partial<BackupInstance>) => ({ protection: [{ ...BACKUP_INSTANCE, ...changes }] });
const REFUSAL = { code: 'KubernetesBackupListExtensionsError', message: 'm', detail: 'd', recommendedActions: [] };
const failing = here({ protectionState: 'ProtectionError', errorCode: REFUSAL.code, refusal: REFUSAL });
const explained = { code: REFUSAL.code, cause: 'The vault lacks Reader on the cluster.', rules: ['BKS-411'] };

const seen = (facts: Partial<FactValues>, profile: Profile) =>
  protectionOf(evaluateRules(RULES, known({ ...READY, ...facts }), profile));

test.each<[string, Partial<FactValues>, object]>([
  ['nothing protects it', {}, { state: 'unprotected' }],
  ['protected', here({}), { state: 'protected', vault: BACKUP_INSTANCE.vaultId, policy: BACKUP_INSTANCE.policyId }],
  [
    'backed up',
    {
      ...here({}),
      recoveryPoints: [
        { time: '2026-01-02T02:00:00Z', stores: [] },
        { time: '2026-01-01T02:00:00Z', stores: [] },
      ],
    },
    { state: 'protected', latestRecoveryPoint: '2026-01-02T02:00:00Z' },
  ],
  ['being configured', here({ protectionState: 'ConfiguringProtection' }), { state: 'inProgress' }],
  ['stopped', here({ protectionState: 'ProtectionStopped' }), { state: 'stopped', azureState: 'ProtectionStopped' }],
  ['in error', failing, { state: 'inError', backupInstance: BACKUP_INSTANCE.armId, error: explained }],
  ['in another vault', here({ vaultId: undefined }), { state: 'elsewhere', backupInstance: BACKUP_INSTANCE.armId }],
])('%s, whether or not the profile protects', (_, facts, expected) => {
  expect(seen(facts, PROTECTING)).toMatchObject(expected);
  expect(seen(facts, PROFILE)).toMatchObject(expected);
});

test('of several rules that explain an error, those that are not satisfied are shown', () => {
  const code = 'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup';
  const instance = here({ errorCode: code, refusal: { ...REFUSAL, code } });
  expect(seen(instance, PROFILE).error?.rules).toEqual(['BKS-412', 'BKS-413']);
  const { clusterHoldings: held } = READY;
  if (held === 'absent') throw new Error('no identity');
  const without = { ...instance, clusterHoldings: { ...held, assignments: [] } };
  expect(seen(without, PROFILE).error?.rules).toEqual(['BKS-413']);
});

test('what could not be read is not known', () => {
  const { protection: _, ...rest } = known(READY);
  const failure = { class: 'forbidden', code: 'AuthorizationFailed', message: 'no' } as const;
  const facts = { ...rest, protection: { state: 'unknown', failure, sources: [] } } as const;
  expect(protectionOf(evaluateRules(RULES, facts, PROTECTING))).toEqual({ state: 'notKnown' });
  expect(protectionOf([])).toEqual({ state: 'notKnown' });
});

test.each<[string, Partial<FactValues>, string]>([
  ['wants no backups', {}, 'restoreTarget'],
  ['of which another vault takes backups', here({ vaultId: undefined }), 'elsewhere'],
  ['of which its vault takes backups as well', here({}), 'protected'],
  ['whose own backups are in error', failing, 'inError'],
])('a restore target %s', (_, facts, state) => {
  expect(seen(facts, { ...PROFILE, purpose: 'restoreTarget' })).toMatchObject({ state });
});

test('the last drill is shown, with the code of a refusal, until its answer no longer counts', () => {
  const profile: Profile = { ...PROFILE, restoreDrill: {} };
  const recoveryPoints = [{ id: 'p', time: '2026-01-02T02:00:00Z', stores: ['OperationalStore'] }];
  const facts = { ...here({}), recoveryPoints, drillTarget: READY.cluster };
  const due = evaluateRules(RULES, known({ ...READY, ...facts, restoreDrill: 'due' }), profile).find(
    ({ ruleId }) => ruleId === 'BKS-706',
  );
  const basis = due?.outcome === 'missing' && due.remedy.kind === 'restoreValidation' ? due.remedy.basis : '';
  const drill = (more: object) =>
    seen({ ...facts, restoreDrill: { ...DRILLED, basis, ...more } }, profile).restoreDrill;
  const { at, recoveryPoint, target } = DRILLED;
  expect(drill({})).toEqual({ state: 'confirmed', at, recoveryPoint, target });
  expect(drill({ confirmed: false, code: 'X1' })).toEqual({ state: 'refused', at, recoveryPoint, target, code: 'X1' });
  expect(drill({ basis: 'another' })).toBeUndefined();
});
