import { randomBytes } from 'node:crypto';
import { RestError, TableClient } from '@azure/data-tables';
import type { HostKeys } from './http/keys.ts';
import { storageConnection } from './storage-connection.ts';
import type { TimerStatus } from './timer/status.ts';

/** The state that the host keeps from one start to the next. */
export interface HostStorage {
  /** The keys of the host, made when it first starts. */
  readKeys(): Promise<HostKeys>;
  /** Writes another key of Event Grid over the one that is there. */
  renewEventGridKey(): Promise<HostKeys>;
  readTimer(functionName: string): Promise<TimerStatus | undefined>;
  writeTimer(functionName: string, status: TimerStatus): Promise<void>;
}

const TABLE = 'AzureWebJobsHost';

/**
 * Keeps it in the storage account of the app, as Azure does, though there it is blobs (in the
 * containers `azure-webjobs-secrets` and `azure-webjobs-hosts`) and here a table, whose client the
 * app brings along.
 */
export async function openHostStorage(): Promise<HostStorage> {
  const table = TableClient.fromConnectionString(storageConnection(undefined, 'The host'), TABLE, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 1 },
  });
  await table.createTable().catch((error: unknown) => {
    throw new Error(`The storage account of AzureWebJobsStorage does not answer: ${error}`, { cause: error });
  });

  async function read<T>(partitionKey: string, rowKey: string): Promise<T | undefined> {
    try {
      const { json } = await table.getEntity<{ json: string }>(partitionKey, rowKey);
      return JSON.parse(json) as T;
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
  }

  async function readKeys(): Promise<HostKeys> {
    const keys = await read<HostKeys>('host', 'keys');
    if (keys !== undefined) return keys;
    const made = makeKeys();
    await table.createEntity({ partitionKey: 'host', rowKey: 'keys', json: JSON.stringify(made) });
    return made;
  }

  return {
    readKeys,
    async renewEventGridKey() {
      const renewed = { ...(await readKeys()), eventGrid: makeKey() };
      await table.upsertEntity({ partitionKey: 'host', rowKey: 'keys', json: JSON.stringify(renewed) });
      return renewed;
    },
    readTimer: (functionName) => read<TimerStatus>('timer', functionName),
    async writeTimer(functionName, status) {
      await table.upsertEntity({ partitionKey: 'timer', rowKey: functionName, json: JSON.stringify(status) });
    },
  };
}

/** For an app without storage: it can have HTTP functions, and Event Grid ones, but no timers. */
export function forgetfulHostStorage(): HostStorage {
  const none = async () => {
    throw new Error('A timer needs the app setting AzureWebJobsStorage, to remember when it ran.');
  };
  return {
    readKeys: async () => makeKeys(),
    renewEventGridKey: async () => makeKeys(),
    readTimer: none,
    writeTimer: none,
  };
}

function makeKeys(): HostKeys {
  return { function: makeKey(), master: makeKey(), eventGrid: makeKey() };
}

function makeKey(): string {
  return randomBytes(32).toString('base64url');
}
