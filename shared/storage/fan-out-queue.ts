import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import type { SharedResource } from '../events/parse-event.ts';
import { once } from '../lib/once.ts';
import { type ClusterId, parseClusterId, parseResourceId, parseVaultId, type VaultId } from '../model/resource-id.ts';
import { encodeMessage } from './message.ts';
import type { Happening } from './target-store.ts';

/** An event about a resource that clusters share, and how far their targets have been marked. */
export type FanOut = FanOutProgress &
  (
    | { readonly vaultId: VaultId; readonly shared?: undefined }
    | { readonly shared: SharedResource; readonly vaultId?: undefined }
  );

interface FanOutProgress extends Happening {
  readonly operation: string;
  /** Where to go on; at the beginning when left out. */
  readonly next?: Place;
  /** Since when this place could not be read, ISO 8601. */
  readonly failingSince?: string;
}

/** A page of the targets of a profile, or of the clusters of a subscription. */
export type Place =
  | { readonly known: string; readonly continuation?: string | undefined }
  | { readonly subscription: string; readonly after?: ClusterId | undefined };

export interface FanOutQueue {
  /** `delaySeconds` from now; at once when left out. */
  send(fanOut: FanOut, delaySeconds?: number): Promise<void>;
}

const place = z.union([
  z.strictObject({ known: z.string().max(64), continuation: z.string().max(4096).optional() }),
  z.strictObject({ subscription: z.string().max(64), after: z.string().max(2048).optional() }),
]);

// Fields that a newer version adds are ignored, so that both versions can run side by side.
const messageSchema = z.object({
  v: z.literal(1),
  vaultId: z.string().max(2048).optional(),
  shared: z.object({ subject: z.enum(['scope', 'storageAccount', 'network']), id: z.string().max(2048) }).optional(),
  eventId: z.string().max(256),
  operation: z.string().max(256),
  correlationId: z.string().max(256).optional(),
  next: place.optional(),
  failingSince: z.iso.datetime().optional(),
});

/**
 * Fan-outs wait in the queue of the wakes, where they are tried again, and dead-lettered, like
 * these.
 */
export function createFanOutQueue(queue: QueueClient): FanOutQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send(fanOut, delaySeconds = 0) {
      await ready();
      const message: z.infer<typeof messageSchema> = { v: 1, ...fanOut };
      await queue.sendMessage(encodeMessage(message), {
        visibilityTimeout: Math.ceil(delaySeconds),
        messageTimeToLive: -1,
      });
    },
  };
}

/** The fan-out that a message holds; `undefined` when it holds none. */
export function parseFanOut(message: unknown): FanOut | undefined {
  const result = messageSchema.safeParse(message);
  if (!result.success) return undefined;
  const { v: _, vaultId, shared, next, correlationId, failingSince, ...rest } = result.data;
  const event = {
    ...rest,
    ...(correlationId !== undefined && { correlationId }),
    ...(failingSince !== undefined && { failingSince }),
  };
  const about = aboutIn(vaultId, shared);
  if (about === undefined) return undefined;
  if (next === undefined || 'known' in next) return { ...event, ...about, ...(next !== undefined && { next }) };
  const { subscription, after: id } = next;
  if (id === undefined) return { ...event, ...about, next: { subscription } };
  const after = parseClusterId(id);
  return after === undefined ? undefined : { ...event, ...about, next: { subscription, after } };
}

function aboutIn(vault: string | undefined, shared: z.infer<typeof messageSchema>['shared']) {
  if (vault !== undefined) {
    const vaultId = parseVaultId(vault);
    return vaultId && { vaultId };
  }
  const id = shared && parseResourceId(shared.id);
  return id && { shared: { subject: shared.subject, id } };
}
