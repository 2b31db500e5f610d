import type { TargetState } from '../../shared/model/state.ts';
import { TARGETS_TABLE } from '../../shared/storage/names.ts';
import { connectStorage } from '../../shared/storage/storage-connection.ts';
import { createTableTargetRows } from '../../shared/storage/table-target-rows.ts';
import { untilTrue } from './until.ts';

/** The storage at a connection string. */
export function storageAt(connectionString: string) {
  return connectStorage({ AzureWebJobsStorage: connectionString }, { getToken: async () => null });
}

/** Waits until a target that is stored there is Ready, and no step holds it. */
export async function untilReady(connectionString: string): Promise<TargetState> {
  const rows = createTableTargetRows(storageAt(connectionString).table(TARGETS_TABLE));
  return untilTrue(async () => {
    for await (const state of rows.list({ onUnreadable() {} })) {
      if (state.verdict === 'Ready' && state.flight === undefined) return state;
    }
    return undefined;
  }, 250) as Promise<TargetState>;
}
