import { readFile } from 'node:fs/promises';
import { AzureCliCredential, ChainedTokenCredential } from '@azure/identity';
import type { AnchorReader } from '../../shared/audit/anchor-store.ts';
import { createBlobAnchorStore } from '../../shared/audit/blob-anchor-store.ts';
import type { ChainRows } from '../../shared/audit/chain-rows.ts';
import { createTableChainRows } from '../../shared/audit/table-chain-rows.ts';
import { cloudOf, storageSuffixOf } from '../../shared/azure/clouds.ts';
import { managedIdentity } from '../../shared/azure/credential.ts';
import { parseSettings } from '../../shared/config/settings.ts';
import { ANCHORS_CONTAINER, RECORD_TABLE } from '../../shared/state/names.ts';
import { connectStorage } from '../../shared/state/storage-connection.ts';

/** The record and its anchors, for reading. */
export interface OpenRecord {
  readonly rows: Pick<ChainRows, 'chains' | 'chain'>;
  readonly anchors: AnchorReader;
}

/**
 * Opens the record in the storage that the app uses: the environment says where it is, or else `local.settings.json`. Without a
 * connection string it is read as whoever is signed in to the Azure CLI, or as the machine's managed identity.
 * @throws Error that says what to set, or what is wrong with the file.
 */
export async function openRecord(): Promise<OpenRecord> {
  const settings = { ...(await localSettings()), ...process.env };
  const cloud = cloudOf(parseSettings(settings).cloud);
  const credential = new ChainedTokenCredential(new AzureCliCredential(), managedIdentity(cloud, undefined));
  const storage = connectStorage(settings, credential, storageSuffixOf(cloud));
  return {
    rows: createTableChainRows(storage.table(RECORD_TABLE)),
    anchors: createBlobAnchorStore(() => storage.container(ANCHORS_CONTAINER)),
  };
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
