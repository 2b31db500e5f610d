import { expect, test } from 'vitest';
import { createDiscoveryQueue } from '../../../shared/storage/discovery-queue.ts';
import { createFanOutQueue, parseFanOut } from '../../../shared/storage/fan-out-queue.ts';
import { traceparentIn } from '../../../shared/storage/message.ts';
import { createOutboxQueue } from '../../../shared/storage/outbox-queue.ts';
import { createWakeQueue } from '../../../shared/storage/queue.ts';
import { createScanQueue } from '../../../shared/storage/scan-queue.ts';
import { createSweepOrders, isSweepOrder } from '../../../shared/storage/sweep-order.ts';
import { createVerifyOrders } from '../../../shared/storage/verify-order.ts';
import { begin, traceparent } from '../../../shared/telemetry/at-work.ts';
import { createTracer } from '../../../shared/telemetry/tracer.ts';
import { TARGET } from '../../support/record.ts';

const telemetry = { tracer: createTracer(() => undefined), measured() {}, logged() {} };
const AT = '2026-01-01T03:23:00.000Z';
const ORDER = { vaultId: '/subscriptions/s/v', eventId: 'e', operation: 'write' } as never;

/** The message that `send` sends while a span is at work, and that span. */
async function sentBy(send: (queue: never) => Promise<void>) {
  const texts: string[] = [];
  const queue = {
    createIfNotExists: async () => undefined,
    sendMessage: async (text: string) => void texts.push(text),
  };
  const parent = await begin(telemetry, { name: 'work' }, async () => {
    await send(queue as never);
    return traceparent();
  });
  const [message] = texts.map((text) => JSON.parse(Buffer.from(text, 'base64').toString()));
  return { message, parent };
}

test.each<[string, (queue: never) => Promise<void>]>([
  ['a wake', (queue) => createWakeQueue(queue).send(TARGET, 0)],
  ['a fan-out', (queue) => createFanOutQueue(queue).send(ORDER)],
  ['a discovery', (queue) => createDiscoveryQueue(queue).send({ subscriptionId: 's', failingSince: AT, until: AT }, 0)],
  ['a step of a verification', (queue) => createVerifyOrders(queue)(AT)],
  ['a step of a scan', (queue) => createScanQueue(queue).send({ scanId: 'a', target: TARGET })],
  ['a delivery', (queue) => createOutboxQueue(queue).send({ consumer: 'teams', ids: ['1'] }, 0)],
])('%s continues the trace of the work that sends it', async (_, send) => {
  const { message, parent } = await sentBy(send);
  expect(parent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
  expect(traceparentIn(message)).toBe(parent);
});

test.each<[string, (queue: never) => Promise<void>]>([
  ['a wake that starts something new', (queue) => createWakeQueue(queue).send(TARGET, 0, 'new')],
  ['a sweep', (queue) => createSweepOrders(queue)()],
])('%s has a trace of its own', async (_, send) => {
  expect(traceparentIn((await sentBy(send)).message)).toBeUndefined();
});

test('outside of any span a message has no trace, and a message with one says the same', async () => {
  const { message } = await sentBy((queue) => createFanOutQueue(queue).send(ORDER));
  const { traceparent: _, ...without } = message;
  expect(parseFanOut(message)).toEqual(parseFanOut(without));
  expect(isSweepOrder((await sentBy((queue) => createSweepOrders(queue)())).message)).toBe(true);
});
