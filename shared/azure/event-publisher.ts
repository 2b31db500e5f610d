import { RestError } from '@azure/core-rest-pipeline';
import { EventGridPublisherClient } from '@azure/eventgrid';
import type { TokenCredential } from '@azure/identity';
import type { BackstayEvent } from '../events/cloud-event.ts';
import { systemClock } from '../lib/clock.ts';
import type { Consumer, Delivery } from '../model/consumer.ts';
import { RECEIVER_TIMEOUT_MS } from '../model/limits.ts';
import { retryAfterSeconds } from './retry-after.ts';

export interface EventPublisherOptions {
  /**
   * `https://<topic>.<region>-1.eventgrid.azure.net/api/events`: a custom topic that takes
   * CloudEvents 1.0.
   */
  readonly endpoint: string;
  /** Needs the role EventGrid Data Sender at the topic. */
  readonly credential: TokenCredential;
  readonly version: string;
}

/** Event Grid takes 1 MB in one call, and an event of Backstay's is far below 20 KB. */
const MAX_BATCH = 50;
/**
 * Failures that retries cannot change: the events themselves are refused. A role or a topic that is
 * missing can come back.
 */
const REFUSED = [400, 413];

/**
 * Publishes events to a custom topic of Event Grid.
 * https://learn.microsoft.com/azure/event-grid/post-to-custom-topic
 */
export function createEventPublisher({
  endpoint,
  credential,
  version,
}: EventPublisherOptions): Consumer<BackstayEvent> {
  const client = new EventGridPublisherClient(endpoint, 'CloudEvent', credential, {
    // The outbox retries.
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: `backstay/${version}` },
  });
  return {
    batch: MAX_BATCH,
    async send(events) {
      try {
        await client.send(events.map(toSdk), { abortSignal: AbortSignal.timeout(RECEIVER_TIMEOUT_MS) });
        return { status: 'accepted' };
      } catch (error) {
        return deliveryOf(error);
      }
    },
  };
}

function toSdk({ time, traceparent, ...event }: BackstayEvent) {
  return {
    ...event,
    time: new Date(time),
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { extensionAttributes: { traceparent } }),
  };
}

/** Never the message of an error: it can hold the address and parts of a token. */
function deliveryOf(error: unknown): Delivery {
  const status = error instanceof RestError ? error.statusCode : undefined;
  if (status === undefined) {
    return { status: 'failed', retry: true, why: error instanceof Error ? error.name : 'NoAnswer' };
  }
  const after =
    error instanceof RestError ? error.response && retryAfterSeconds(error.response.headers, systemClock) : undefined;
  return {
    status: 'failed',
    retry: !REFUSED.includes(status),
    why: `HTTP ${status}`,
    ...(after !== undefined && { retryAfterSeconds: after }),
  };
}
