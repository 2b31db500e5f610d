import type { StorageAccount } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { partsOf } from '../../model/resource-id.ts';

export type Settings = Readonly<Record<string, string>>;

const LOCATION = 'configuration.backupStorageLocation';
export const USE_AAD = `${LOCATION}.config.useAAD`;
const STORAGE_URI = `${LOCATION}.config.storageAccountURI`;
const TENANT = 'credentials.tenantId';

/** Settings of the extension, by the keys of its chart; all values are text. */
export function settingsFor(profile: Profile, account: StorageAccount, tenantId: string | undefined): Settings {
  const { subscriptionId, resourceGroup = '' } = partsOf(profile.storage.accountId);
  return {
    [`${LOCATION}.bucket`]: profile.storage.container,
    [`${LOCATION}.config.storageAccount`]: account.name,
    [`${LOCATION}.config.resourceGroup`]: resourceGroup,
    [`${LOCATION}.config.subscriptionId`]: subscriptionId,
    // Entra tokens instead of account keys: accounts that forbid keys work too, and the role alone
    // decides.
    [USE_AAD]: 'true',
    ...(account.blobEndpoint && { [STORAGE_URI]: account.blobEndpoint }),
    ...(tenantId && { [TENANT]: tenantId }),
  };
}

/**
 * Before Entra tokens, the extension was installed with an account key: neither `useAAD` nor the
 * account's address is set then. Backups of such an extension work as long as the account allows
 * keys.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#install-backup-extension
 */
export function usesAccountKey(found: Settings): boolean {
  return settingIn(found, USE_AAD)?.toLowerCase() !== 'true' && settingIn(found, STORAGE_URI) === undefined;
}

/** True where the only difference is the way of signing in: the backups go where they should. */
export function differsOnlyInSignIn(different: readonly string[]): boolean {
  return different.every((key) => [USE_AAD, STORAGE_URI, TENANT].includes(key));
}

/** True where the backups go to another account. */
export function isOtherAccount(different: readonly string[]): boolean {
  const account = ['storageAccount', 'resourceGroup', 'subscriptionId'].map((key) => `${LOCATION}.config.${key}`);
  return different.some((key) => account.includes(key));
}

/** One setting by its key, whose letter case does not count. */
export function settingIn(settings: Settings, key: string): string | undefined {
  return Object.entries(settings).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/**
 * The keys of those that are wanted and not so. Case and a slash at the end make no difference to
 * what is meant.
 */
export function differing(wanted: Settings, found: Settings): readonly string[] {
  return Object.keys(wanted).filter((key) => plain(wanted[key]) !== plain(settingIn(found, key)));
}

/** What is there, with what is wanted in its place; the settings of others stay. */
export function merged(found: Settings, wanted: Settings): Settings {
  const wantedKeys = Object.keys(wanted).map((key) => key.toLowerCase());
  const others = Object.entries(found).filter(([key]) => !wantedKeys.includes(key.toLowerCase()));
  return { ...Object.fromEntries(others), ...wanted };
}

function plain(value: string | undefined): string | undefined {
  return value?.trim().toLowerCase().replace(/\/+$/, '');
}
