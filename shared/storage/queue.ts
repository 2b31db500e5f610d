import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { MAX_QUEUE_DELAY_SECONDS } from '../model/limits.ts';
import { parseClusterId } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';
import { encodeMessage, type Story } from './message.ts';

/** Queues a target for later. */
export interface WakeQueue {
  /**
   * `delaySeconds` from now; what is longer than the queue can hold comes early, and the row says
   * that it is not due yet. `dueAt` is the time in the row that the message is for: it is due when
   * it comes, even if the clock of the host differs.
   */
  send(target: Target, delaySeconds: number, story?: Story, dueAt?: string): Promise<void>;
}

// Fields of a newer version are left alone, so that both can run side by side during an update.
const messageSchema = z.object({
  v: z.literal(1),
  clusterId: z.string().max(2048),
  profile: z.string().max(64),
  /** `wakeAt` of the row when it was sent. */
  dueAt: z.string().max(40).optional(),
});

export function createWakeQueue(queue: QueueClient): WakeQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ clusterId, profile }, delaySeconds, story = 'goesOn', dueAt) {
      await ready();
      const message: z.infer<typeof messageSchema> = {
        v: 1,
        clusterId,
        profile,
        ...(dueAt !== undefined && delaySeconds <= MAX_QUEUE_DELAY_SECONDS && { dueAt }),
      };
      await queue.sendMessage(encodeMessage(message, story), {
        visibilityTimeout: Math.min(Math.max(0, Math.ceil(delaySeconds)), MAX_QUEUE_DELAY_SECONDS),
        // For ever: the row decides whether it still means anything.
        messageTimeToLive: -1,
      });
    },
  };
}

/** The target that a message names; `undefined` when the message is not one of ours. */
export function parseWakeMessage(message: unknown): Target | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const clusterId = parseClusterId(result.data.clusterId);
  return clusterId === undefined ? undefined : { clusterId, profile: result.data.profile };
}

/** For which `wakeAt` a message was sent; nothing where it was sent for something else. */
export function dueAtIn(message: unknown): string | undefined {
  const result = messageSchema.safeParse(message);
  return result.success ? result.data.dueAt : undefined;
}
