import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { encodeMessage } from './message.ts';

/**
 * A subscription whose clusters could not be listed, to be listed again before the next hourly run.
 */
export interface Discovery {
  readonly subscriptionId: string;
  /** ISO 8601, as is the other. */
  readonly failingSince: string;
  /** The next hourly run lists it anyway. */
  readonly until: string;
}

export interface DiscoveryQueue {
  send(discovery: Discovery, delaySeconds: number): Promise<void>;
}

const messageSchema = z.object({
  v: z.literal(1),
  discover: z.string().min(1).max(64),
  failingSince: z.iso.datetime(),
  until: z.iso.datetime(),
});

/** Discoveries wait in the queue of the wakes. */
export function createDiscoveryQueue(queue: QueueClient): DiscoveryQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ subscriptionId, failingSince, until }, delaySeconds) {
      await ready();
      const message: z.infer<typeof messageSchema> = { v: 1, discover: subscriptionId, failingSince, until };
      await queue.sendMessage(encodeMessage(message), {
        visibilityTimeout: Math.ceil(delaySeconds),
      });
    },
  };
}

/** The discovery that a message holds; `undefined` when it holds none. */
export function parseDiscovery(message: unknown): Discovery | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const { discover, failingSince, until } = result.data;
  return { subscriptionId: discover, failingSince, until };
}
