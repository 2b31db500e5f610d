import type { AnchorReader } from '../../shared/audit/anchor-store.ts';
import type { ChainRows } from '../../shared/audit/chain-rows.ts';
import { anchorsIn } from '../../shared/storage/blob-anchor-store.ts';
import { RECORD_TABLE } from '../../shared/storage/names.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { openStorage } from '../open-storage.ts';
import type { Surroundings } from '../surroundings.ts';

/** The record and its anchors, for reading. */
export interface OpenRecord {
  readonly rows: Pick<ChainRows, 'chains' | 'chain'>;
  readonly anchors: AnchorReader;
}

/**
 * Opens the record in the storage that the app uses.
 * @throws Error that says what to set.
 */
export async function openRecord(env: Surroundings['env']): Promise<OpenRecord> {
  const storage = await openStorage(env);
  return {
    rows: createTableChainRows(storage.table(RECORD_TABLE)),
    anchors: anchorsIn(storage),
  };
}
