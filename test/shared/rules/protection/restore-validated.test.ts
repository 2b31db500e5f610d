import { describe, expect, test } from 'vitest';
import type { RecoveryPoint } from '../../../../shared/model/azure.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { Profile } from '../../../../shared/model/profile.ts';
import { parseClusterId, parseResourceGroupId } from '../../../../shared/model/resource-id.ts';
import { restoreValidated } from '../../../../shared/rules/protection/restore-validated.ts';
import { passesByItself, rulesOfCode, SERVICE_CODES } from '../../../../shared/rules/protection/service-codes.ts';
import { restoreBody, restoreBodyForCli } from '../../../../shared/steps/restore-body.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import {
  BACKUP_INSTANCE,
  CLUSTER,
  CLUSTER_ID,
  DRILLED,
  forbidden,
  known,
  must,
  PROFILE,
  PROTECTION,
  READY,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const DRILLING: Profile = { ...PROFILE, protection: PROTECTION, restoreDrill: {} };
const staging = {
  groupId: must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/staging`)),
  accountId: STORAGE_ACCOUNT_ID,
};
const STAGED: Profile = { ...DRILLING, staging };

const point = (day: number, stores: readonly string[] = ['OperationalStore'], more: Partial<RecoveryPoint> = {}) => ({
  ...{ id: `point-${day}`, instance: BACKUP_INSTANCE.name, time: `2026-01-0${day}T02:00:00Z`, stores },
  ...more,
});
const FACTS: Partial<FactValues> = {
  protection: [BACKUP_INSTANCE],
  recoveryPoints: [point(1), point(3), point(2)],
  drillTarget: CLUSTER,
  restoreDrill: 'due',
};
const other = { ...CLUSTER, id: must(parseClusterId(`${CLUSTER_ID}-2`)), armId: `${CLUSTER.armId}-2`, name: 'Shop-2' };

const outcomeOf = (changes: Partial<FactValues>, profile = DRILLING) =>
  judge(restoreValidated, { ...FACTS, ...changes }, profile);
function remedyOf(changes: Partial<FactValues> = {}, profile = DRILLING) {
  const finding = outcomeOf(changes, profile);
  if (finding.outcome !== 'missing' || finding.remedy.kind !== 'restoreValidation')
    throw new Error(JSON.stringify(finding));
  return finding.remedy;
}
const answered = (word: object, changes: Partial<FactValues> = {}, profile = DRILLING) =>
  outcomeOf({ ...changes, restoreDrill: { ...DRILLED, ...word, basis: remedyOf(changes, profile).basis } }, profile);

describe('a drill', () => {
  test.each<[string, Partial<FactValues>, object]>([
    ['is due', {}, { outcome: 'missing', reason: 'DrillDue' }],
    ['of another target', { restoreDrill: DRILLED }, { outcome: 'missing', reason: 'DrillOutdated' }],
    ['in a scan', { restoreDrill: 'off' }, { outcome: 'notApplicable', reason: 'DrillNotRequested' }],
    ['without an instance', { protection: [] }, { outcome: 'blocked', by: ['BKS-703'] }],
    ['in another vault', { protection: [{ ...BACKUP_INSTANCE, vaultId: undefined }] }, { outcome: 'blocked' }],
    ['without a recovery point', { recoveryPoints: [] }, { outcome: 'blocked', by: ['BKS-704'] }],
    ['without a vault', { vault: 'absent' }, { outcome: 'blocked', by: ['BKS-212'] }],
    ['without its target', { drillTarget: 'absent' }, { outcome: 'manual', reason: 'DrillTargetNotFound' }],
    [
      'to another region',
      { drillTarget: { ...other, location: 'northeurope' } },
      { outcome: 'manual', reason: 'DrillTargetInOtherRegion' },
    ],
    [
      'of a point in the vault, without staging',
      { recoveryPoints: [point(1, ['VaultStore'])] },
      { outcome: 'manual', reason: 'StagingNotNamed' },
    ],
    [
      'of a point without its store',
      { recoveryPoints: [point(1, [])] },
      { outcome: 'unknown', reason: 'StoreNotReturned' },
    ],
    [
      'of a point without its id',
      { recoveryPoints: [point(1, ['OperationalStore'], { id: undefined })] },
      { outcome: 'unknown', reason: 'StoreNotReturned' },
    ],
  ])('%s', (_, changes, expected) => {
    expect(outcomeOf(changes)).toMatchObject(expected);
  });

  test('is wanted by no profile that does not say so, and by none that restores to its clusters', () => {
    const { restoreDrill: _, ...plain } = DRILLING;
    expect(outcomeOf({}, plain)).toMatchObject({ outcome: 'notApplicable', reason: 'NoDrillConfigured' });
    expect(outcomeOf({ drillTarget: 'notNeeded' })).toMatchObject({ outcome: 'notApplicable' });
  });

  test('where the profile does not protect, it waits for nothing', () => {
    const { protection: _, ...plain } = DRILLING;
    expect(outcomeOf({ protection: [] }, plain)).toMatchObject({ outcome: 'notApplicable', reason: 'NotProtected' });
    expect(outcomeOf({ recoveryPoints: [] }, plain)).toMatchObject({ reason: 'NoRecoveryPoint' });
    expect(outcomeOf({}, plain)).toMatchObject({ outcome: 'missing' });
  });

  test.each(['recoveryPoints', 'drillTarget', 'restoreDrill', 'protection'] as const)(
    'is not known where %s could not be read',
    (need) => {
      const facts = { ...known({ ...READY, ...FACTS }), ...forbidden(need) };
      expect(judgeFacts(restoreValidated, facts, DRILLING)).toMatchObject({ outcome: 'unknown' });
    },
  );
});

describe('the request', () => {
  test('is for the latest recovery point of the instance, by time and not by text', () => {
    expect(remedyOf().request).toMatchObject({ recoveryPointId: 'point-3', store: 'OperationalStore' });
    const late = point(1, undefined, { id: 'late', time: '2026-01-03T03:00:00+00:00' });
    const foreign = point(9, undefined, { instance: 'another' });
    expect(remedyOf({ recoveryPoints: [late, point(3), foreign] }).request.recoveryPointId).toBe('late');
  });

  test('is from the vault where the profile names a staging place', () => {
    const recoveryPoints = [point(1, ['OperationalStore', 'VaultStore']), point(2)];
    expect(remedyOf({ recoveryPoints }).request).toMatchObject({
      recoveryPointId: 'point-2',
      store: 'OperationalStore',
    });
    expect(remedyOf({ recoveryPoints }, STAGED).request).toMatchObject({
      recoveryPointId: 'point-1',
      store: 'VaultStore',
      staging,
    });
    expect(remedyOf({ recoveryPoints: [point(2)] }, STAGED).request).not.toHaveProperty('staging');
  });

  test('restores everything, over nothing', () => {
    const body = JSON.parse(JSON.stringify(restoreBody(remedyOf().request)));
    expect(body.restoreTargetInfo).toMatchObject({
      recoveryOption: 'FailIfExists',
      restoreLocation: 'westeurope',
      datasourceInfo: { resourceID: CLUSTER.armId },
      restoreCriteria: [{ objectType: 'KubernetesClusterRestoreCriteria', conflictPolicy: 'Skip' }],
    });
    expect(JSON.stringify(restoreBodyForCli(remedyOf().request))).toContain('"recovery_point_id":"point-3"');
    expect(JSON.stringify(restoreBodyForCli(remedyOf().request))).toContain('"resource_id"');
  });

  test('has the same basis each day, and another one for another target', () => {
    const { basis } = remedyOf();
    expect(remedyOf({ recoveryPoints: [point(4)] }).basis).toBe(basis);
    const moved = { recoveryPoints: [point(4, ['OperationalStore', 'VaultStore'])] };
    expect(remedyOf(moved, STAGED).basis).toBe(remedyOf({}, STAGED).basis);
    const changed = [
      remedyOf({ drillTarget: other }).basis,
      remedyOf({ drillTarget: { ...CLUSTER, identity: undefined } }).basis,
      remedyOf({}, STAGED).basis,
      remedyOf({
        protection: [{ ...BACKUP_INSTANCE, name: 'another' }],
        recoveryPoints: [{ ...point(1), instance: 'another' }],
      }).basis,
    ];
    expect(new Set([basis, ...changed]).size).toBe(5);
  });
});

describe('the answer', () => {
  test('confirms the recovery point that it was asked about', () => {
    expect(answered({ confirmed: true })).toMatchObject({
      outcome: 'satisfied',
      reason: 'RestoreConfirmed',
      evidence: { validatedAt: DRILLED.at, recoveryPoint: DRILLED.recoveryPoint, restoreTarget: CLUSTER.armId },
    });
  });

  test.each(atLeastOne(SERVICE_CODES))('%s leads to its rule and a command', (code) => {
    const finding = answered({
      confirmed: false,
      code,
      detail: 'inner',
      message: 'outer',
      recommendedActions: ['Do.'],
    });
    expect(finding).toMatchObject({
      outcome: 'manual',
      reason: code,
      severity: 'recommended',
      evidence: { code, innerError: 'inner', azureMessage: 'outer', rulesThatShouldHaveSeenIt: rulesOfCode(code) },
    });
    const steps = 'steps' in finding ? (finding.steps ?? []) : [];
    expect(steps.join('\n')).toContain(must(rulesOfCode(code)[0]));
    expect(steps.some((step) => step.startsWith('az ') || step.startsWith('Exempt'))).toBe(true);
    const passing = answered({ confirmed: false, code, mayPass: true });
    if (passesByItself(code)) expect(passing).toMatchObject({ outcome: 'pending', reason: code });
  });

  test('of another target leads to the page and the resources of that cluster', () => {
    const word = { confirmed: false, code: 'UserErrorBackupStorageLocationNotFound' };
    const finding = answered(word, { drillTarget: other });
    const steps = 'steps' in finding ? (finding.steps ?? []).join('\n') : '';
    expect(steps).toContain('on the page of cluster Shop-2');
    expect(steps).toContain('az k8s-extension show');
    expect(steps).not.toContain('az storage account show');
  });

  test('from the vault names the rules on the staging place as well', () => {
    const facts = { recoveryPoints: [point(1, ['VaultStore'])] };
    const word = { confirmed: false, code: 'UserErrorBackupStorageLocationNotFound', store: 'VaultStore' as const };
    expect(answered(word, facts, STAGED).evidence.rulesThatShouldHaveSeenIt).toEqual([
      ...rulesOfCode(word.code),
      'BKS-509',
      'BKS-422',
      'BKS-423',
    ]);
  });

  test.each([undefined, 'no word at all', 'UserErrorOfTomorrow'])('with code %j is shown as it is', (code) => {
    const finding = answered({ confirmed: false, ...(code !== undefined && { code }) });
    expect(finding).toMatchObject({ outcome: 'manual' });
    expect(finding.message).toContain(code ?? 'UnknownServiceError');
  });
});
