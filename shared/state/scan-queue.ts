import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { parseClusterId } from '../model/resource-id.ts';
import type { ScanOrder, ScanQueue } from '../scan/scan-store.ts';

const messageSchema = z.strictObject({
  v: z.literal(1),
  scanId: z.string().regex(/^[\w-]{1,64}$/),
  clusterId: z.string().max(2048),
  profile: z.string().max(64),
});

/** Orders on a Storage queue. */
export function createScanQueue(queue: QueueClient): ScanQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ scanId, target }) {
      await ready();
      const message: z.infer<typeof messageSchema> = { v: 1, scanId, ...target };
      await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    },
  };
}

/** The order that a message holds; `undefined` when the message is not one of ours. */
export function parseScanMessage(message: unknown): ScanOrder | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const { scanId, profile } = result.data;
  const clusterId = parseClusterId(result.data.clusterId);
  return clusterId === undefined ? undefined : { scanId, target: { clusterId, profile } };
}
