import { describe, expect, test } from 'vitest';
import { createQuotas } from '../../../shared/azure/quotas.ts';
import { fakeStopwatch } from '../../support/stopwatch.ts';

const SUBSCRIPTION = '/subscriptions/s1';
const CLUSTERS = `${SUBSCRIPTION}/providers/Microsoft.ContainerService/managedClusters`;
const VAULT = `${SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v`;
const GRAPH = '/providers/Microsoft.ResourceGraph/resources';

const READS = 'x-ms-ratelimit-remaining-subscription-reads';
const WRITES = 'x-ms-ratelimit-remaining-subscription-writes';
const DELETES = 'x-ms-ratelimit-remaining-subscription-deletes';
const BACKUP = 'x-ms-ratelimit-remaining-subscription-resource-requests';
const QUERIES = 'x-ms-user-quota-remaining';

const told = (header: string, left: number | string) => ({
  status: 200,
  headers: { get: (name: string) => (name === header ? String(left) : undefined) },
});

test.each([
  ['GET', CLUSTERS, READS, 100, 25],
  ['HEAD', CLUSTERS, READS, 100, 25],
  ['PUT', CLUSTERS, WRITES, 40, 10],
  ['POST', CLUSTERS, WRITES, 40, 10],
  ['DELETE', CLUSTERS, DELETES, 40, 10],
  ['GET', VAULT, BACKUP, 40, 10],
  ['PATCH', VAULT, BACKUP, 4, 1],
  ['GET', `${VAULT}/providers/Microsoft.Authorization/permissions`, READS, 100, 25],
  ['POST', GRAPH, QUERIES, 6, 3],
])('%s %s: below the reserve of %s each request waits for what is missing', (method, path, header, reserve, rate) => {
  const quotas = createQuotas(fakeStopwatch().stopwatch);
  quotas.take(method, path).settle(told(header, reserve + 2));
  const waits = Array.from({ length: 4 }, () => quotas.take(method, path).waitMs);
  expect(waits).toEqual([0, 0, 1000 / rate, 2000 / rate]);
});

describe('the quota of Azure Backup', () => {
  const INSTANCES = `${VAULT}/backupInstances`;
  const OPERATION = `${SUBSCRIPTION}/providers/Microsoft.DataProtection/locations/westeurope/operationStatus/1`;
  const OF_CLUSTER = `${CLUSTERS}/c/providers/Microsoft.DataProtection/backupInstances`;

  test.each([
    ['vaults', VAULT, [INSTANCES, OPERATION, OF_CLUSTER]],
    ['instances', INSTANCES, [VAULT, OPERATION, OF_CLUSTER]],
    ['operations', OPERATION, [VAULT, INSTANCES]],
  ])('of %s says nothing of other types', (_, path, others) => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    quotas.take('GET', path).settle(told(BACKUP, 0));
    expect(quotas.take('GET', path).waitMs).toBeGreaterThan(0);
    for (const other of others) expect(quotas.take('GET', other).waitMs).toBe(0);
  });

  test('is one for all instances of a vault', () => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    quotas.take('GET', INSTANCES).settle(told(BACKUP, 0));
    expect(quotas.take('GET', `${INSTANCES}/one`).waitMs).toBeGreaterThan(0);
  });
});

describe('what is left', () => {
  test('is not known before the first answer, and nothing waits', () => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    expect(Array.from({ length: 500 }, () => quotas.take('GET', CLUSTERS).waitMs)).toEqual(Array(500).fill(0));
  });

  test('grows again as time passes', () => {
    const { stopwatch, pass } = fakeStopwatch();
    const quotas = createQuotas(stopwatch);
    quotas.take('GET', CLUSTERS).settle(told(READS, 0));
    expect(quotas.take('GET', CLUSTERS).waitMs).toBe((101 / 25) * 1000);
    pass(1000);
    expect(quotas.take('GET', CLUSTERS).waitMs).toBe((77 / 25) * 1000);
  });

  test('is what Azure says last, however little was thought to be there', () => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    const early = quotas.take('GET', CLUSTERS);
    early.settle(told(READS, 3));
    quotas.take('GET', CLUSTERS).settle(told(READS, 240));
    expect(quotas.take('GET', CLUSTERS).waitMs).toBe(0);
  });

  test.each([undefined, told(READS, ''), told(READS, '-5'), told(READS, 'many'), told(READS, '1e9')])(
    'is not changed by an answer that does not say (%#), and a request that was not sent costs nothing',
    (answer) => {
      const quotas = createQuotas(fakeStopwatch().stopwatch);
      quotas.take('GET', CLUSTERS).settle(told(READS, 101));
      for (let times = 0; times < 10; times++) quotas.take('GET', CLUSTERS).settle(answer);
      for (let times = 0; times < 10; times++) quotas.take('GET', CLUSTERS).putBack();
      expect(quotas.take('GET', CLUSTERS).waitMs).toBe(0);
      expect(quotas.take('GET', CLUSTERS).waitMs).toBe(40);
    },
  );

  test.each([
    ['another subscription', 'GET', CLUSTERS.replace('s1', 's2')],
    ['another kind of request', 'PUT', CLUSTERS],
    ['a service that counts for itself', 'GET', VAULT],
  ])('of one quota says nothing of %s', (_, method, path) => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    quotas.take('GET', CLUSTERS).settle(told(READS, 0));
    expect(quotas.take(method, path).waitMs).toBe(0);
  });

  test('is shared by all spellings of a subscription', () => {
    const quotas = createQuotas(fakeStopwatch().stopwatch);
    quotas.take('GET', CLUSTERS).settle(told(READS, 0));
    expect(quotas.take('GET', CLUSTERS.toUpperCase()).waitMs).toBeGreaterThan(0);
  });
});
