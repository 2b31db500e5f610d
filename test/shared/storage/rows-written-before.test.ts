/**
 * Rows that were written by earlier commits, as they lie in Table storage, are read as they were
 * meant.
 */
import type { TableClient } from '@azure/data-tables';
import { describe, expect, test } from 'vitest';
import type { TargetState } from '../../../shared/model/state.ts';
import { partitionOf, targetIdOf } from '../../../shared/model/target-id.ts';
import { createTableTargetRows } from '../../../shared/storage/table-target-rows.ts';
import { must } from '../../support/facts.ts';
import beforeColumns from './rows/before-columns.json' with { type: 'json' };
import withColumns from './rows/with-columns.json' with { type: 'json' };

type Entity = Readonly<Record<string, unknown>>;

/** A table that holds one row, and takes others over it. */
function tableOf(entity: Entity) {
  let row = entity;
  const table = {
    createTable: async () => undefined,
    getEntity: async () => ({ ...row, etag: 'etag' }),
    async updateEntity(next: Entity) {
      row = next;
      return { etag: 'next' };
    },
    async *listEntities() {
      yield row;
    },
  };
  return { rows: createTableTargetRows(table as unknown as TableClient), row: () => row };
}

describe.each([
  ['before rows had columns for the sweep', beforeColumns],
  ['with columns for the sweep', withColumns],
])('written %s', (_, written) => {
  test.each([
    ['a target in the middle of everything', must(written[0])],
    ['a target that was never assessed', must(written[1])],
  ])('%s', async (__, { entity, state }) => {
    const { rows, row } = tableOf(entity as Entity);
    const expected = state as unknown as TargetState;
    const { target } = expected;
    expect(entity).toMatchObject({ partitionKey: partitionOf(target), rowKey: target.profile });
    const read = must(await rows.read(target)).state;
    expect(read).toEqual(expected);
    expect(await rows.byId(targetIdOf(target))).toEqual(expected);
    for await (const listed of rows.list({})) expect(listed).toEqual(expected);

    // A step of this version writes it back as the same state.
    expect(await rows.write(read, 'etag')).toBe('next');
    expect(must(await rows.read(target)).state).toEqual(expected);
    expect(row().schemaVersion).toBe(1);
  });
});

test('a row of a schema version that is not known is refused, and left as it is', async () => {
  const { entity, state } = must(withColumns[0]);
  const { rows } = tableOf({ ...entity, schemaVersion: 2 });
  await expect(rows.read(state.target as TargetState['target'])).rejects.toThrow('schema version 2');
});
