import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startAzurite } from '../../local/host/azurite.ts';

/**
 * Carries the folder in which accounts are claimed, and the connection string of the account
 * `PLACEHOLDER`, to the tests.
 */
const FOLDER_VARIABLE = 'TEST_STORAGE_FOLDER';
const CONNECTION_VARIABLE = 'TEST_STORAGE_CONNECTION';

/** More than all tests together claim. */
const ACCOUNTS = 200;
const PLACEHOLDER = 'account';

/**
 * Starts one Azurite for all tests of a run; each of them takes an account for itself. Starting one
 * takes seconds.
 */
export async function provideStorage(folder: string): Promise<() => Promise<void>> {
  const azurite = await startAzurite({
    location: join(folder, 'storage'),
    inMemory: true,
    accounts: Array.from({ length: ACCOUNTS }, (_, index) => nameOf(index)),
  });
  process.env[FOLDER_VARIABLE] = folder;
  process.env[CONNECTION_VARIABLE] = azurite.connectionStringOf(PLACEHOLDER);
  return () => azurite.close();
}

/**
 * The connection string of an empty storage account that no other test uses, in this process or
 * another.
 */
export function claimStorage(): string {
  const folder = process.env[FOLDER_VARIABLE];
  const connection = process.env[CONNECTION_VARIABLE];
  if (folder === undefined || connection === undefined)
    throw new Error('The global setup has not started the storage.');
  for (let index = 0; index < ACCOUNTS; index++) {
    if (isMade(join(folder, nameOf(index))))
      return connection.replaceAll(new RegExp(`\\b${PLACEHOLDER}\\b`, 'g'), nameOf(index));
  }
  throw new Error(`The tests claim more than ${ACCOUNTS} storage accounts.`);
}

/** Whether this process made the folder: of many that try at once, one does. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function nameOf(index: number): string {
  return `test${String(index).padStart(4, '0')}`;
}
