import { readFile } from 'node:fs/promises';
import { AzureCliCredential, ChainedTokenCredential } from '@azure/identity';
import { cloudOf, storageSuffixOf } from '../shared/azure/clouds.ts';
import { managedIdentity } from '../shared/azure/credential.ts';
import { parseSettings } from '../shared/settings/settings.ts';
import { connectStorage, type StorageConnection } from '../shared/storage/storage-connection.ts';
import { settingsAmong } from './settings-among.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Opens the storage that the app uses: the environment says where it is, or else
 * `local.settings.json`. Without a connection string it is opened as the user of the Azure CLI, or
 * as the machine's managed identity.
 * @throws Error that says what to set, or what is wrong with the file.
 */
export async function openStorage(env: Surroundings['env']): Promise<StorageConnection> {
  const settings = { ...(await localSettings()), ...settingsAmong(env) };
  const cloud = cloudOf(parseSettings(settings).cloud);
  const credential = new ChainedTokenCredential(new AzureCliCredential(), managedIdentity(cloud, undefined));
  return connectStorage(settings, credential, storageSuffixOf(cloud));
}

async function localSettings(): Promise<Readonly<Record<string, string>>> {
  try {
    const { Values } = JSON.parse(await readFile('local.settings.json', 'utf8')) as { Values?: Record<string, string> };
    return Values ?? {};
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`local.settings.json cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
