import { QueueClient, RestError } from '@azure/storage-queue';
import type { EventSchema } from './resource-event.ts';
import type { DeliveryStatus } from './retry-schedule.ts';

/** A Storage queue that a subscriber reads, and in which form it wants its events. */
export interface EventQueue {
  readonly name: string;
  readonly connectionString: string;
  readonly queueName: string;
  readonly schema: EventSchema;
}

/**
 * Puts one event into the queue, as base64 of its JSON, and never a list of events.
 * https://learn.microsoft.com/azure/event-grid/handler-storage-queues
 */
export async function putEvent(destination: EventQueue, event: object): Promise<DeliveryStatus> {
  try {
    await clientOf(destination).sendMessage(Buffer.from(JSON.stringify(event)).toString('base64'));
    return 200;
  } catch (error) {
    return error instanceof RestError ? error.statusCode : undefined;
  }
}

/**
 * Event Grid has no handshake with a queue, but looks whether it is there. @throws Error in the
 * words of Event Grid when it is not.
 */
export async function requireQueue(destination: EventQueue): Promise<void> {
  if (await clientOf(destination).exists()) return;
  throw new Error(`Destination endpoint not found. Resource details: queueName: ${destination.queueName}.`);
}

function clientOf({ connectionString, queueName }: EventQueue): QueueClient {
  return new QueueClient(connectionString, queueName, { retryOptions: { maxTries: 1 } });
}
