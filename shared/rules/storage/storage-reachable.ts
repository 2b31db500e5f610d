import type { StorageFirewall } from '../../model/azure.ts';
import type { VaultId } from '../../model/resource-id.ts';
import { blocked, cannotTell, defineRule, missing, satisfied } from '../define-rule.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';

export const storageReachable = defineRule({
  id: 'BKS-502',
  slug: 'storage-reachable',
  title: 'The firewall of the storage account lets Azure Backup in',
  failureTitle: 'The firewall of the storage account keeps Azure Backup out',
  why: 'Behind a firewall that does not let trusted services in, the vault cannot fetch what the extension has written.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/storage/common/storage-network-security?tabs=azure-portal#grant-access-to-trusted-azure-services',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'storageBypass',
  needs: ['storageAccount'],

  evaluate({ storageAccount: account }, { vaultId }) {
    if (account === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    const { name, armId, firewall, publicNetworkAccess } = account;
    const evidence = {
      publicNetworkAccess: publicNetworkAccess ?? null,
      defaultAction: firewall?.defaultAction ?? null,
      bypass: firewall?.bypass ?? [],
    };
    // Accounts that were never asked about it leave it out; that means Enabled.
    if ((publicNetworkAccess ?? 'Enabled').toLowerCase() !== 'enabled') {
      return cannotTell(
        'PublicAccessOff',
        `Storage account ${name} takes no traffic from public networks (${publicNetworkAccess}); whether Azure Backup reaches it is not to be read.`,
        [
          `az storage account show --ids ${armId} --query "{publicNetworkAccess:publicNetworkAccess, rules:networkRuleSet, endpoints:privateEndpointConnections}"`,
          `az storage account update --ids ${armId} --public-network-access Enabled --default-action Deny --bypass AzureServices`,
        ],
        evidence,
      );
    }
    switch (firewall?.defaultAction?.toLowerCase()) {
      case 'allow':
        return satisfied('AllNetworks', `Storage account ${name} takes traffic from all networks.`, evidence);
      case 'deny':
        break;
      default:
        return cannotTell(
          'NotTold',
          `Azure's answer does not tell the network rules of storage account ${name}.`,
          [`az storage account show --ids ${armId} --query networkRuleSet`],
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
      'KeptOut',
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
