import { partsOf } from '../../model/resource-id.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';

export const vaultProvisioned = defineRule({
  id: 'BKS-402',
  slug: 'vault-provisioned',
  title: 'The vault is provisioned',
  failureTitle: 'The provisioning of the vault has failed',
  why: 'A vault whose provisioning has failed protects nothing, even with full access.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/backup/create-manage-backup-vault',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('dataprotection backup-vault show', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      vaultName: 'VAULT',
    }),
  ],
  needs: ['vault'],

  evaluate({ vault }) {
    if (vault === 'absent') return blocked(VAULT_IDENTITY, 'There is no vault yet.');
    const { id, name, armId, provisioningState } = vault;
    const evidence = { vault: armId, provisioningState: provisioningState ?? null };
    const show = az('dataprotection backup-vault show', { ...inGroupOf(id), vaultName: partsOf(id).name });
    switch (provisioningState?.toLowerCase()) {
      case 'succeeded':
        return satisfied('Provisioned', `Vault ${name} is provisioned.`, evidence);
      case 'failed':
      case 'canceled':
        return manual(
          'ProvisioningFailed',
          `Vault ${name} is ${provisioningState}.`,
          [show, decision('See in the activity log of the vault which write failed, and repeat it.', 'causeUnknown')],
          evidence,
        );
      case undefined:
      case 'unknown':
        return cannotTell('StateNotReturned', `Azure does not return the state of vault ${name}.`, [show], evidence);
      default:
        return pending('InProgress', `Vault ${name} is ${provisioningState}.`, evidence);
    }
  },
});
