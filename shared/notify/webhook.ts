import { Webhook } from 'standardwebhooks';
import type { BackstayEvent } from '../events/cloud-event.ts';
import type { Clock } from '../lib/clock.ts';
import type { Consumer } from '../model/consumer.ts';
import { isUnresolvedReference } from '../settings/key-vault-reference.ts';
import { NOT_RESOLVED, post, receiverUrl } from './http-receiver.ts';
import { oneByOne } from './one-by-one.ts';

export interface WebhookOptions {
  readonly address: string;
  /** `whsec_` and 24 to 64 bytes in base64: the key that each message is signed with. */
  readonly secret: string;
  /** Hosts that events may go to; see `ReceiverAddress`. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
}

/**
 * Posts each event as a CloudEvent in JSON, signed as Standard Webhooks has it: the headers
 * `webhook-id`, `webhook-timestamp` and `webhook-signature` (HMAC-SHA256 over id, time and body). A
 * receiver refuses what is older than five minutes, and what has an id that it has seen: a recorded
 * message cannot be played again. https://www.standardwebhooks.com
 * @throws Error when the address is not one that events may go to.
 */
export function createWebhookConsumer(options: WebhookOptions): Consumer<BackstayEvent> {
  const { address, secret, allowedHosts, clock } = options;
  const url = receiverUrl({
    setting: 'BACKSTAY_WEBHOOK_URL',
    hostsSetting: 'BACKSTAY_WEBHOOK_HOSTS',
    address,
    allowedHosts,
  });
  const signer = isUnresolvedReference(secret) ? undefined : new Webhook(secret);
  return oneByOne(async (event) => {
    if (url === undefined || signer === undefined) return NOT_RESOLVED;
    const body = JSON.stringify({ specversion: '1.0', datacontenttype: 'application/json', ...event });
    const now = clock.now();
    return post(url, {
      body,
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'webhook-id': event.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signer.sign(event.id, now, body),
      },
    });
  });
}
