import { odata, RestError, type TableClient } from '@azure/data-tables';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import type { TargetState } from '../model/state.ts';
import { partitionOf, rowOf } from '../model/target-id.ts';
import { summaryOf } from '../plan/summary.ts';
import type { TargetRows } from '../ports/target-rows.ts';
import { withCurrentReasons } from './current-reasons.ts';
import { summaryPage } from './summary-pages.ts';
import { columnsOf, schedules, waitingNews } from './target-columns.ts';

const SCHEMA_VERSION = 1;

/** Rows on Table storage. */
export function createTableTargetRows(table: TableClient): TargetRows {
  const ready = once(() => table.createTable());
  async function entityAt(partitionKey: string, rowKey: string) {
    try {
      return await table.getEntity(partitionKey, rowKey);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }
  const wholeStates =
    (onUnreadable: (why: string) => void = () => undefined) =>
    async ({ partitionKey = '', rowKey = '' }: Keys) => {
      const entity = await entityAt(partitionKey, rowKey);
      return entity && stateOrWhyNot(entity, onUnreadable);
    };
  return {
    async read(target) {
      await ready();
      const entity = await entityAt(partitionOf(target), target.profile);
      return entity && { state: stateIn(entity), etag: entity.etag };
    },
    async write(state, over) {
      await ready();
      try {
        const { etag } =
          over === undefined
            ? await table.createEntity(entityOf(state))
            : await table.updateEntity(entityOf(state), 'Replace', { etag: over });
        return etag;
      } catch (error) {
        // Made, changed or removed by someone else since it was read.
        if ([404, 409, 412].includes(statusOf(error) ?? 0)) return undefined;
        throw error;
      }
    },
    async *list({ profile, verdicts, onUnreadable }) {
      await ready();
      const filter = [
        ...(profile === undefined ? [] : [odata`RowKey eq ${profile}`]),
        ...(verdicts === undefined
          ? []
          : [`(${verdicts.map((verdict) => odata`verdict eq ${verdict}`).join(' or ')})`]),
      ].join(' and ');
      for await (const entity of table.listEntities(filter === '' ? {} : { queryOptions: { filter } })) {
        const state = onUnreadable === undefined ? stateIn(entity) : stateOrWhyNot(entity, onUnreadable);
        if (state !== undefined) yield state;
      }
    },
    async summaries(query) {
      await ready();
      const whole = wholeStates(query.onUnreadable);
      return summaryPage(table, query, async (row) => {
        const state = await whole(row);
        return state && summaryOf(state);
      });
    },
    async *dueBefore(late, onUnreadable) {
      await ready();
      yield* schedules(table, late, SCHEMA_VERSION, wholeStates(onUnreadable));
    },
    async *news(onUnreadable) {
      await ready();
      yield* waitingNews(table, SCHEMA_VERSION, wholeStates(onUnreadable));
    },
    async byId(targetId) {
      const row = rowOf(targetId);
      if (row === undefined) return undefined;
      await ready();
      const entity = await entityAt(row.partitionKey, row.rowKey);
      return entity && stateIn(entity);
    },
  };
}

interface Keys {
  readonly partitionKey?: string;
  readonly rowKey?: string;
}

function entityOf(state: TargetState) {
  const { target } = state;
  return {
    partitionKey: partitionOf(target),
    rowKey: target.profile,
    ...columnsOf(state),
    ...toProperties(state),
  };
}

function stateIn(entity: Readonly<Record<string, unknown>>): TargetState {
  const { schemaVersion, clusterId } = entity;
  if (schemaVersion === SCHEMA_VERSION)
    return withCurrentReasons(withoutRetiredFields(fromProperties(entity) as TargetState));
  throw new Error(
    `The state of ${String(clusterId)} has schema version ${String(schemaVersion)}, and this version of Backstay knows ${SCHEMA_VERSION} only. The row was left as it is.`,
  );
}

/**
 * Before the outbox, a card that was not accepted left a mark on the row. Such a card is not in
 * `told`, so the next step stores it.
 */
function withoutRetiredFields(state: TargetState & { readonly tellAgain?: unknown }): TargetState {
  const { tellAgain: _, ...rest } = state;
  return rest;
}

function stateOrWhyNot(
  entity: Readonly<Record<string, unknown>>,
  onUnreadable: (why: string) => void,
): TargetState | undefined {
  try {
    return stateIn(entity);
  } catch (error) {
    onUnreadable(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}
