import { beforeEach, describe, expect, test } from 'vitest';
import {
  beginScan,
  deadLetterScan,
  type ListStepPorts,
  listStep,
  scanStep,
} from '../../../shared/commands/bulk-scan.ts';
import type { Failure } from '../../../shared/model/failure.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { ScanResult } from '../../../shared/model/scan.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { ScanHead, ScanList, ScanListOrder, ScanOrder, ScanPart } from '../../../shared/ports/scan-store.ts';
import { answered, FORBIDDEN, refused } from '../../support/arm-port.ts';
import { failure, unknownFinding } from '../../support/conditions.ts';
import { CLUSTER, CLUSTER_ID, must, PROFILE, SUBSCRIPTION } from '../../support/facts.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const log = { info() {}, warn() {}, error() {} };
const idOf = (name: string) => must(parseClusterId(CLUSTER_ID.replace(/[^/]+$/, name)));
const cluster = (name: string, tags = {}) => ({ ...CLUSTER, id: idOf(name), name, tags });
const gold = { ...PROFILE, name: 'gold' };

let heads: ScanHead[];
let parts: ScanPart[];
let orders: ScanOrder[];
let lists: ScanList[];
/** Orders to list a subscription, with their delay; those that are done are taken out. */
let toList: [ScanListOrder, number][];
let ended: string[];
beforeEach(() => {
  heads = [];
  parts = [];
  orders = [];
  lists = [];
  toList = [];
  ended = [];
});

const scans = {
  begin: async (head: ScanHead) => void heads.push(head),
  isKnown: async (id: string) => heads.some((head) => head.id === id),
  saveList: async (_: string, list: ScanList) => void lists.push(list),
  endLists: async (id: string) => void ended.push(id),
  save: async (_: string, part: ScanPart) => void parts.push(part),
};

function portsWith(listClusters: ListStepPorts['arm']['listClusters']) {
  return {
    arm: { listClusters },
    profiles: [PROFILE, gold],
    scans,
    queue: {
      send: async (order: ScanOrder | ScanListOrder, delaySeconds = 0) => {
        if ('list' in order) toList.push([order, delaySeconds]);
        else orders.push(order);
      },
    },
    clock: { now: () => NOW },
    log,
    newId: () => 'scan-1',
  };
}

/** Carries out the orders to list, in their order. */
async function listAll(ports: ReturnType<typeof portsWith>): Promise<void> {
  for (let next = toList.shift(); next !== undefined; next = toList.shift()) await listStep(next[0], ports);
}

const OTHER = '99999999-2222-3333-4444-555555555555';

describe('a scan of many', () => {
  const all = [
    cluster('plain'),
    cluster('gold', { backstay: 'gold' }),
    cluster('off', { backstay: 'off' }),
    cluster('odd', { backstay: 'nonsense' }),
  ];

  test.each([
    ['everything', {}, ['plain standard', 'gold gold', 'odd standard']],
    ['a profile', { profile: 'gold' }, ['gold gold']],
    ['a subscription', { subscriptionId: SUBSCRIPTION }, ['plain standard', 'gold gold', 'odd standard']],
  ])('over %s orders a scan of each cluster that did not opt out', async (_, over, expected) => {
    const ports = portsWith(async () => answered(all));
    expect(await beginScan(over, ports)).toEqual({ id: 'scan-1' });
    expect([toList, orders, ended]).toEqual([[[{ scanId: 'scan-1', over, list: SUBSCRIPTION }, 0]], [], []]);
    await listAll(ports);
    const name = PROFILE.name;
    const words = orders.map(({ target }) => `${target.clusterId.split('/').at(-1)} ${target.profile}`);
    expect(words).toEqual(expected.map((one) => one.replace('standard', name)));
    expect(heads).toMatchObject([{ id: 'scan-1', expiresAt: '2026-01-08T00:00:00.000Z' }]);
    expect(lists).toEqual([{ subscriptionId: SUBSCRIPTION, clusters: expected.length }]);
    expect(ended).toEqual(['scan-1']);
  });

  test('over a subscription that no profile is for ends at once', async () => {
    await beginScan(
      { subscriptionId: 'other' },
      portsWith(() => Promise.reject(new Error('must not be asked'))),
    );
    expect([toList, orders, ended]).toEqual([[], [], ['scan-1']]);
  });

  test('lists one subscription after the other, and counts its clusters before it orders them', async () => {
    const ports = portsWith(async () => answered(all));
    const wide = { ...PROFILE, selector: { subscriptions: [OTHER, SUBSCRIPTION] } };
    const asked: string[] = [];
    const listClusters = async (id: string) => {
      asked.push(id);
      expect([lists.length, orders.length > 0]).toEqual([asked.length - 1, asked.length > 1]);
      return answered(
        [cluster('plain')].map((one) => ({ ...one, id: must(parseClusterId(one.id.replace(SUBSCRIPTION, id))) })),
      );
    };
    const own = { ...ports, profiles: [wide], arm: { listClusters } };
    await beginScan({}, own);
    await listAll(own);
    expect(asked).toEqual([SUBSCRIPTION, OTHER].sort());
    expect([orders.length, lists.length, ended]).toEqual([2, 2, ['scan-1']]);
  });

  test('goes on without a subscription that cannot be listed, and says so', async () => {
    const wide = { ...PROFILE, selector: { subscriptions: [OTHER, SUBSCRIPTION] } };
    const listClusters = async (id: string) => (id === OTHER ? FORBIDDEN : answered(all));
    const ports = { ...portsWith(listClusters), profiles: [wide] };
    await beginScan({}, ports);
    await listAll(ports);
    expect(lists).toContainEqual({
      subscriptionId: OTHER,
      clusters: 0,
      why: expect.stringContaining('AuthorizationFailed'),
    });
    expect(lists).toHaveLength(2);
    expect(ended).toEqual(['scan-1']);
  });

  test('waits while Azure throttles the list, and gives up after a few times', async () => {
    const ports = portsWith(async () => refused(failure('throttled', 20)));
    await beginScan({}, ports);
    const delays: number[] = [];
    for (let next = toList.shift(); next !== undefined; next = toList.shift()) {
      delays.push(next[1]);
      await listStep(next[0], ports);
    }
    expect(delays).toEqual([0, 20, 30, 60]);
    expect([lists, ended]).toMatchObject([[{ subscriptionId: SUBSCRIPTION, clusters: 0 }], ['scan-1']]);
  });

  test('ends when the host has dead-lettered a list', async () => {
    const ports = portsWith(async () => answered(all));
    await beginScan({}, ports);
    const [first] = toList.splice(0);
    await deadLetterScan(must(first)[0], 5, ports);
    expect([lists, ended]).toMatchObject([[{ clusters: 0, why: expect.stringContaining('5 tries') }], ['scan-1']]);
  });

  test('is not listed when no one knows the scan any more', async () => {
    const ports = portsWith(() => Promise.reject(new Error('must not be asked')));
    await listStep({ scanId: 'scan-1', over: {}, list: SUBSCRIPTION }, ports);
    await deadLetterScan({ scanId: 'scan-1', over: {}, list: SUBSCRIPTION }, 5, ports);
    expect([lists, ended]).toEqual([[], []]);
  });
});

describe('one cluster of it', () => {
  const target: Target = { clusterId: CLUSTER_ID, profile: PROFILE.name };
  const result = { target, findings: [] as readonly Finding[] } as ScanResult;
  const queue = {
    send: async (next: ScanOrder | ScanListOrder, delaySeconds = 0) => {
      if ('target' in next) putOff.push([next, delaySeconds]);
    },
  };
  let putOff: [ScanOrder, number][] = [];
  beforeEach(() => {
    putOff = [];
  });
  const order = { scanId: 'scan-1', target };
  const begin = () => scans.begin({ id: 'scan-1', startedAt: '', expiresAt: '' });

  test('is assessed, and the result kept', async () => {
    await begin();
    await scanStep(order, { scans, queue, log, scan: async () => result });
    expect(parts).toEqual([{ kind: 'result', result }]);
  });

  test('is not assessed when the scan is no longer known', async () => {
    await scanStep(order, { scans, queue, log, scan: () => Promise.reject(new Error('must not be asked')) });
    await deadLetterScan(order, 5, { scans, log, queue, profiles: [] });
    expect(parts).toEqual([]);
  });

  const unread = (failed: Failure) => async () => ({ ...result, findings: [unknownFinding(failed)] });

  test('waits while Azure throttles, for as long as Azure asks for, and then has its result', async () => {
    await begin();
    const ports = { scans, queue, log };
    await scanStep(order, { ...ports, scan: unread(failure('throttled', 120)) });
    expect(parts).toEqual([]);
    expect(putOff).toEqual([[{ ...order, putOff: 1 }, 120]]);
    await scanStep({ ...order, putOff: 1 }, { ...ports, scan: async () => result });
    expect(parts).toEqual([{ kind: 'result', result }]);
  });

  test('is put off a few times and minutes at most: then the result says what could not be read', async () => {
    await begin();
    const scan = unread(failure('transient'));
    let next: ScanOrder | undefined = order;
    const delays: number[] = [];
    while (next !== undefined) {
      await scanStep(next, { scans, queue, log, scan });
      const [sent]: [ScanOrder, number][] = putOff.splice(0);
      next = sent?.[0];
      if (sent !== undefined) delays.push(sent[1]);
    }
    expect(delays).toEqual([15, 30, 60]);
    expect(parts).toMatchObject([{ kind: 'result', result: { findings: [{ outcome: 'unknown' }] } }]);
  });

  test('waits for its turn in a quota as long as it takes, but not for ever', async () => {
    await begin();
    const spared = { ...failure('throttled', 3600), code: 'QuotaSpared' };
    const ports = { scans, queue, log, scan: unread(spared) };
    await scanStep({ ...order, putOff: 39 }, ports);
    expect([parts, putOff]).toEqual([[], [[{ ...order, putOff: 40 }, 3600]]]);
    await scanStep({ ...order, putOff: 40 }, ports);
    expect(parts).toMatchObject([{ kind: 'result', result: { findings: [{ outcome: 'unknown' }] } }]);
  });

  test.each([failure('forbidden'), failure('throttled', 3600)])('is not put off for %j', async (failed) => {
    await begin();
    await scanStep(order, { scans, queue, log, scan: unread(failed) });
    expect([parts.length, putOff]).toEqual([1, []]);
  });

  test('counts as done when the host has given it up, and says so', async () => {
    await begin();
    await deadLetterScan(order, 5, { scans, log, queue, profiles: [] });
    expect(parts).toEqual([{ kind: 'failure', target, why: expect.stringContaining('5 tries') }]);
  });
});
