import { uuid5 } from '../../lib/uuid5.ts';
import { az, ofCluster } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';
import { blocked, defineRule, manual, missing, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';

const BACKUP_OPERATOR = 'Microsoft.DataProtection/backupVaults/backup-operator';
const SAMPLE = { subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', clusterName: 'CLUSTER', name: 'BINDING' };
/** https://learn.microsoft.com/azure/aks/trusted-access-feature */
const MAX_BINDINGS = 8;

export const trustedAccessBinding = defineRule({
  id: 'BKS-202',
  slug: 'trusted-access-binding',
  title: 'The vault has Trusted Access to the cluster',
  failureTitle: 'The vault has no Trusted Access to the cluster',
  why: 'The vault reaches the API server only through a Trusted Access binding with the backup-operator role.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#trusted-access-related-operations',
  serviceErrors: [],
  fix: 'trustedAccessBinding',
  byHand: [
    az('aks trustedaccess rolebinding create', { ...SAMPLE, sourceResourceId: 'VAULT-ID', roles: BACKUP_OPERATOR }),
    note('Where the vault has a binding already, name all roles that it has as well:'),
    az('aks trustedaccess rolebinding update', { ...SAMPLE, roles: BACKUP_OPERATOR }),
  ],
  needs: ['cluster', 'vault', 'trustedAccessRoleBindings'],

  evaluate({ cluster, vault, trustedAccessRoleBindings }) {
    if (vault === 'absent') return blocked(VAULT_IDENTITY, 'There is no vault to bind.');
    const ofVault = trustedAccessRoleBindings.filter(({ sourceResourceId }) => sourceResourceId === vault.id);
    const binding = ofVault.find(({ roles }) => roles.some(isBackupOperator)) ?? ofVault[0];
    const name = binding?.name ?? bindingName(vault.id);
    const remedy = {
      kind: 'trustedAccessBinding',
      clusterId: cluster.id,
      name,
      sourceResourceId: vault.armId,
      roles: [...(binding?.roles ?? []).filter((role) => !isBackupOperator(role)), BACKUP_OPERATOR],
    } as const;

    if (binding === undefined && trustedAccessRoleBindings.length >= MAX_BINDINGS) {
      const taken = trustedAccessRoleBindings.map((each) => each.name);
      return manual(
        'NoFreeSlot',
        `Cluster ${cluster.name} has ${taken.length} bindings, and AKS allows ${MAX_BINDINGS}.`,
        [
          az('aks trustedaccess rolebinding list', { ...ofCluster(cluster.id), output: 'table' }),
          // Each of them gives some service access, and only its owner knows whether that is still
          // needed.
          decision(
            `Delete a binding that is no longer needed: ${az('aks trustedaccess rolebinding delete', { ...ofCluster(cluster.id), name: 'NAME' })}`,
            'othersRelyOnIt',
          ),
        ],
        { bindings: taken },
      );
    }
    if (binding === undefined) {
      return missing('NoBinding', `Cluster ${cluster.name} has no binding for vault ${vault.name}.`, remedy, {
        bindings: trustedAccessRoleBindings.length,
      });
    }
    const evidence = {
      binding: binding.armId,
      roles: binding.roles,
      provisioningState: binding.provisioningState ?? null,
    };
    if (!binding.roles.some(isBackupOperator)) {
      return missing('RoleMissing', `Binding ${name} lacks the role ${BACKUP_OPERATOR}.`, remedy, evidence);
    }
    switch (binding.provisioningState?.toLowerCase()) {
      case 'succeeded':
        return satisfied('BindingPresent', `Binding ${name} gives vault ${vault.name} access.`, evidence);
      case 'failed':
      case 'canceled':
        return missing('LastOperationFailed', `Binding ${name} is ${binding.provisioningState}.`, remedy, evidence);
      default:
        return pending(
          'InProgress',
          `Binding ${name} is ${binding.provisioningState ?? 'in an unknown state'}.`,
          evidence,
        );
    }
  },
});

// AKS allows 1 to 24 letters, digits, - and _.
// https://learn.microsoft.com/azure/aks/trusted-access-feature
function bindingName(vaultId: string): string {
  return `backstay-${uuid5(vaultId).replaceAll('-', '').slice(0, 15)}`;
}

function isBackupOperator(role: string): boolean {
  return role.toLowerCase() === BACKUP_OPERATOR.toLowerCase();
}
