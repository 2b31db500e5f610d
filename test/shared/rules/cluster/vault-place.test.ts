import { describe, expect, test } from 'vitest';
import type { BackupVault } from '../../../../shared/model/azure.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { Profile } from '../../../../shared/model/profile.ts';
import { parseVaultId } from '../../../../shared/model/resource-id.ts';
import { vaultPlace } from '../../../../shared/rules/cluster/vault-place.ts';
import { vaultSubscription } from '../../../../shared/rules/cluster/vault-subscription.ts';
import { CLUSTER, must, PROFILE, SUBSCRIPTION, VAULT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const elsewhereId = must(parseVaultId(VAULT.armId.replace(SUBSCRIPTION, '99999999-2222-3333-4444-555555555555')));
const elsewhere = { ...VAULT, id: elsewhereId };
const tenantId = CLUSTER.identity?.tenantId;

describe('vault-place', () => {
  test.each([
    ['in the region and subscription of the cluster', VAULT, 'satisfied', 'LocationMatch'],
    ['in the region, spelt otherwise', { ...VAULT, location: 'West Europe' }, 'satisfied', 'LocationMatch'],
    ['in another region', { ...VAULT, location: 'northeurope' }, 'manual', 'VaultInOtherRegion'],
    ['in another subscription of the tenant', { ...elsewhere, tenantId }, 'satisfied', 'LocationMatch'],
    ['in another tenant', { ...elsewhere, tenantId: 'another' }, 'manual', 'TenantMismatch'],
    ['in a tenant that is not returned', { ...elsewhere, tenantId: undefined }, 'unknown', 'VaultTenantNotReturned'],
    ['in its subscription, with no tenant returned', { ...VAULT, tenantId: undefined }, 'satisfied', 'LocationMatch'],
    ['not there', 'absent', 'blocked', 'Blocked'],
  ] as const)('a vault %s', (_, vault, outcome, reason) => {
    expect(judge(vaultPlace, { vault })).toMatchObject({ outcome, reason });
  });
});

describe('vault-place for a restore target', () => {
  const TARGET: Profile = { ...PROFILE, purpose: 'restoreTarget' };
  const paired: BackupVault = { ...VAULT, location: 'North Europe' };
  const withPosture = (posture: Partial<BackupVault['posture']>): BackupVault => ({
    ...paired,
    posture: { ...VAULT.posture, ...posture },
  });

  test.each<[string, FactValues['vault'], string, string]>([
    ['in the region of the cluster', VAULT, 'satisfied', 'LocationMatch'],
    ['in the paired region, with Cross Region Restore', paired, 'satisfied', 'LocationMatch'],
    [
      'without Cross Region Restore',
      withPosture({ crossRegionRestore: 'Disabled' }),
      'manual',
      'CrossRegionRestoreDisabled',
    ],
    ['never asked about it', withPosture({ crossRegionRestore: undefined }), 'manual', 'CrossRegionRestoreDisabled'],
    [
      'with copies in its own region only',
      withPosture({ redundancy: 'ZoneRedundant' }),
      'manual',
      'VaultNotGeoRedundant',
    ],
    ['of unknown redundancy', withPosture({ redundancy: undefined }), 'unknown', 'VaultSettingNotReturned'],
    ['in a region that is not paired', { ...paired, location: 'uksouth' }, 'manual', 'VaultInOtherRegion'],
    ['in a region without a pair', { ...paired, location: 'polandcentral' }, 'manual', 'VaultInOtherRegion'],
    ['in no region', { ...paired, location: '' }, 'manual', 'VaultInOtherRegion'],
    [
      'in the paired region, and another tenant',
      { ...paired, id: elsewhereId, tenantId: 'another' },
      'manual',
      'TenantMismatch',
    ],
    ['not there', 'absent', 'blocked', 'Blocked'],
  ])('a vault %s', (_, vault, outcome, reason) => {
    const finding = judge(vaultPlace, { vault }, TARGET);
    expect(finding).toMatchObject({ outcome, reason });
    // A new vault would have no backups to restore.
    expect(JSON.stringify(finding)).not.toContain('backup-vault create');
  });

  test('snapshots are not restored in another region', () => {
    expect(judge(vaultPlace, { vault: paired }, { ...TARGET, tier: 'operational' })).toMatchObject({
      outcome: 'manual',
      reason: 'SnapshotsInOtherRegion',
    });
  });

  test('a profile that backs up keeps to one region', () => {
    expect(judge(vaultPlace, { vault: paired })).toMatchObject({ outcome: 'manual', reason: 'VaultInOtherRegion' });
  });
});

describe('vault-subscription', () => {
  test.each([
    ['the same', PROFILE, 'satisfied'],
    ['another', { ...PROFILE, vaultId: elsewhereId }, 'manual'],
  ])('%s: %s', (_, profile, outcome) => {
    expect(judge(vaultSubscription, {}, profile)).toMatchObject({ outcome, severity: 'recommended' });
  });
});
