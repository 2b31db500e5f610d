import type { BackupVault, Cluster } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, manual } from '../define-rule.ts';
import { sameRegion } from '../place.ts';
import { pairOf } from './region-pairs.ts';

/**
 * Whether a vault of another region can restore to the cluster; `undefined` where it can: from its
 * copies in the paired region, with Cross Region Restore.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-restore
 */
export function judgePairedRegion(
  vault: BackupVault,
  cluster: Cluster,
  { name: profile, vaultId, tier }: Profile,
  evidence: Evidence,
): Outcome | undefined {
  const pair = pairOf(vault.location);
  const { redundancy, crossRegionRestore } = vault.posture;
  const seen = {
    ...evidence,
    pairedRegion: pair ?? null,
    redundancy: redundancy ?? null,
    crossRegionRestore: crossRegionRestore ?? null,
  };
  const where = `Vault ${vault.name} is in ${vault.location}, the cluster in ${cluster.location}`;
  const inRegion = decision(
    `Select clusters of ${vault.location}${pair === undefined ? '' : ` or ${pair}`} in profile ${profile}.`,
    'ownerChooses',
  );
  if (pair === undefined || !sameRegion(pair, cluster.location)) {
    return manual('VaultInOtherRegion', `${where}, which is not its paired region.`, [inRegion], seen);
  }
  const ofVault = { ...inGroupOf(vaultId), vaultName: vault.name };
  if (tier === 'operational') {
    const message = `${where}. Snapshots are restored in their own region only, and profile ${profile} has the operational tier.`;
    return manual('SnapshotsInOtherRegion', message, [inRegion], seen);
  }
  if (redundancy === undefined) {
    return cannotTell(
      'VaultSettingNotReturned',
      `${where}. Azure does not return the redundancy of the vault.`,
      [az('dataprotection backup-vault show', ofVault)],
      seen,
    );
  }
  if (redundancy !== 'GeoRedundant') {
    const message = `${where}. The vault is ${redundancy}, and has no copies in the paired region.`;
    return manual('VaultNotGeoRedundant', message, [inRegion], seen);
  }
  // A vault that was never asked about it leaves the setting out; that means Disabled.
  if (crossRegionRestore !== 'Enabled') {
    return manual(
      'CrossRegionRestoreDisabled',
      `${where}. Cross Region Restore of the vault is ${crossRegionRestore ?? 'Disabled'}.`,
      [az('dataprotection backup-vault update', { ...ofVault, crrState: 'Enabled' })],
      seen,
    );
  }
  return undefined;
}
