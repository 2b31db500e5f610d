import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { parseClusterId } from '../model/resource-id.ts';
import type { ScanOrder, ScanQueue } from '../ports/scan-store.ts';
import { encodeMessage } from './message.ts';

// Fields that a newer version adds are ignored, so that both versions can run side by side.
const messageSchema = z.object({
  v: z.literal(1),
  scanId: z.string().regex(/^[\w-]{1,64}$/),
  clusterId: z.string().max(2048),
  profile: z.string().max(64),
  putOff: z.int().min(0).optional(),
});

/** Orders on a Storage queue. */
export function createScanQueue(queue: QueueClient): ScanQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ scanId, target, putOff }, delaySeconds = 0) {
      await ready();
      const message: z.infer<typeof messageSchema> = {
        v: 1,
        scanId,
        ...target,
        ...(putOff !== undefined && { putOff }),
      };
      await queue.sendMessage(encodeMessage(message), {
        visibilityTimeout: Math.ceil(delaySeconds),
      });
    },
  };
}

/** The order that a message holds; `undefined` when the message is not one of ours. */
export function parseScanMessage(message: unknown): ScanOrder | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const { scanId, profile, putOff } = result.data;
  const clusterId = parseClusterId(result.data.clusterId);
  if (clusterId === undefined) return undefined;
  return { scanId, target: { clusterId, profile }, ...(putOff !== undefined && { putOff }) };
}
