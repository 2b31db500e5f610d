import { beforeEach, describe, expect, test } from 'vitest';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { ScanResult } from '../../../shared/model/scan.ts';
import type { Target } from '../../../shared/model/target.ts';
import { type BulkPorts, beginScan, giveUpScan, scanStep } from '../../../shared/scan/bulk-scan.ts';
import type { ScanHead, ScanOrder, ScanPart } from '../../../shared/scan/scan-store.ts';
import { answered, FORBIDDEN } from '../../support/arm-port.ts';
import { CLUSTER, CLUSTER_ID, must, PROFILE, SUBSCRIPTION } from '../../support/facts.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const log = { info() {}, warn() {}, error() {} };
const idOf = (name: string) => must(parseClusterId(CLUSTER_ID.replace(/[^/]+$/, name)));
const cluster = (name: string, tags = {}) => ({ ...CLUSTER, id: idOf(name), name, tags });
const gold = { ...PROFILE, name: 'gold' };

let heads: ScanHead[];
let parts: ScanPart[];
let orders: ScanOrder[];
beforeEach(() => {
  heads = [];
  parts = [];
  orders = [];
});

const scans = {
  begin: async (head: ScanHead) => void heads.push(head),
  isKnown: async (id: string) => heads.some((head) => head.id === id),
  save: async (_: string, part: ScanPart) => void parts.push(part),
  read: async () => undefined,
  forget: async () => 0,
};

function portsWith(listClusters: BulkPorts['arm']['listClusters']): BulkPorts {
  return {
    arm: { listClusters },
    profiles: [PROFILE, gold],
    scans,
    queue: { send: async (order) => void orders.push(order) },
    clock: { now: () => NOW },
    newId: () => 'scan-1',
  };
}

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
    ['a subscription that no profile is for', { subscriptionId: 'other' }, []],
  ])('over %s orders a look at each cluster that is looked after', async (_, over, expected) => {
    const begun = await beginScan(
      over,
      portsWith(async () => answered(all)),
    );
    expect(begun).toEqual({ kind: 'begun', id: 'scan-1', total: expected.length });
    const name = PROFILE.name;
    const words = orders.map(({ target }) => `${target.clusterId.split('/').at(-1)} ${target.profile}`);
    expect(words).toEqual(expected.map((one) => one.replace('standard', name)));
    expect(heads).toMatchObject([{ id: 'scan-1', total: expected.length, expiresAt: '2026-01-08T00:00:00.000Z' }]);
  });

  test('is not begun when the clusters cannot be listed', async () => {
    expect(
      await beginScan(
        {},
        portsWith(async () => FORBIDDEN),
      ),
    ).toMatchObject({
      kind: 'unreadable',
      subscriptionId: SUBSCRIPTION,
      failure: { code: 'AuthorizationFailed' },
    });
    expect([heads, orders]).toEqual([[], []]);
  });
});

describe('one cluster of it', () => {
  const target: Target = { clusterId: CLUSTER_ID, profile: PROFILE.name };
  const result = { target } as ScanResult;
  const order = { scanId: 'scan-1', target };
  const begin = () => scans.begin({ id: 'scan-1', startedAt: '', total: 1, expiresAt: '' });

  test('is looked at, and the result kept', async () => {
    await begin();
    await scanStep(order, { scans, log, scan: async () => result });
    expect(parts).toEqual([{ kind: 'result', result }]);
  });

  test('is not looked at when nobody knows the scan any more', async () => {
    await scanStep(order, { scans, log, scan: () => Promise.reject(new Error('must not be asked')) });
    await giveUpScan(order, 5, { scans, log });
    expect(parts).toEqual([]);
  });

  test('counts as done when the host has given it up, and says so', async () => {
    await begin();
    await giveUpScan(order, 5, { scans, log });
    expect(parts).toEqual([{ kind: 'failure', target, why: expect.stringContaining('5 tries') }]);
  });
});
