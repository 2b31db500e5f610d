import { RestError, type TableClient } from '@azure/data-tables';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import type { Notes } from '../ports/notes.ts';

const PARTITION = 'notes';

/** Notes on Table storage. */
export function createTableNotes(table: TableClient): Notes {
  const ready = once(() => table.createTable());
  return {
    async read(name) {
      await ready();
      try {
        const entity = await table.getEntity(PARTITION, name);
        return { value: fromProperties(entity), etag: entity.etag };
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return undefined;
        throw error;
      }
    },
    async write(name, value, over) {
      await ready();
      const entity = { partitionKey: PARTITION, rowKey: name, ...toProperties(value) };
      try {
        const { etag } =
          over === undefined
            ? await table.createEntity(entity)
            : await table.updateEntity(entity, 'Replace', { etag: over });
        return etag;
      } catch (error) {
        if (error instanceof RestError && [404, 409, 412].includes(error.statusCode ?? 0)) return undefined;
        throw error;
      }
    },
  };
}
