import { odata, RestError, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import { CONSUMERS, type OutboxCount, type OutboxRow } from '../model/outbox.ts';
import type { MessageKey, OutboxRows, StoredMessage } from '../ports/outbox-rows.ts';

const rowSchema = z.looseObject({
  schemaVersion: z.literal(1),
  consumer: z.enum(CONSUMERS),
  id: z.string(),
  createdAt: z.string(),
  dueAt: z.string().optional(),
  failures: z.number(),
  leaseUntil: z.string().optional(),
  deadLetteredAt: z.string().optional(),
  payload: z.looseObject({}),
});

/** Columns that filters use. The JSON is the truth. */
const KEY_COLUMNS = ['partitionKey', 'rowKey'];
const COUNT_COLUMNS = [...KEY_COLUMNS, 'createdAt', 'deadLetteredAt'];

/** The outbox in Table storage: one partition for each consumer, one row for each message. */
export function createTableOutbox(table: TableClient): OutboxRows {
  const ready = once(() => table.createTable());

  async function read({ consumer, id }: MessageKey): Promise<StoredMessage | undefined> {
    await ready();
    try {
      const entity = await table.getEntity(consumer, id);
      const row = rowIn(entity);
      return row && { row, etag: entity.etag };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function write(row: OutboxRow, over: string): Promise<string | undefined> {
    await ready();
    try {
      return (await table.updateEntity(entityOf(row), 'Replace', { etag: over })).etag;
    } catch (error) {
      if ([404, 412].includes(statusOf(error) ?? 0)) return undefined;
      throw error;
    }
  }

  /** With any ETag: 1 when it was there. */
  async function removeAny({ consumer, id }: MessageKey): Promise<number> {
    try {
      await table.deleteEntity(consumer, id);
      return 1;
    } catch (error) {
      if (statusOf(error) === 404) return 0;
      throw error;
    }
  }

  async function* keys(filter: string): AsyncIterable<MessageKey> {
    const options = { queryOptions: { filter, select: KEY_COLUMNS } };
    for await (const { partitionKey, rowKey = '' } of existing(table.listEntities(options))) {
      const consumer = CONSUMERS.find((name) => name === partitionKey);
      if (consumer !== undefined) yield { consumer, id: rowKey };
    }
  }

  return {
    async add(row) {
      await ready();
      try {
        await table.createEntity(entityOf(row));
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
      }
    },
    read,
    write,
    async remove({ consumer, id }, over) {
      await ready();
      try {
        await table.deleteEntity(consumer, id, { etag: over });
        return true;
      } catch (error) {
        if ([404, 412].includes(statusOf(error) ?? 0)) return false;
        throw error;
      }
    },
    async removeReplaced({ consumer, id, replaces }) {
      if (replaces === undefined) return 0;
      let removed = 0;
      const same = odata`PartitionKey eq ${consumer} and replaces eq ${replaces} and RowKey ne ${id}`;
      for await (const key of keys(same)) removed += await removeAny(key);
      return removed;
    },
    async *overdue(before) {
      yield* keys(odata`dueAt gt '' and dueAt lt ${before} and leaseUntil lt ${before}`);
    },
    async count() {
      const counts = new Map<string, OutboxCount>();
      for await (const row of existing(table.listEntities({ queryOptions: { select: COUNT_COLUMNS } }))) {
        const consumer = CONSUMERS.find((name) => name === row.partitionKey);
        if (consumer === undefined) continue;
        counts.set(consumer, countWith(counts.get(consumer) ?? { consumer, waiting: 0, deadLettered: 0 }, row));
      }
      return [...counts.values()];
    },
    async forget(before) {
      let forgotten = 0;
      for await (const { consumer, id } of keys(odata`deadLetteredAt gt '' and deadLetteredAt lt ${before}`)) {
        forgotten += await removeAny({ consumer, id });
      }
      return forgotten;
    },
    async revive(consumer, at) {
      let revived = 0;
      for await (const key of keys(odata`PartitionKey eq ${consumer} and deadLetteredAt gt ''`)) {
        const stored = await read(key);
        if (stored === undefined) continue;
        const { deadLetteredAt: _, ...row } = stored.row;
        // Its age starts again: it would be dead-lettered at the next failure otherwise.
        if ((await write({ ...row, failures: 0, createdAt: at, dueAt: at }, stored.etag)) !== undefined) revived++;
      }
      return revived;
    },
  };
}

/** A reader creates no table. Without one, no message waits. */
async function* existing<T>(entities: AsyncIterable<T>): AsyncIterable<T> {
  try {
    yield* entities;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

function entityOf(row: OutboxRow) {
  const { consumer, id, schemaVersion, createdAt, dueAt = '', leaseUntil = '', deadLetteredAt = '' } = row;
  const columns = { schemaVersion, createdAt, dueAt, leaseUntil, deadLetteredAt, replaces: row.replaces ?? '' };
  return { partitionKey: consumer, rowKey: id, ...columns, ...toProperties(row) };
}

/** A row of a newer version stays where it is, for that version. */
function rowIn(entity: Readonly<Record<string, unknown>>): OutboxRow | undefined {
  const parsed = rowSchema.safeParse(fromProperties(entity));
  return parsed.success ? (parsed.data as unknown as OutboxRow) : undefined;
}

function countWith(count: OutboxCount, row: Readonly<Record<string, unknown>>): OutboxCount {
  if (row.deadLetteredAt !== '') return { ...count, deadLettered: count.deadLettered + 1 };
  const createdAt = String(row.createdAt);
  const oldestAt = count.oldestAt === undefined || createdAt < count.oldestAt ? createdAt : count.oldestAt;
  return { ...count, waiting: count.waiting + 1, oldestAt };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}
