import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { parseClusterId } from '../model/resource-id.ts';
import type { ScanListOrder, ScanOrder, ScanQueue } from '../ports/scan-store.ts';
import { encodeMessage } from './message.ts';

// Fields that a newer version adds are ignored, so that both versions can run side by side.
const messageSchema = z.object({
  v: z.literal(1),
  scanId: z.string().regex(/^[\w-]{1,64}$/),
  clusterId: z.string().max(2048),
  profile: z.string().max(64),
  putOff: z.int().min(0).optional(),
});

const listSchema = z.object({
  v: z.literal(1),
  scanId: z.string().regex(/^[\w-]{1,64}$/),
  list: z.string().min(1).max(64),
  subscriptionId: z.string().max(64).optional(),
  profile: z.string().max(64).optional(),
  putOff: z.int().min(0).optional(),
});

/** Orders on a Storage queue. */
export function createScanQueue(queue: QueueClient): ScanQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ scanId, putOff, ...order }, delaySeconds = 0) {
      await ready();
      const what = 'list' in order ? { list: order.list, ...order.over } : order.target;
      const message: z.infer<typeof messageSchema | typeof listSchema> = {
        v: 1,
        scanId,
        ...what,
        ...(putOff !== undefined && { putOff }),
      };
      await queue.sendMessage(encodeMessage(message), {
        visibilityTimeout: Math.ceil(delaySeconds),
      });
    },
  };
}

/** The order that a message holds; `undefined` when the message is not one of ours. */
export function parseScanMessage(message: unknown): ScanOrder | ScanListOrder | undefined {
  return parseList(message) ?? parseCluster(message);
}

function parseList(message: unknown): ScanListOrder | undefined {
  const { data } = listSchema.safeParse(message);
  if (data === undefined) return undefined;
  const { scanId, list, subscriptionId, profile, putOff } = data;
  const over = { ...(subscriptionId !== undefined && { subscriptionId }), ...(profile !== undefined && { profile }) };
  return { scanId, list, over, ...(putOff !== undefined && { putOff }) };
}

function parseCluster(message: unknown): ScanOrder | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const { scanId, profile, putOff } = result.data;
  const clusterId = parseClusterId(result.data.clusterId);
  if (clusterId === undefined) return undefined;
  return { scanId, target: { clusterId, profile }, ...(putOff !== undefined && { putOff }) };
}
