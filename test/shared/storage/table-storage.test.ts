import type { TableClient, TableEntity } from '@azure/data-tables';
import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../shared/audit/chain-rows.ts';
import { chainPartition, SHARDS } from '../../../shared/audit/shards.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { TargetState, Verdict } from '../../../shared/model/state.ts';
import type { TargetSummary } from '../../../shared/model/summary.ts';
import { type Target, targetKey } from '../../../shared/model/target.ts';
import { targetIdOf } from '../../../shared/model/target-id.ts';
import { changeNote } from '../../../shared/ports/notes.ts';
import type { SummaryQuery } from '../../../shared/ports/target-rows.ts';
import { isContinuation } from '../../../shared/storage/continuation.ts';
import { createWakeQueue, parseWakeMessage } from '../../../shared/storage/queue.ts';
import { createSecretRow } from '../../../shared/storage/secret-row.ts';
import { connectStorage } from '../../../shared/storage/storage-connection.ts';
import { createTableChainRows } from '../../../shared/storage/table-chain-rows.ts';
import { createTableNotes } from '../../../shared/storage/table-notes.ts';
import { createTableTargetRows } from '../../../shared/storage/table-target-rows.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore, type TargetStore } from '../../../shared/storage/target-store.ts';
import { createVerifyOrders, parseVerifyOrder } from '../../../shared/storage/verify-order.ts';
import { meterOf } from '../../bench/fleet/meter.ts';
import { CLUSTER_ID, must, SUBSCRIPTION } from '../../support/facts.ts';
import { ACTION, TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';

let tables = 0;

const storage = storageAt(claimStorage());

const newTable = (): TableClient => storage.table(`test${++tables}`);
const NOW = new Date('2026-01-01T00:00:00Z');
const event = (eventId: string) => ({ type: 'eventAccepted', operation: 'o', eventId }) as const;

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the state of targets', () => {
  test('is kept, listed by profile, and written only over what was read', async () => {
    const rows = createTableTargetRows(newTable());
    const store = createTargetStore(rows);
    await store.markDirty(TARGET, NOW, { eventId: 'e1' });
    await store.markDirty({ ...TARGET, profile: 'gold' }, NOW);

    const { state, etag } = must(await rows.read(TARGET));
    expect(state).toMatchObject({ target: TARGET, dirty: true, seenEvents: ['e1'] });
    expect(await rows.write(state, etag)).toBeDefined();
    expect(await rows.write(state, etag)).toBeUndefined();
    expect(await rows.write(state, undefined)).toBeUndefined();
    expect((await all(store.list())).length).toBe(2);
    expect((await all(store.list({ profile: 'gold' }))).map(({ target }) => target.profile)).toEqual(['gold']);
  });

  test('of any length is kept whole', async () => {
    const rows = createTableTargetRows(newTable());
    await createTargetStore(rows).markDirty(TARGET, NOW);
    const { state, etag } = must(await rows.read(TARGET));
    const long = { ...state, verdictReason: 'ü€👩'.repeat(20_000) };
    await rows.write(long, etag);
    expect(must(await rows.read(TARGET)).state).toEqual(long);
  });

  test('many at once are all noted', async () => {
    const store = createTargetStore(createTableTargetRows(newTable()));
    await Promise.all(Array.from({ length: 8 }, (_, index) => store.markDirty(TARGET, NOW, { eventId: `e${index}` })));
    expect(must(await store.get(TARGET)).state.seenEvents).toHaveLength(8);
  });

  test('that a newer version wrote is refused, and left as it is', async () => {
    const table = newTable();
    const rows = createTableTargetRows(table);
    await createTargetStore(rows).markDirty(TARGET, NOW);
    const [row] = await all(table.listEntities());
    await table.updateEntity(
      { partitionKey: row?.partitionKey ?? '', rowKey: row?.rowKey ?? '', schemaVersion: 7 },
      'Merge',
    );
    await expect(rows.read(TARGET)).rejects.toThrow('schema version 7');
  });
});

describe('summaries', () => {
  const targetAt = (index: number): Target => {
    const id = CLUSTER_ID.replace(SUBSCRIPTION, index % 2 === 0 ? SUBSCRIPTION : OTHER);
    return { clusterId: must(parseClusterId(`${id}-${index}`)), profile: index % 3 === 0 ? 'gold' : 'standard' };
  };
  const OTHER = SUBSCRIPTION.replace('1', '9');

  async function fleet(count: number) {
    const table = newTable();
    const rows = createTableTargetRows(table);
    const store = createTargetStore(rows);
    for (let index = 0; index < count; index++) await store.markDirty(targetAt(index), NOW);
    return { table, rows, store };
  }
  async function pages(store: TargetStore, query: SummaryQuery): Promise<readonly (readonly TargetSummary[])[]> {
    const found: (readonly TargetSummary[])[] = [];
    let continuation: string | undefined;
    do {
      const page = await store.summaries({ ...query, continuation });
      if (page.continuation !== undefined) expect(isContinuation(page.continuation)).toBe(true);
      found.push(page.summaries);
      continuation = page.continuation;
    } while (continuation !== undefined);
    return found;
  }

  test('come in pages, each target once', async () => {
    const { store } = await fleet(12);
    const found = await pages(store, { limit: 5 });
    expect(found.map(({ length }) => length)).toEqual([5, 5, 2]);
    expect(new Set(found.flat().map(({ target }) => targetKey(target))).size).toBe(12);
  });

  test.each<[string, Partial<SummaryQuery>, number]>([
    ['a profile', { profile: 'gold' }, 4],
    ['a verdict', { verdict: 'Unknown' }, 12],
    ['another verdict', { verdict: 'Ready' }, 0],
    ['a subscription', { subscriptionId: OTHER }, 6],
    ['a cluster', { clusterId: targetAt(3).clusterId }, 1],
    ['all of them', { profile: 'gold', subscriptionId: OTHER, verdict: 'Unknown' }, 2],
    ['a name that would break out of a filter', { profile: "x' or PartitionKey ne '" }, 0],
  ])('of %s', async (_, query, count) => {
    const { store } = await fleet(12);
    expect((await pages(store, { limit: 3, ...query })).flat()).toHaveLength(count);
  });

  test('of a row that an older version wrote come from the whole state; one that cannot be read is left out', async () => {
    const { table, store } = await fleet(4);
    const [old, broken, altered] = await all(table.listEntities());
    for (const [row, more] of [
      [old, {}],
      [altered, { summary: '{"target":' }],
      [broken, { schemaVersion: 7 }],
    ] as const) {
      const { summary: _, etag: __, timestamp: ___, ...rest } = must(row) as Record<string, unknown>;
      await table.updateEntity({ ...rest, ...more } as TableEntity, 'Replace');
    }
    const why: string[] = [];
    const { summaries } = await store.summaries({ limit: 10, onUnreadable: (one) => why.push(one) });
    expect([summaries.length, why]).toEqual([3, [expect.stringContaining('schema version 7')]]);
  });

  test('lead to their targets by id', async () => {
    const { store } = await fleet(1);
    const { state } = must(await store.get(targetAt(0)));
    expect(await store.byId(targetIdOf(targetAt(0)))).toEqual(state);
    expect(await store.byId(targetIdOf({ ...targetAt(0), profile: 'none' }))).toBeUndefined();
    expect(await store.byId("' or 1 eq 1")).toBeUndefined();
  });

  test.each(['', 'x', 'bnVsbA', 'eyJhIjoxfQ', 'eyJuZXh0UGFydGl0aW9uS2V5IjoxfQ'])('"%s" is no continuation', (text) => {
    expect(isContinuation(text)).toBe(false);
  });
});

describe('schedules and news', () => {
  const LATE = '2026-01-01T12:00:00.000Z';
  const BEFORE = '2026-01-01T11:00:00.000Z';
  const AFTER = '2026-01-01T13:00:00.000Z';
  const flight = (until: string) => ({ owner: 'm', until });
  const SITUATIONS: readonly (readonly [string, Partial<TargetState>, boolean])[] = [
    ['dirty', { dirty: true, wakeAt: AFTER }, true],
    ['overdue', { wakeAt: BEFORE }, true],
    ['step-died', { wakeAt: AFTER, flight: flight(BEFORE) }, true],
    ['gone-and-being-undone', { verdict: 'Gone', wakeAt: BEFORE, undoing: [{ action: ACTION }] }, true],
    ['gone', { verdict: 'Gone' }, false],
    ['gone-with-a-time', { verdict: 'Gone', wakeAt: BEFORE }, false],
    ['step-at-work', { dirty: true, wakeAt: BEFORE, flight: flight(AFTER) }, false],
    ['later', { wakeAt: AFTER }, false],
    ['no-time', {}, false],
  ];

  async function stored(situations: readonly (readonly [string, Partial<TargetState>, unknown])[]) {
    const table = newTable();
    const rows = createTableTargetRows(table);
    const store = createTargetStore(rows);
    for (const [profile, changes] of situations) {
      const target = { ...TARGET, profile };
      await store.markDirty(target, NOW);
      const { state, etag } = must(await rows.read(target));
      await rows.write({ ...state, dirty: false, ...changes }, etag);
    }
    return { table, store };
  }
  /** Takes columns out of all rows, or changes them. */
  async function alter(table: TableClient, change: (row: Record<string, unknown>) => object) {
    for (const row of await all(table.listEntities())) {
      const { etag: _, timestamp: __, ...rest } = row as Record<string, unknown>;
      await table.updateEntity(change(rest) as TableEntity, 'Replace');
    }
  }
  const withoutNewColumns = ({ flightUntil: _, isBeingUndone: __, newsAt: ___, ...old }: Record<string, unknown>) =>
    old;
  const profilesOf = async (items: AsyncIterable<{ readonly target: Target }>) =>
    (await all(items)).map(({ target }) => target.profile).sort();
  const none = () => undefined;
  const wanted = SITUATIONS.flatMap(([profile, , isDue]) => (isDue ? [profile] : [])).sort();

  test('overdue targets are found by columns', async () => {
    const { table, store } = await stored(SITUATIONS);
    expect(await profilesOf(store.dueBefore(LATE, none))).toEqual(wanted);
    // The states are not read: they may hold anything.
    await alter(table, (row) => ({ ...row, json0: '{' }));
    expect(await profilesOf(store.dueBefore(LATE, none))).toEqual(wanted);
  });

  test('rows that an older version wrote are found as well', async () => {
    // A step of an older version that died left its target due.
    const { table, store } = await stored(SITUATIONS.filter(([profile]) => profile !== 'step-died'));
    await alter(table, withoutNewColumns);
    expect(await profilesOf(store.dueBefore(LATE, none))).toEqual(wanted.filter((profile) => profile !== 'step-died'));
  });

  test('a row that cannot be read is reported, due or not', async () => {
    const { table, store } = await stored([['later', { wakeAt: AFTER }, false]]);
    await alter(table, (row) => ({ ...row, schemaVersion: 7 }));
    const why: string[] = [];
    expect(await profilesOf(store.dueBefore(LATE, (one) => why.push(one)))).toEqual([]);
    expect(await profilesOf(store.news((one) => why.push(one)))).toEqual([]);
    expect(why).toEqual([expect.stringContaining('schema version 7'), expect.stringContaining('schema version 7')]);
  });

  test('news that waits is found, also in rows that an older version wrote', async () => {
    const news = (verdict: Verdict) => ({ news: { verdict, digest: 'd', at: BEFORE } });
    const { table, store } = await stored([
      ['waiting', { verdict: 'Failed', verdictReason: 'So', ...news('Failed') }, undefined],
      ['changed-again', { verdict: 'Ready', ...news('Failed') }, undefined],
      ['none', {}, undefined],
    ]);
    const found = [{ target: { ...TARGET, profile: 'waiting' }, verdict: 'Failed', reason: 'So', at: BEFORE }];
    expect(await all(store.news(none))).toEqual(found);
    await alter(table, (row) => ({ ...row, json0: '{' }));
    expect(await all(store.news(none))).toEqual(found);
    const old = await stored([['waiting', { verdict: 'Failed', verdictReason: 'So', ...news('Failed') }, undefined]]);
    await alter(old.table, withoutNewColumns);
    expect(await all(old.store.news(none))).toEqual(found);
  });

  test('states are listed by verdict', async () => {
    const { store } = await stored([
      ['one', { verdict: 'Failed' }, undefined],
      ['two', { verdict: 'Ready' }, undefined],
      ['three', { verdict: 'Unknown' }, undefined],
    ]);
    expect(await profilesOf(store.list({ verdicts: ['Failed', 'Unknown'] }))).toEqual(['one', 'three']);
    expect(await profilesOf(store.allSummaries(none))).toEqual(['one', 'three', 'two']);
  });
});

describe('the record', () => {
  test('is one unbroken chain, also when many write at once', async () => {
    const rows = createTableChainRows(newTable());
    const trail = createTrail(rows, systemClock, 'test');
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => trail.append(TARGET, [event(`a${index}`), event(`b${index}`)])),
    );
    const [chain] = await all(rows.chains());
    const { target, entries, head } = must(chain);
    expect(target).toEqual(TARGET);
    expect(verifyChain(entries, head)).toEqual({ ok: true, entries: 12 });
  });

  test('is read in shards, each chain in one of them', async () => {
    const table = newTable();
    const rows = createTableChainRows(table);
    const trail = createTrail(rows, systemClock, 'test');
    const targets = Array.from({ length: 12 }, (_, index) => ({ ...TARGET, profile: `p${index}` }));
    for (const target of targets) await trail.append(target, [event('e')]);
    for (const partitionKey of [' ', 'elsewhere', 'zz']) {
      await table.createEntity({ partitionKey, rowKey: 'head', clusterId: partitionKey, profile: '' });
    }
    const found: string[] = [];
    const heads: string[] = [];
    for (const [index, target] of targets.entries()) {
      const shard = Number.parseInt(chainPartition(target).slice(0, 2), 16);
      expect((await all(rows.chains(shard))).map((chain) => chain.target.profile)).toContain(`p${index}`);
    }
    for (const shard of [0, 0xef, SHARDS - 1]) {
      found.push(...(await all(rows.chains(shard))).map(({ target }) => target.clusterId));
      heads.push(...(await all(rows.heads(shard))).map(({ target }) => target.clusterId));
    }
    for (const partition of [' ', 'elsewhere', 'zz']) {
      expect(found.filter((id) => id === `partition ${partition}`)).toHaveLength(1);
      expect(heads.filter((id) => id === partition)).toHaveLength(1);
    }
  });

  test('is read from any entry on', async () => {
    const trail = createTrail(createTableChainRows(newTable()), systemClock, 'test');
    expect(await trail.last(TARGET)).toBe(0);
    expect(await trail.after(TARGET, 0)).toEqual([]);
    await trail.append(TARGET, [event('e1'), event('e2'), event('e3')]);
    await trail.append({ ...TARGET, profile: 'gold' }, [event('e9')]);
    expect(await trail.last(TARGET)).toBe(3);
    expect((await trail.after(TARGET, 1)).map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect((await trail.after(TARGET, 0)).map(({ body }) => body)).toEqual([event('e1'), event('e2'), event('e3')]);
    expect(await trail.after(TARGET, 3)).toEqual([]);
  });

  test('is read page by page, and no row outside the page', async () => {
    const table = newTable();
    const meter = meterOf(table.pipeline);
    const rows = createTableChainRows(table);
    const trail = createTrail(rows, systemClock, 'test');
    for (let part = 0; part < 5; part++) {
      await trail.append(
        TARGET,
        Array.from({ length: 60 }, (_, index) => event(`e${part}-${index}`)),
      );
    }
    await trail.append({ ...TARGET, profile: 'gold' }, [event('e9')]);
    const read = async (after: number, limit: number) => {
      const page = await rows.page(TARGET, after, limit);
      return {
        ...page,
        rows: page.rows.map(({ sequence, entry }) => (sequence === entry?.sequence ? sequence : 'odd')),
      };
    };
    let bytes = 0;
    const counted = async (work: () => Promise<unknown>) => {
      ({ bytes } = await meter(async () => void (await work())));
      return bytes;
    };
    const whole = await counted(() => rows.chain(TARGET));
    expect(await counted(() => rows.page(TARGET, 100, 3))).toBeLessThan(whole / 20);
    expect(await read(100, 3)).toEqual({ rows: [101, 102, 103], hasMore: true, last: 300 });
    expect(await read(298, 2)).toEqual({ rows: [299, 300], hasMore: false, last: 300 });
    expect(await read(300, 2)).toEqual({ rows: [], hasMore: false, last: 300 });
    expect(await rows.page({ ...TARGET, profile: 'none' }, 0, 2)).toEqual({
      rows: [],
      hasMore: false,
      last: undefined,
    });
  });

  test('shows rows of a page that were altered, renamed or that lost their head', async () => {
    const table = newTable();
    const rows = createTableChainRows(table);
    const trail = createTrail(rows, systemClock, 'test');
    await trail.append(TARGET, [event('1'), event('2'), event('3')]);
    const partitionKey = chainPartition(TARGET);
    await table.updateEntity({ partitionKey, rowKey: 'entry-000000000002', json0: '{}' }, 'Merge');
    await table.createEntity({ partitionKey, rowKey: 'entry-9', json0: '{}' });
    await table.updateEntity({ partitionKey, rowKey: 'head', json0: 'x' }, 'Merge');
    const page = await rows.page(TARGET, 1, 10);
    expect(page).toMatchObject({
      rows: [
        { sequence: 2, entry: undefined },
        { sequence: 3, entry: { body: event('3') } },
        { sequence: 1, entry: undefined },
      ],
      hasMore: false,
    });
    expect(page.last).toBeUndefined();
  });

  test('knows what is open', async () => {
    const trail = createTrail(createTableChainRows(newTable()), systemClock, 'test');
    expect(await trail.open(TARGET)).toEqual([]);
    await trail.append(TARGET, [{ type: 'actionIntended', action: ACTION }]);
    expect(await trail.open(TARGET)).toMatchObject([{ action: ACTION }]);
  });

  test('takes nothing when one of the entries is not right', async () => {
    const rows = createTableChainRows(newTable());
    const trail = createTrail(rows, systemClock, 'test');
    await expect(
      trail.append(TARGET, [event('e'), { type: 'actionSucceeded', actionKey: 'none', how: 'applied', after: {} }]),
    ).rejects.toThrow();
    expect(await all(rows.chains())).toEqual([]);
  });

  test.each<
    [string, (table: TableClient, keys: { partition: string; rows: readonly string[] }) => Promise<unknown>, string]
  >([
    [
      'an altered entry',
      (table, { partition, rows }) =>
        table.updateEntity({ partitionKey: partition, rowKey: rows[1] ?? '', json0: '{}' }, 'Merge'),
      'Altered',
    ],
    ['a removed entry', (table, { partition, rows }) => table.deleteEntity(partition, rows[1] ?? ''), 'Missing'],
    ['a removed tail', (table, { partition, rows }) => table.deleteEntity(partition, rows[2] ?? ''), 'TailMissing'],
    ['a removed head', (table, { partition }) => table.deleteEntity(partition, 'head'), 'HeadAltered'],
  ])('shows %s, and whose it is', async (_, tamper, problem) => {
    const table = newTable();
    const rows = createTableChainRows(table);
    await createTrail(rows, systemClock, 'test').append(TARGET, [event('1'), event('2'), event('3')]);
    const entities = await all(table.listEntities());
    await tamper(table, {
      partition: entities[0]?.partitionKey ?? '',
      rows: entities.map(({ rowKey }) => rowKey ?? ''),
    });
    const [chain]: readonly Chain[] = await all(rows.chains());
    const { target, entries, head } = must(chain);
    expect(verifyChain(entries, head)).toMatchObject({ ok: false, problem });
    expect(target).toEqual(TARGET);
  });
});

describe('the queue', () => {
  test('carries the target, in the form that the trigger reads', async () => {
    const queue = storage.queue('wakes');
    await createWakeQueue(queue).send(TARGET, 0);
    const { receivedMessageItems } = await queue.receiveMessages();
    const text = Buffer.from(must(receivedMessageItems[0]).messageText, 'base64').toString('utf8');
    expect(parseWakeMessage(JSON.parse(text))).toEqual(TARGET);
  });

  test('carries the verification that goes on', async () => {
    const queue = storage.queue('verifications');
    await createVerifyOrders(queue)('2026-01-01T03:23:00.000Z');
    const { receivedMessageItems } = await queue.receiveMessages();
    const message = JSON.parse(Buffer.from(must(receivedMessageItems[0]).messageText, 'base64').toString('utf8'));
    expect(parseVerifyOrder(message)).toBe('2026-01-01T03:23:00.000Z');
    expect(parseWakeMessage(message)).toBeUndefined();
    expect(parseVerifyOrder({ v: 1, verify: 'now' })).toBeUndefined();
  });

  test('hides a message until its time, and one that is due in months as long as it can', async () => {
    const queue = storage.queue('later');
    const wakes = createWakeQueue(queue);
    await wakes.send(TARGET, 60);
    await wakes.send(TARGET, 100 * 24 * 3600);
    expect((await queue.receiveMessages()).receivedMessageItems).toEqual([]);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(2);
  });

  test.each([
    ['text', 'hello'],
    ['nothing', null],
    ['another version', { v: 2, ...TARGET }],
    ['an id that climbs', { v: 1, ...TARGET, clusterId: '/subscriptions/../x' }],
  ])('%s is not a message of ours', (_, message) => {
    expect(parseWakeMessage(message)).toBeUndefined();
  });
});

describe('the secret for forms', () => {
  test('is made once, also when many ask at once, and stays', async () => {
    const table = newTable();
    const secrets = await Promise.all(Array.from({ length: 5 }, () => createSecretRow(table)()));
    const later = await createSecretRow(table)();
    expect(later.byteLength).toBe(32);
    for (const secret of secrets) expect(secret).toEqual(later);
    expect(await createSecretRow(newTable())()).not.toEqual(later);
  });
});

describe('the connection', () => {
  const credential = { getToken: async () => null };

  test('by identity, to the account that the host uses', async () => {
    const { table, queue, container } = connectStorage({ AzureWebJobsStorage__accountName: 'shop' }, credential);
    expect(table('t').url).toBe('https://shop.table.core.windows.net');
    expect(queue('q').url).toBe('https://shop.queue.core.windows.net/q');
    expect((await container('c')).url).toBe('https://shop.blob.core.windows.net/c');
  });

  test('nothing set: says what to set', () => {
    expect(() => connectStorage({}, credential)).toThrow('AzureWebJobsStorage__accountName');
  });
});

describe('notes', () => {
  test('are written over only as they were read', async () => {
    const notes = createTableNotes(newTable());
    expect(await notes.read('burst')).toBeUndefined();
    const etag = await notes.write('burst', { sentAt: ['a'] }, undefined);
    expect(await notes.write('burst', { sentAt: [] }, undefined)).toBeUndefined();
    expect(await notes.read('burst')).toEqual({ value: { sentAt: ['a'] }, etag });
    expect(await notes.write('burst', { sentAt: ['b'] }, etag)).toBeDefined();
    expect(await notes.write('burst', { sentAt: ['c'] }, etag)).toBeUndefined();
  });

  test('no change is lost when many change one at once', async () => {
    const notes = createTableNotes(newTable());
    await Promise.all(
      Array.from({ length: 5 }, () =>
        changeNote<void>(notes, 'count', (value) => ({
          write: { n: ((value as { n: number } | undefined)?.n ?? 0) + 1 },
          answer: undefined,
        })),
      ),
    );
    expect((await notes.read('count'))?.value).toEqual({ n: 5 });
  });
});
