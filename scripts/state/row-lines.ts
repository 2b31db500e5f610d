import { RestError, type TableClient, type TableEntity } from '@azure/data-tables';

/**
 * A row as one line of JSON; what JSON has no type for stands as `{"value", "type"}`, as Table
 * storage and its SDK have it.
 */
export async function* linesIn(table: TableClient): AsyncIterable<string> {
  for await (const row of rowsIn(table)) yield JSON.stringify(row);
}

export async function hasRows(table: TableClient): Promise<boolean> {
  for await (const _ of rowsIn(table)) return true;
  return false;
}

/** @throws Error when it is not a row. */
export function rowIn(line: string): TableEntity {
  const row: unknown = JSON.parse(line);
  if (typeof row === 'object' && row !== null && 'partitionKey' in row && 'rowKey' in row) {
    const { partitionKey, rowKey } = row;
    if (typeof partitionKey === 'string' && typeof rowKey === 'string') return { ...row, partitionKey, rowKey };
  }
  throw new Error('it is not a row: partitionKey and rowKey must be strings');
}

async function* rowsIn(table: TableClient): AsyncIterable<Readonly<Record<string, unknown>>> {
  try {
    // Types are converted here and not by the SDK, whose numbers and dates would not all come back
    // as they were.
    for await (const entity of table.listEntities({ disableTypeConversion: true })) {
      // The last two and names with `odata` are the service's own, and set again where the row is
      // written.
      const { etag, timestamp, ...row } = entity as Readonly<Record<string, unknown>>;
      const own = Object.entries(row).filter(([name]) => !name.startsWith('odata.'));
      yield Object.fromEntries(own.map(([name, value]) => [name, plain(value)]));
    }
  } catch (error) {
    // Made when it is first written to.
    if (error instanceof RestError && error.statusCode === 404) return;
    throw error;
  }
}

/** JSON's own types without their names. */
function plain(property: unknown): unknown {
  if (typeof property !== 'object' || property === null || !('type' in property) || !('value' in property)) {
    return property;
  }
  const { type, value } = property;
  if (type === 'String') return value;
  if (type === 'Boolean') return String(value) === 'true';
  if (type === 'Int32') return Number(value);
  return { type, value };
}
