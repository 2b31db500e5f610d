import { setTimeout as wait } from 'node:timers/promises';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AppFunction, TriggerOf } from '../../../../local/host/app/function.ts';
import type { Call } from '../../../../local/host/app/invoker.ts';
import type { QueueOptions } from '../../../../local/host/host-json.ts';
import type { Listener } from '../../../../local/host/listener.ts';
import { listenToQueue } from '../../../../local/host/queue/queue-trigger.ts';
import { claimStorage } from '../../../support/shared-storage.ts';
import { until } from '../../../support/until.ts';

/**
 * The lease of ten minutes is ten seconds: on a busy machine its renewal, each half of it, may come
 * late.
 */
const SPEED = 60;
/** Then the lease is one second, for messages that are to wait it out. */
const SHORT_LEASE_SPEED = 600;
const OPTIONS: QueueOptions = {
  batchSize: 4,
  newBatchThreshold: 2,
  maxPollingIntervalMs: 6_000,
  maxDequeueCount: 5,
  visibilityTimeoutMs: 0,
  messageEncoding: 'base64',
};

let service: QueueServiceClient;
let name: string;
let queue: QueueClient;
let poison: QueueClient;
let listener: Listener | undefined;
let warnings: string[];
let count = 0;

beforeAll(async () => {
  const connectionString = claimStorage();
  vi.stubEnv('AzureWebJobsStorage', connectionString);
  service = QueueServiceClient.fromConnectionString(connectionString);
});

beforeEach(async () => {
  name = `queue-${++count}`;
  queue = service.getQueueClient(name);
  poison = service.getQueueClient(`${name}-poison`);
  warnings = [];
  await queue.create();
});
afterEach(async () => {
  await listener?.stop();
  listener = undefined;
});

interface Run {
  readonly text: string;
  readonly call: Call;
}

/** Listens with a function that notes its calls and then does `work`. */
function listen(
  work: (run: Run) => unknown = () => undefined,
  options: Partial<QueueOptions> = {},
  { queueName = name, speed = SPEED }: { readonly queueName?: string; readonly speed?: number } = {},
): Run[] {
  const runs: Run[] = [];
  const trigger: TriggerOf<'queueTrigger'> = { type: 'queueTrigger', name: 'message', queueName };
  const fn: AppFunction = { name: 'work', trigger, bindings: {}, callback: () => undefined };
  listener = listenToQueue(fn, trigger, {
    options: { ...OPTIONS, ...options },
    speed,
    log: ({ level, message }) => {
      if (level === 'warning') warnings.push(message);
    },
    async invoke(_, call) {
      const run = { text: 'string' in call.data ? call.data.string : '', call };
      runs.push(run);
      await work(run);
      return {};
    },
  });
  return runs;
}

const send = (text: string) => queue.sendMessage(Buffer.from(text).toString('base64'));
const fail = () => {
  throw new Error('on purpose');
};
/** Messages in a queue, hidden ones too; 0 when it is not there. */
const lengthOf = async (which: QueueClient) =>
  (await which.exists()) ? (await which.getProperties()).approximateMessagesCount : 0;
const untilEmpty = () => until(async () => expect(await lengthOf(queue)).toBe(0));

test('a message is decoded, runs once with its metadata, and is gone', async () => {
  const runs = listen();
  const { messageId } = await send('{"täst":1}');
  await untilEmpty();
  expect(runs.map(({ text }) => text)).toEqual(['{"täst":1}']);
  expect(runs[0]?.call.metadata).toMatchObject({
    QueueTrigger: { string: '{"täst":1}' },
    Id: { string: messageId },
    DequeueCount: { json: '1' },
    PopReceipt: { string: expect.any(String) },
    InsertionTime: { json: expect.stringMatching(/^"\d{4}-\d\d-\d\dT/) },
    ExpirationTime: { json: expect.any(String) },
    NextVisibleTime: { json: expect.any(String) },
  });
});

test('a message that fails comes back until its fifth failure, then it is in the poison queue as it was', async () => {
  const runs = listen(fail);
  await send('bad');
  await until(async () => expect(await lengthOf(poison)).toBe(1));
  await untilEmpty();
  expect(runs.map(({ call }) => call.metadata?.DequeueCount)).toEqual([1, 2, 3, 4, 5].map((n) => ({ json: `${n}` })));
  const { receivedMessageItems } = await poison.receiveMessages();
  expect(receivedMessageItems[0]?.messageText).toBe(Buffer.from('bad').toString('base64'));
  expect(warnings).toContainEqual(expect.stringContaining(`moved to "${name}-poison"`));
});

test('after a failure a message stays hidden for the visibilityTimeout of host.json, divided by the speed', async () => {
  const times: number[] = [];
  // Two minutes are two seconds here; without the delay it would come back at once.
  listen(() => times.push(Date.now()) === 1 && fail(), { visibilityTimeoutMs: 120_000 });
  await send('once more');
  await untilEmpty();
  expect(times).toHaveLength(2);
  expect(Number(times[1]) - Number(times[0])).toBeGreaterThan(1_000);
});

test('the lease is renewed while the function runs, so that no other host gets the message', async () => {
  const runs = listen(() => wait(12_000));
  await send('long');
  await until(() => expect(runs).toHaveLength(1));
  await untilEmpty();
  expect(runs).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test('a message that another host received and abandoned comes when its lease is over', async () => {
  await send('abandoned');
  await queue.receiveMessages({ visibilityTimeout: 1 });
  const runs = listen();
  await untilEmpty();
  expect(runs[0]?.call.metadata?.DequeueCount).toEqual({ json: '2' });
});

test('a message that was received too often before goes to the poison queue without a run', async () => {
  await send('crashes its host');
  for (let times = 0; times < 2; times += 1) {
    await until(async () => {
      const { receivedMessageItems } = await queue.receiveMessages({ visibilityTimeout: 1 });
      expect(receivedMessageItems).toHaveLength(1);
    });
  }
  const runs = listen(undefined, { maxDequeueCount: 2 });
  await until(async () => expect(await lengthOf(poison)).toBe(1));
  expect(runs).toEqual([]);
});

test('a message that is no base64 goes to the poison queue without a run', async () => {
  const runs = listen();
  await queue.sendMessage('{"plain":true}');
  await until(async () => expect(await lengthOf(poison)).toBe(1));
  expect(runs).toEqual([]);
  expect(warnings[0]).toContain('is not base64');
});

test('with the encoding "none" the text is taken as it is', async () => {
  const runs = listen(undefined, { messageEncoding: 'none' });
  await queue.sendMessage('{"plain":true}');
  await untilEmpty();
  expect(runs[0]?.text).toBe('{"plain":true}');
});

test('a message of a poison queue that fails waits out its lease, and there is no poison queue of a poison queue', async () => {
  await poison.create();
  await poison.sendMessage(Buffer.from('bad').toString('base64'));
  const runs = listen(fail, { maxDequeueCount: 2 }, { queueName: poison.name, speed: SHORT_LEASE_SPEED });
  // The third time it comes it does not even run.
  await until(() => expect(runs).toHaveLength(2));
  expect(await lengthOf(poison)).toBe(1);
  expect(await service.getQueueClient(`${poison.name}-poison`).exists()).toBe(false);
});

test('a message that its function deleted itself is no trouble', async () => {
  listen(async ({ call }) => {
    const [id, receipt] = ['Id', 'PopReceipt'].map((key) => call.metadata?.[key]);
    if (id && receipt && 'string' in id && 'string' in receipt) await queue.deleteMessage(id.string, receipt.string);
  });
  await send('deletes itself');
  await untilEmpty();
  await listener?.stop();
  expect(warnings).toEqual([]);
});

test('no more messages run at a time than a batch and the threshold for the next one', async () => {
  for (let message = 1; message <= 10; message++) await send(`${message}`);
  let running = 0;
  const most: number[] = [];
  const sixRun = Promise.withResolvers<void>();
  const runs = listen(async () => {
    const run = most.push(++running);
    if (running === 6) sixRun.resolve();
    // Of the first batch, of four, two stay: they leave room for the next batch. Then six run, and
    // no more may come.
    if (run > 2) await sixRun.promise;
    running -= 1;
  });
  await untilEmpty();
  expect(runs).toHaveLength(10);
  expect(Math.max(...most)).toBe(6);
});

test('a queue that is not there is waited for, without a word, and not created', async () => {
  await queue.delete();
  const runs = listen();
  await wait(100);
  expect(await queue.exists()).toBe(false);
  await queue.create();
  await send('at last');
  await untilEmpty();
  expect(runs).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test('stopping waits for what runs, and takes no more', async () => {
  const runs = listen(() => wait(200), { batchSize: 1, newBatchThreshold: 0 });
  await send('first');
  await send('second');
  await until(() => expect(runs).toHaveLength(1));
  await listener?.stop();
  expect(runs.map(({ text }) => text)).toEqual(['first']);
  expect(await lengthOf(queue)).toBe(1);
});
