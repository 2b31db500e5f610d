import { QueueClient } from '@azure/storage-queue';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GROUP_ID, startTestArm, type TestArm } from '../../../../support/local-arm.ts';
import { claimStorage } from '../../../../support/shared-storage.ts';
import { type HostChild, spawnHost } from '../../../host/host-child.ts';

const WRITES = ['Microsoft.Resources/subscriptions/resourceGroups/write'];
/** Until an event is delivered for the first time. */
const SOON_SECONDS = 10;

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
});
afterEach(() => azure.arm.close());

const writeGroup = async () => {
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  await azure.wait(SOON_SECONDS);
};

describe('delivery to a queue', () => {
  test('one message for each event, in base64, with the event alone', async () => {
    const connectionString = claimStorage();
    const queue = new QueueClient(connectionString, 'backstay-events');
    await queue.create();
    await azure.arm.subscribe({
      ...{ name: 'clusterWritten', connectionString, queueName: 'backstay-events' },
      ...{ includedOperationNames: WRITES, schema: 'EventGridSchema' },
    });
    await writeGroup();
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 8 });
    expect(receivedMessageItems).toHaveLength(1);
    const [message] = receivedMessageItems;
    expect(JSON.parse(Buffer.from(message?.messageText ?? '', 'base64').toString())).toMatchObject({
      subject: GROUP_ID,
      data: { operationName: WRITES[0] },
    });
  });

  test('a queue that is not there is refused in the words of Event Grid', async () => {
    const subscribing = azure.arm.subscribe({
      ...{ name: 'clusterWritten', connectionString: claimStorage(), queueName: 'backstay-events' },
      ...{ includedOperationNames: WRITES, schema: 'EventGridSchema' },
    });
    await expect(subscribing).rejects.toThrow('Destination endpoint not found');
  });
});

describe('delivery to a function', () => {
  let host: HostChild;
  let storage: string;
  beforeEach(async () => {
    storage = claimStorage();
    host = await start();
  });
  afterEach(() => host.stop());

  const start = (settings: Readonly<Record<string, string>> = {}, port = 0) =>
    spawnHost({ root: 'test/local/host/fixtures/web', settings: { AzureWebJobsStorage: storage, ...settings }, port });
  const restart = async (settings: Readonly<Record<string, string>>) => {
    const port = Number(new URL(host.url).port);
    await host.stop();
    host = await start(settings, port);
  };
  const subscribe = () =>
    azure.arm.subscribe({
      name: 'arrived',
      url: `${host.url}/runtime/webhooks/EventGrid?functionName=arrived&code=${host.keys.eventGrid}`,
      includedOperationNames: WRITES,
      schema: 'EventGridSchema',
    });
  const arrived = () => host.said('arrived').length;

  test('to an app that was idle: the first delivery gets 401, and comes again after five minutes', async () => {
    await subscribe();
    await restart({ LOCAL_EVENT_GRID_COLD_ANSWERS: '1' });
    await writeGroup();
    await azure.wait(280);
    expect(arrived()).toBe(0);
    await azure.wait(20 + SOON_SECONDS);
    expect(arrived()).toBe(1);
  });

  test('to an app that was idle there is no handshake either', async () => {
    await restart({ LOCAL_EVENT_GRID_COLD_ANSWERS: '1' });
    await expect(subscribe()).rejects.toThrow(/validation handshake/);
    await subscribe();
  });

  test('to an app whose key was overwritten at a restart: nothing arrives until the subscription is written again', async () => {
    await subscribe();
    const { eventGrid } = host.keys;
    await restart({ LOCAL_RENEW_EVENT_GRID_KEY: 'true' });
    expect(host.keys.eventGrid).not.toBe(eventGrid);
    await writeGroup();
    await azure.wait(1000);
    expect(arrived()).toBe(0);
    await subscribe();
    await azure.wait(600);
    expect(arrived()).toBe(1);
  });
});
