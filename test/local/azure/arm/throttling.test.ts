import { afterEach, describe, expect, test } from 'vitest';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { BOT, PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { ACCOUNT, BINDING, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

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
  /** What the refusal says of the call. */
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
    call: ['DELETE', BINDING],
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
