import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { encodeMessage } from './message.ts';

const messageSchema = z.strictObject({ v: z.literal(1), sweep: z.literal(true) });

/** Requests a sweep by the queue of the wakes, where it is retried like these. */
export function createSweepOrders(queue: QueueClient): () => Promise<void> {
  const ready = once(() => queue.createIfNotExists());
  return async () => {
    await ready();
    const message: z.infer<typeof messageSchema> = { v: 1, sweep: true };
    await queue.sendMessage(encodeMessage(message, 'new'), { messageTimeToLive: -1 });
  };
}

export function isSweepOrder(message: unknown): boolean {
  return messageSchema.safeParse(message).success;
}
