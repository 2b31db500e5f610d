import { afterEach, describe, expect, test } from 'vitest';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { BOT, PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { ACCOUNT, BINDING, CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

const REMAINING = 'x-ms-ratelimit-remaining-subscription';

let azure: TestArm;
afterEach(() => azure.arm.close());

interface Bucket {
  readonly name: string;
  readonly call: readonly [method: string, id: string];
  readonly header: string;
  readonly capacity: number;
  readonly refillPerSecond: number;
  readonly code: string;
  /** The words of the refusal about the call. */
  readonly about: string;
}

const throttled = (kind: string) =>
  `Number of '${kind}' requests for subscription '${SUBSCRIPTION_ID}' actor '${PERSON.objectId}' exceeded. `;
const ofService = (operation: string, limit: number, interval: string) =>
  `Number of requests for action 'Microsoft.DataProtection/backupVaults/${operation}' exceeded the limit of '${limit}' ` +
  `for time interval '${interval}'. `;
const arm = { code: 'SubscriptionRequestsThrottled' };
const service = { code: 'ResourceRequestsThrottled', header: `${REMAINING}-resource-requests` };

// Calls that cost something and change nothing, so that each bucket can be emptied quickly.
const BUCKETS: readonly Bucket[] = [
  {
    ...arm,
    name: 'reads',
    call: ['GET', GROUP_ID],
    header: `${REMAINING}-reads`,
    capacity: 250,
    refillPerSecond: 25,
    about: throttled('read'),
  },
  {
    ...arm,
    name: 'writes',
    call: ['PUT', ACCOUNT],
    header: `${REMAINING}-writes`,
    capacity: 200,
    refillPerSecond: 10,
    about: throttled('write'),
  },
  {
    ...arm,
    name: 'deletes',
    call: ['DELETE', ACCOUNT],
    header: `${REMAINING}-deletes`,
    capacity: 200,
    refillPerSecond: 10,
    about: throttled('delete'),
  },
  {
    ...service,
    name: 'reads of Data Protection',
    call: ['GET', VAULT],
    capacity: 500,
    refillPerSecond: 10,
    about: ofService('read', 500, '00:00:50'),
  },
  {
    ...service,
    name: 'writes of Data Protection',
    call: ['PUT', VAULT],
    capacity: 100,
    refillPerSecond: 1,
    about: ofService('write', 100, '00:01:40'),
  },
];

async function empty({ call, capacity }: Bucket): Promise<void> {
  for (let taken = 0; taken < capacity; taken += 1) await (await azure.sendRaw(...call)).arrayBuffer();
}

test('Data Protection counts each of its resource types apart', async () => {
  azure = await startTestArm();
  const left = async (method: string, id: string) =>
    Number((await azure.send(method, id)).headers.get('x-ms-ratelimit-remaining-subscription-resource-requests'));
  expect(await left('GET', VAULT)).toBe(499);
  expect(await left('GET', `${VAULT}/backupInstances`)).toBe(1999);
  expect(await left('GET', `${VAULT}/backupInstances/one`)).toBe(1998);
  expect(await left('GET', `${VAULT}/operationStatus/one`)).toBe(999);
  expect(await left('PUT', `${VAULT}/backupInstances/one`)).toBe(199);
  expect(await left('PUT', VAULT)).toBe(99);
  expect(await left('GET', VAULT)).toBe(498);
});

describe.each(BUCKETS)('$name', (bucket) => {
  const { call, header, capacity, refillPerSecond, code, about } = bucket;

  test('run out, are refused for a while, and come back as time goes on', async () => {
    azure = await startTestArm();
    expect((await azure.send(...call)).headers.get(header)).toBe(String(capacity - 1));
    await empty({ ...bucket, capacity: capacity - 1 });

    const refused = await azure.send(...call);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get(header)).toBe('0');
    expect(refused.body).toEqual({ error: { code, message: expect.stringContaining(about) } });
    expect(refused.body.error.message).toContain("Please try again after '1' seconds");

    await azure.wait(2);
    expect((await azure.send(...call)).headers.get(header)).toBe(String(2 * refillPerSecond - 1));
    await azure.wait(3600);
    expect((await azure.send(...call)).headers.get(header)).toBe(String(capacity - 1));
  });

  test('are only counted, where that is asked for', async () => {
    azure = await startTestArm({ throttling: 'headersOnly' });
    await empty(bucket);
    const beyond = await azure.send(...call);
    expect(beyond.headers.get(header)).toBe('0');
    expect(beyond.status).not.toBe(429);
  });
});

describe('AKS', () => {
  const POOL = `${CLUSTER}/agentPools/system`;
  const REGION = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.ContainerService/locations/westeurope`;
  const ALL_CLUSTERS = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.ContainerService/managedClusters`;

  async function takeAll([method, id]: readonly [string, string], capacity: number, query?: string): Promise<void> {
    const options = query === undefined ? {} : { query };
    for (let taken = 0; taken < capacity; taken += 1) {
      const { status } = await azure.send(method, id, undefined, options);
      expect(status).not.toBe(429);
    }
    const refused = await azure.send(method, id, undefined, options);
    expect(refused).toMatchObject({ status: 429, body: { code: 'Throttled', subcode: 'Throttled' } });
    expect(refused.body.message).toContain(`for SubID='${SUBSCRIPTION_ID}', please retry again in `);
  }

  // https://learn.microsoft.com/azure/aks/quotas-skus-regions
  test.each([
    ['GET', CLUSTER, 60, 1],
    ['PUT', CLUSTER, 20, 60],
    ['PUT', POOL, 20, 60],
    ['GET', BINDING, 60, 1],
    ['DELETE', BINDING, 60, 1],
    ['GET', `${REGION}/kubernetesVersions`, 60, 1],
    ['POST', `${CLUSTER}/runCommand`, 60, 1],
    ['GET', CLUSTER.replace(/\/c1$/, ''), 60, 1],
  ] as const)(
    'refuses %s %s after %i, with Retry-After, and takes one more after %i s',
    async (method, id, n, seconds) => {
      azure = await startTestArm();
      await takeAll([method, id], n);
      const refused = await azure.send(method, id);
      expect(refused.headers.get('retry-after')).toBe(String(seconds));
      await azure.wait(seconds);
      expect((await azure.send(method, id)).status).not.toBe(429);
      expect((await azure.send(method, id)).status).toBe(429);
    },
  );

  test('has buckets for operations, and for lists of a subscription', async () => {
    azure = await startTestArm();
    await takeAll(['GET', `${REGION}/operations/none`], 200, 'api-version=2016-03-30');
    await azure.wait(60);
    // The bucket of Resource Manager for reads of one caller is smaller than that of AKS for lists.
    for (let taken = 0; taken < 250; taken += 1) expect((await azure.send('GET', ALL_CLUSTERS)).status).toBe(200);
    const refused = await azure.send('GET', ALL_CLUSTERS);
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'SubscriptionRequestsThrottled' } } });
  });

  test('counts all other calls of a region together, and each cluster and region apart', async () => {
    azure = await startTestArm();
    await azure.furnish();
    await azure.wait(60);
    await takeAll(['GET', BINDING], 60);
    expect((await azure.send('POST', `${CLUSTER}/runCommand`)).status).toBe(429);
    expect((await azure.send('GET', `${REGION}/kubernetesVersions`)).status).toBe(429);
    expect((await azure.send('GET', `${REGION.replace('west', 'north')}/kubernetesVersions`)).status).toBe(200);
    expect((await azure.send('GET', CLUSTER)).status).toBe(200);
  });

  test('only counts, where that is asked for', async () => {
    azure = await startTestArm({ throttling: 'headersOnly' });
    for (let taken = 0; taken < 61; taken += 1) expect((await azure.send('GET', CLUSTER)).status).not.toBe(429);
  });
});

describe('what is left', () => {
  const writes = `${REMAINING}-writes`;
  const allWrites = `${REMAINING}-global-writes`;

  test('is counted for each caller, and for all callers of a subscription together', async () => {
    azure = await startTestArm();
    const { objectId: oid, appId: appid, tenantId: tid } = BOT;
    const token = mintToken({ aud: 'https://management.azure.com', oid, appid, tid }, azure.timeline.now());
    const group = { location: 'westeurope' };
    const first = await azure.send('PUT', GROUP_ID, group);
    const other = await azure.send('PUT', GROUP_ID, group, { headers: { authorization: `Bearer ${token}` } });
    expect([first.headers.get(writes), first.headers.get(allWrites)]).toEqual(['199', '2999']);
    expect([other.headers.get(writes), other.headers.get(allWrites)]).toEqual(['199', '2998']);
  });

  test('stands in refusals too, and Data Protection counts for itself', async () => {
    azure = await startTestArm();
    const refused = await azure.send('PUT', `${GROUP_ID}-none/providers/Microsoft.Storage/storageAccounts/st`, {});
    expect(refused.status).toBe(404);
    expect(refused.headers.get(writes)).toBe('199');
    const vault = await azure.send('PUT', VAULT, {});
    expect(vault.headers.get(`${REMAINING}-resource-requests`)).toBe('99');
    expect(vault.headers.get(writes)).toBeNull();
  });

  test('is of no subscription where none is asked for', async () => {
    azure = await startTestArm();
    const { headers } = await azure.send('GET', '/subscriptions');
    expect([...headers.keys()].filter((name) => name.startsWith('x-ms-ratelimit'))).toEqual([]);
  });
});

test('buckets fill up at the speed of the local Azure', async () => {
  azure = await startTestArm({ speed: 60 });
  const [, writes] = BUCKETS;
  if (writes === undefined) throw new Error('there is no bucket of writes');
  await empty(writes);
  await azure.wait(0.1);
  expect((await azure.send(...writes.call)).headers.get(writes.header)).toBe('59');
});
