import type { AnchorReader } from '../../shared/audit/anchor-store.ts';
import type { ChainRows } from '../../shared/audit/chain-rows.ts';
import type { VerificationNote } from '../../shared/audit/verification-run.ts';
import { VERIFICATION_NOTE, verificationIn } from '../../shared/jobs/verification-note.ts';
import { anchorsIn } from '../../shared/storage/blob-anchor-store.ts';
import { NOTES_TABLE, RECORD_TABLE } from '../../shared/storage/names.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { createTableNotes } from '../../shared/storage/table-notes.ts';
import { openStorage } from '../open-storage.ts';
import type { Surroundings } from '../surroundings.ts';

/** The record and its anchors, for reading. */
export interface OpenRecord {
  readonly rows: Pick<ChainRows, 'chains' | 'chain'>;
  readonly anchors: AnchorReader;
  /** How far the app's own verification is. */
  verification(): Promise<VerificationNote>;
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
    async verification() {
      const notes = createTableNotes(storage.table(NOTES_TABLE));
      return verificationIn((await notes.read(VERIFICATION_NOTE))?.value);
    },
  };
}
