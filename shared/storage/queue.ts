import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { MAX_QUEUE_DELAY_SECONDS } from '../model/limits.ts';
import { parseClusterId } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';

/** Has a target looked at later. */
export interface WakeQueue {
  /**
   * `delaySeconds` from now; what is longer than the queue can hold comes early, and the row says that it is not due yet. `dueAt` is the
   * time in the row that the message is for: it is due when it comes, whatever the clock of the host says then.
   */
  send(target: Target, delaySeconds: number, story?: Story, dueAt?: string): Promise<void>;
}

/** Whether the wake goes on with what is at work now, or begins something new; for those only who look at traces. */
export type Story = 'goesOn' | 'new';

// What a newer version adds is left alone, so that both can run side by side while one takes the other's place.
const messageSchema = z.object({
  v: z.literal(1),
  clusterId: z.string().max(2048),
  profile: z.string().max(64),
  /** `wakeAt` of the row when it was sent. */
  dueAt: z.string().max(40).optional(),
  /** The span that sent it, as W3C's trace context has it: for eyes only, and whoever reads it makes sure that it is one. */
  traceparent: z.unknown().optional(),
});

/** `traceparent` tells the span that is at work, if any. */
export function createWakeQueue(
  queue: QueueClient,
  traceparent: () => string | undefined = () => undefined,
): WakeQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ clusterId, profile }, delaySeconds, story = 'goesOn', dueAt) {
      await ready();
      const parent = story === 'new' ? undefined : traceparent();
      const message: z.infer<typeof messageSchema> = {
        v: 1,
        clusterId,
        profile,
        ...(parent !== undefined && { traceparent: parent }),
        ...(dueAt !== undefined && delaySeconds <= MAX_QUEUE_DELAY_SECONDS && { dueAt }),
      };
      // The queue trigger expects base64; the client does not encode by itself.
      await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'), {
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

/** The `traceparent` of a message, as it came: anything at all, or nothing. */
export function traceparentIn(message: unknown): unknown {
  const result = messageSchema.safeParse(message);
  return result.success ? result.data.traceparent : undefined;
}
