import { type DequeuedMessageItem, type QueueClient, RestError } from '@azure/storage-queue';
import type { QueueOptions } from '../host-json.ts';
import { keepLease } from './lease.ts';

export interface Processing {
  readonly queue: QueueClient;
  /** Takes what failed too often; a poison queue itself has none. */
  readonly poison: QueueClient | undefined;
  readonly options: Pick<QueueOptions, 'maxDequeueCount' | 'messageEncoding'>;
  readonly leaseSeconds: number;
  /** How long a message stays hidden after its function failed. */
  readonly delaySeconds: number;
  /** Runs the function; answers whether it succeeded. */
  readonly run: (message: DequeuedMessageItem, text: string) => Promise<boolean>;
  readonly warn: (message: string) => void;
}

/**
 * The handling of one received message, as in Azure:
 * https://github.com/Azure/azure-sdk-for-net, sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueProcessor.cs
 */
export async function processMessage(message: DequeuedMessageItem, processing: Processing): Promise<void> {
  const { queue, options, leaseSeconds, run, warn } = processing;
  const { messageId, popReceipt, dequeueCount, messageText } = message;
  const text = options.messageEncoding === 'base64' ? decodeBase64(messageText) : messageText;
  if (text === undefined) {
    warn(`Message ${messageId} in "${queue.name}" is not base64, which host.json says that messages are.`);
    return setAside(message, popReceipt, processing);
  }
  if (dequeueCount > options.maxDequeueCount) return setAside(message, popReceipt, processing);

  const lease = keepLease(queue, message, leaseSeconds, (error) => {
    warn(`The lease of message ${messageId} in "${queue.name}" was lost: ${error}`);
  });
  const succeeded = await run(message, text);
  const receipt = await lease.end();

  if (succeeded) return remove(message, receipt, queue);
  return dequeueCount >= options.maxDequeueCount
    ? setAside(message, receipt, processing)
    : release(message, receipt, processing);
}

function decodeBase64(text: string): string | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64').toString('utf8') : undefined;
}

async function remove({ messageId }: DequeuedMessageItem, receipt: string, queue: QueueClient): Promise<void> {
  await unlessChanged(queue.deleteMessage(messageId, receipt));
}

async function setAside(message: DequeuedMessageItem, receipt: string, processing: Processing): Promise<void> {
  const { queue, poison, warn } = processing;
  if (poison === undefined) return;
  await poison.createIfNotExists();
  await poison.sendMessage(message.messageText);
  warn(`Message ${message.messageId} was moved to "${poison.name}".`);
  await remove(message, receipt, queue);
}

/**
 * In a poison queue a failed message waits out its lease instead, or it would fail again and again
 * without a pause.
 */
async function release({ messageId }: DequeuedMessageItem, receipt: string, processing: Processing): Promise<void> {
  const { queue, poison, delaySeconds } = processing;
  if (poison === undefined) return;
  await unlessChanged(queue.updateMessage(messageId, receipt, undefined, delaySeconds));
}

/**
 * A function may have deleted or changed its message itself; then the receipt opens it no more, and
 * nothing is left to do.
 */
async function unlessChanged(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const gone =
      error instanceof RestError && (error.code === 'MessageNotFound' || error.code === 'PopReceiptMismatch');
    if (!gone) throw error;
  }
}
