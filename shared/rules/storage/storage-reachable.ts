import type { StorageFirewall } from '../../model/azure.ts';
import type { VaultId } from '../../model/resource-id.ts';
import { takesPublicTraffic } from '../../model/storage-networks.ts';
import { az, named } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, missing, satisfied } from '../define-rule.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';

export const storageReachable = defineRule({
  id: 'BKS-502',
  slug: 'storage-reachable',
  title: 'The firewall of the storage account lets Azure Backup in',
  failureTitle: 'The firewall of the storage account keeps Azure Backup out',
  why: 'Behind a firewall that does not let trusted services in, the vault cannot fetch what the extension has written.',
  severity: 'required',
  confirmable: ['NetworkSecurityPerimeter'],
  docs: 'https://learn.microsoft.com/azure/storage/common/storage-network-security?tabs=azure-portal#grant-access-to-trusted-azure-services',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'storageBypass',
  needs: ['storageAccount'],

  evaluate({ storageAccount: account }, { vaultId }) {
    if (account === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    const { name, firewall, publicNetworkAccess } = account;
    const evidence = {
      publicNetworkAccess: publicNetworkAccess ?? null,
      defaultAction: firewall?.defaultAction ?? null,
      bypass: firewall?.bypass ?? [],
    };
    if (publicNetworkAccess?.toLowerCase() === 'securedbyperimeter') {
      return cannotTell(
        'NetworkSecurityPerimeter',
        `A network security perimeter decides who reaches storage account ${name}; Backstay does not read its access rules.`,
        [
          decision(
            `In the portal, open Networking of storage account ${name} and check that an inbound access rule of its perimeter lets the subscription of the vault in.`,
            'causeUnknown',
          ),
        ],
        evidence,
      );
    }
    // Trusted services and resource rules let the vault in with public access disabled too: the
    // support matrix of AKS backup has accounts behind private endpoints as supported, and a Backup
    // vault cannot have a private endpoint.
    // https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
    const isPublic = takesPublicTraffic(account);
    switch (isPublic ? firewall?.defaultAction?.toLowerCase() : 'deny') {
      case 'allow':
        return satisfied('AllNetworks', `Storage account ${name} takes traffic from all networks.`, evidence);
      case 'deny':
        break;
      default:
        return cannotTell(
          'SettingNotReturned',
          `Azure does not return the network rules of storage account ${name}.`,
          [az('storage account show', { ...named(account.id), query: 'networkRuleSet' })],
          evidence,
        );
    }
    if (firewall?.bypass.some((service) => service.toLowerCase() === 'azureservices')) {
      return satisfied('TrustedServices', `Storage account ${name} lets trusted Azure services in.`, evidence);
    }
    if (firewall !== undefined && letsVaultIn(firewall, vaultId)) {
      return satisfied('ResourceRule', `Storage account ${name} has a rule that lets the vault in.`, evidence);
    }
    return missing(
      'TrustedServicesBlocked',
      `The firewall of storage account ${name} lets neither trusted Azure services nor the vault in.`,
      { kind: 'storageBypass', accountId: account.id },
      evidence,
    );
  },
});

/** A rule names one resource, or all of a type where `*` stands for names. */
function letsVaultIn({ resourceIds }: StorageFirewall, vaultId: VaultId): boolean {
  const segments = vaultId.split('/');
  return resourceIds.some((resourceId) => {
    const rule = resourceId.toLowerCase().split('/');
    return rule.length === segments.length && rule.every((part, index) => part === '*' || part === segments[index]);
  });
}
