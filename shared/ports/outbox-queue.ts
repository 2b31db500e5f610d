import type { CONSUMERS } from '../model/outbox.ts';

/**
 * Which messages of the outbox to deliver. A queue message is only a key: the rows are the truth.
 */
export interface DeliveryOrder {
  readonly consumer: (typeof CONSUMERS)[number];
  readonly ids: readonly string[];
}

export interface OutboxQueue {
  send(order: DeliveryOrder, delaySeconds: number): Promise<void>;
}

/** A queue message holds 64 KiB, and a consumer gets these messages in one call. */
export const MAX_IDS = 50;
