import { partsOf } from '../../model/resource-id.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision, inProfile } from '../../steps/step.ts';
import { defineRule, manual, missing, notApplicable, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { BACKUP_POLICY } from '../rule-ids.ts';

const AKS = 'microsoft.containerservice/managedclusters';

export const backupPolicy = defineRule({
  id: BACKUP_POLICY,
  slug: 'backup-policy',
  title: 'The vault has the backup policy of the profile',
  failureTitle: 'The vault lacks the backup policy of the profile',
  why: 'Azure Backup validates and protects a cluster only by a policy of its vault.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.proof,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-using-cli',
  serviceErrors: ['ScenarioPluginInvalidWorkflowDataRequest'],
  fix: 'backupPolicy',
  needs: ['backupPolicy'],

  evaluate({ backupPolicy }, { name: profile, protection, vaultId, tier }) {
    if (protection === undefined || backupPolicy === 'notNeeded') {
      return notApplicable('NoPolicyNamed', `Profile ${profile} names no backup policy.`);
    }
    const vault = partsOf(vaultId).name;
    const { name, strategy } = protection.policy;
    const place = { ...inGroupOf(vaultId), vaultName: vault };
    if (backupPolicy === 'absent') {
      if (strategy !== undefined) {
        return missing('NoPolicy', `Vault ${vault} has no policy ${name} yet.`, {
          kind: 'backupPolicy',
          vaultId,
          name,
          strategy,
        });
      }
      return manual('NoPolicy', `Vault ${vault} has no policy ${name}.`, [
        az('dataprotection backup-policy list', { ...place, output: 'table' }),
        decision(`Name one of these policies in profile ${profile}, or a built-in strategy.`, 'ownerChooses'),
      ]);
    }
    const { armId: policy, datasourceTypes, stores } = backupPolicy;
    const evidence = { policy, stores, datasourceTypes };
    const show = az('dataprotection backup-policy show', { ...place, name });
    if (!datasourceTypes.some((type) => type.toLowerCase() === AKS)) {
      const steps = [show, decision(`Name a policy for AKS clusters in profile ${profile}.`, 'ownerChooses')];
      const types = datasourceTypes.join(', ') || 'nothing';
      return manual('PolicyForOtherResources', `Policy ${name} of vault ${vault} is for ${types}.`, steps, evidence);
    }
    if (stores.includes('VaultStore') && tier === 'operational') {
      const message = `Policy ${name} of vault ${vault} moves backups into the vault, and the tier of profile ${profile} is operational.`;
      return manual('PolicyUsesVaultTier', message, [show, inProfile(profile, 'tier', 'vault')], evidence);
    }
    return satisfied('PolicyExists', `Vault ${vault} has policy ${name}.`, evidence);
  },
});
