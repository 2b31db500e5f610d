import { randomBytes } from 'node:crypto';
import { RestError, type TableClient } from '@azure/data-tables';

const KEYS = { partitionKey: 'secrets', rowKey: 'formTokens' };

/**
 * The secret that forms are signed with: made at random when it is first needed, and then the same
 * for all instances. It opens nothing by itself, for the caller still has to be signed in with the
 * role. Removing the row makes all open forms stale.
 */
export function createSecretRow(table: TableClient): () => Promise<Uint8Array> {
  let known: Promise<Uint8Array> | undefined;
  return () => {
    known ??= readOrMake(table).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function readOrMake(table: TableClient): Promise<Uint8Array> {
  await table.createTable();
  const found = await read(table);
  if (found !== undefined) return found;
  try {
    await table.createEntity({ ...KEYS, secret: randomBytes(32).toString('base64') });
  } catch (error) {
    // Another instance was faster: its secret counts.
    if (!(error instanceof RestError && error.statusCode === 409)) throw error;
  }
  const made = await read(table);
  if (made === undefined) throw new Error('The secret for forms could be neither read nor made.');
  return made;
}

async function read(table: TableClient): Promise<Uint8Array | undefined> {
  try {
    const { secret } = await table.getEntity(KEYS.partitionKey, KEYS.rowKey);
    return typeof secret === 'string' ? Buffer.from(secret, 'base64') : undefined;
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined;
    throw error;
  }
}
