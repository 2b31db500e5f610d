import { setTimeout as wait } from 'node:timers/promises';
import { type DequeuedMessageItem, QueueServiceClient, RestError } from '@azure/storage-queue';
import type { AppFunction, TriggerOf } from '../app/function.ts';
import type { TypedData } from '../app/functions-core.ts';
import type { Invoke } from '../app/invoker.ts';
import type { QueueOptions } from '../host-json.ts';
import type { Listener } from '../listener.ts';
import type { Log } from '../log.ts';
import { storageConnection } from '../storage-connection.ts';
import { createPolling } from './polling.ts';
import { type Processing, processMessage } from './process-message.ts';

/**
 * The same for every queue, and not to be configured:
 * https://github.com/Azure/azure-webjobs-sdk/issues/1257
 */
const LEASE_SECONDS = 600;
const POISON = '-poison';

export interface QueueHost {
  readonly options: QueueOptions;
  readonly speed: number;
  readonly invoke: Invoke;
  readonly log: Log;
}

/**
 * Runs a function for each message of its queue, with the semantics of
 * https://github.com/Azure/azure-sdk-for-net, sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/Shared/Queues/QueueListener.cs
 * @throws Error when the connection cannot be made.
 */
export function listenToQueue(
  fn: AppFunction,
  { queueName, connection }: TriggerOf<'queueTrigger'>,
  { options, speed, invoke, log }: QueueHost,
): Listener {
  const storage = QueueServiceClient.fromConnectionString(storageConnection(connection, `Function "${fn.name}"`), {
    // The listener has its own patience: it polls again.
    retryOptions: { maxTries: 2, retryDelayInMs: 100 },
  });
  const queue = storage.getQueueClient(queueName);
  const polling = createPolling(options.maxPollingIntervalMs, speed);
  const stopping = new AbortController();
  const warn = (message: string) => log({ level: 'warning', from: 'host', functionName: fn.name, message });

  const processing: Processing = {
    queue,
    poison: queueName.endsWith(POISON) ? undefined : storage.getQueueClient(queueName + POISON),
    options,
    // Storage counts visibility in whole seconds.
    leaseSeconds: Math.ceil(LEASE_SECONDS / speed),
    delaySeconds: Math.ceil(options.visibilityTimeoutMs / 1000 / speed),
    run: (message, text) =>
      invoke(fn, { data: { string: text }, metadata: metadataOf(message, text) }).then(
        () => true,
        // The invocation has logged why.
        () => false,
      ),
    warn,
  };

  let trouble: string | undefined;
  async function receive(): Promise<readonly DequeuedMessageItem[]> {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: options.batchSize,
        visibilityTimeout: processing.leaseSeconds,
      });
      trouble = undefined;
      return receivedMessageItems;
    } catch (error) {
      // A queue that is not there (yet) is waited for silently, as in Azure; other failures are
      // logged once.
      const isMissing = error instanceof RestError && error.code === 'QueueNotFound';
      if (!isMissing && String(error) !== trouble) warn(`Queue "${queueName}" cannot be read: ${error}`);
      trouble = isMissing ? undefined : String(error);
      return [];
    }
  }

  const running = new Set<Promise<void>>();
  function start(message: DequeuedMessageItem): void {
    const work = processMessage(message, processing)
      .catch((error: unknown) => warn(`Message ${message.messageId} in "${queueName}" comes back later: ${error}`))
      .finally(() => running.delete(work));
    running.add(work);
  }

  async function listen(): Promise<void> {
    let found = false;
    while (!stopping.signal.aborted) {
      const messages = await receive();
      for (const message of messages) start(message);
      found ||= messages.length > 0;
      if (messages.length === 0) {
        await wait(polling.next(found), undefined, { signal: stopping.signal }).catch(() => undefined);
        found = false;
      }
      while (running.size > options.newBatchThreshold) await Promise.race(running);
    }
    await Promise.all(running);
  }

  const ended = listen();
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

function metadataOf(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  return {
    QueueTrigger: { string: text },
    Id: { string: message.messageId },
    PopReceipt: { string: message.popReceipt },
    DequeueCount: { json: JSON.stringify(message.dequeueCount) },
    InsertionTime: { json: JSON.stringify(message.insertedOn) },
    ExpirationTime: { json: JSON.stringify(message.expiresOn) },
    NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
  };
}
