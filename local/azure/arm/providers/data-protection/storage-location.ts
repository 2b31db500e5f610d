import type { Extension } from '../kubernetes-configuration/extension.ts';

const SETTINGS = 'configuration.backupStorageLocation.';

export interface StorageLocation {
  readonly accountId: string;
  readonly containerId: string;
  /** By its own identity; with the keys of the account otherwise. */
  readonly signsInByEntra: boolean;
}

/** Where the extension writes to; `undefined` where its settings do not say. */
export function storageLocationOf({ properties }: Extension): StorageLocation | undefined {
  const settings = properties.configurationSettings;
  const bucket = settings[`${SETTINGS}bucket`];
  const account = settings[`${SETTINGS}config.storageAccount`];
  const group = settings[`${SETTINGS}config.resourceGroup`];
  const subscription = settings[`${SETTINGS}config.subscriptionId`];
  if (bucket === undefined || account === undefined || group === undefined || subscription === undefined) {
    return undefined;
  }
  const accountId = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
  return {
    accountId,
    containerId: `${accountId}/blobServices/default/containers/${bucket}`,
    signsInByEntra: settings[`${SETTINGS}config.useAAD`]?.toLowerCase() === 'true',
  };
}
