import type { BackupInstance } from '../../model/azure.ts';
import type { Evidence } from '../../model/finding.ts';
import { partsOf } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { showInstance } from '../../steps/backup-instance.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { NOT_PROTECTED_ELSEWHERE } from '../rule-ids.ts';

export const notProtectedElsewhere = defineRule({
  id: NOT_PROTECTED_ELSEWHERE,
  slug: 'not-protected-elsewhere',
  title: 'No other vault protects the cluster',
  failureTitle: 'Another vault protects the cluster',
  why: 'Azure Backup refuses a second vault, and a change of the extension would cut the first one off from its recovery points.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.oneVault,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorDppDatasourceAlreadyHasBackupInstance'],
  fix: 'person',
  byHand: [
    az('dataprotection backup-instance show', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      vaultName: 'VAULT',
      name: 'BACKUP-INSTANCE',
    }),
    decision(
      'Name its vault in a profile of the cluster, or give the cluster the tag "backstay: off". Or delete the instance once its recovery points are no longer needed.',
      'othersRelyOnIt',
    ),
  ],
  needs: ['cluster', 'protection'],

  evaluate({ cluster, protection }, { vaultId, name, purpose }) {
    const [elsewhere] = protection.filter((instance) => instance.vaultId !== vaultId);
    const [here] = protection;
    if (elsewhere !== undefined) {
      const vault = vaultNameOf(elsewhere);
      if (purpose === 'restoreTarget') {
        return satisfied(
          'ProtectedElsewhere',
          `Vault ${vault} protects cluster ${cluster.name}, to which profile ${name} restores backups of other clusters.`,
          evidenceOf(elsewhere),
        );
      }
      return manual(
        'ProtectedElsewhere',
        `Vault ${vault} protects cluster ${cluster.name} by backup instance ${elsewhere.name} (${stateOf(elsewhere)}); profile ${name} names another vault.`,
        [
          ...showInstance(elsewhere),
          decision(
            `To keep this protection: name vault ${vault} in a profile of the cluster, or give the cluster the tag "backstay: off".`,
            'ownerChooses',
          ),
          decision(
            'To replace it: delete the backup instance once its recovery points are no longer needed.',
            'othersRelyOnIt',
          ),
        ],
        evidenceOf(elsewhere),
      );
    }
    return here === undefined
      ? satisfied('NotProtected', `No vault protects cluster ${cluster.name} yet.`)
      : satisfied(
          'ProtectedByVault',
          `The vault of profile ${name} protects cluster ${cluster.name} by backup instance ${here.name} (${stateOf(here)}).`,
          evidenceOf(here),
        );
  },
});

/** A backup instance in words. */
export function evidenceOf({ armId, vaultId, policyId, protectionState, errorCode }: BackupInstance): Evidence {
  return {
    backupInstance: armId,
    vault: vaultId ?? null,
    policy: policyId ?? null,
    protectionState: protectionState ?? null,
    errorCode: errorCode ?? null,
  };
}

function vaultNameOf({ vaultId }: BackupInstance): string {
  return vaultId === undefined ? '(not returned by Azure)' : partsOf(vaultId).name;
}

function stateOf({ protectionState = 'state not returned by Azure', errorCode }: BackupInstance): string {
  return errorCode === undefined ? protectionState : `${protectionState}, ${errorCode}`;
}
