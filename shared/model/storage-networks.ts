import type { StorageAccount } from './azure.ts';

/** True where neither the firewall nor the switch for public access keeps any network out. */
export function takesAllNetworks(account: Pick<StorageAccount, 'firewall' | 'publicNetworkAccess'>): boolean {
  return takesPublicTraffic(account) && account.firewall?.defaultAction?.toLowerCase() === 'allow';
}

/** Accounts that were never asked about public access leave it out; that means `Enabled`. */
export function takesPublicTraffic({ publicNetworkAccess }: Pick<StorageAccount, 'publicNetworkAccess'>): boolean {
  return (publicNetworkAccess ?? 'Enabled').toLowerCase() === 'enabled';
}
