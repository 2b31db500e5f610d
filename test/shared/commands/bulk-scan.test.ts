import { beforeEach, describe, expect, test } from 'vitest';
import { type BulkPorts, beginScan, deadLetterScan, scanStep } from '../../../shared/commands/bulk-scan.ts';
import type { Failure } from '../../../shared/model/failure.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { ScanResult } from '../../../shared/model/scan.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { ScanHead, ScanOrder, ScanPart } from '../../../shared/ports/scan-store.ts';
import { answered, FORBIDDEN } from '../../support/arm-port.ts';
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
  ])('over %s orders an assessment of each managed cluster', async (_, over, expected) => {
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

  test('is not started when the clusters cannot be listed', async () => {
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
  const result = { target, findings: [] as readonly Finding[] } as ScanResult;
  const queue = { send: async (next: ScanOrder, delaySeconds = 0) => void putOff.push([next, delaySeconds]) };
  let putOff: [ScanOrder, number][] = [];
  beforeEach(() => {
    putOff = [];
  });
  const order = { scanId: 'scan-1', target };
  const begin = () => scans.begin({ id: 'scan-1', startedAt: '', total: 1, expiresAt: '' });

  test('is assessed, and the result kept', async () => {
    await begin();
    await scanStep(order, { scans, queue, log, scan: async () => result });
    expect(parts).toEqual([{ kind: 'result', result }]);
  });

  test('is not assessed when the scan is no longer known', async () => {
    await scanStep(order, { scans, queue, log, scan: () => Promise.reject(new Error('must not be asked')) });
    await deadLetterScan(order, 5, { scans, log });
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

  test.each([failure('forbidden'), failure('throttled', 3600)])('is not put off for %j', async (failed) => {
    await begin();
    await scanStep(order, { scans, queue, log, scan: unread(failed) });
    expect([parts.length, putOff]).toEqual([1, []]);
  });

  test('counts as done when the host has given it up, and says so', async () => {
    await begin();
    await deadLetterScan(order, 5, { scans, log });
    expect(parts).toEqual([{ kind: 'failure', target, why: expect.stringContaining('5 tries') }]);
  });
});
