import type { ConsumerName } from '../model/outbox.ts';
import type { DeliveryHealth } from '../notify/delivery-health.ts';
import type { HealthCheck } from './calls.ts';

/**
 * How the health of the app speaks of a consumer, and what to check when it does not accept
 * messages.
 */
const WORDS: Readonly<
  Record<
    ConsumerName,
    { readonly name: string; readonly message: string; readonly receiver: string; readonly check: string }
  >
> = {
  teams: {
    name: 'cards',
    message: 'card',
    receiver: 'The Teams workflow',
    check: 'Check BACKSTAY_TEAMS_WEBHOOK, and that the workflow is on.',
  },
  slack: {
    name: 'slack',
    message: 'message',
    receiver: 'Slack',
    check: 'Check BACKSTAY_SLACK_WEBHOOK, and that its app and channel exist.',
  },
  github: {
    name: 'github',
    message: 'issue',
    receiver: 'GitHub',
    check:
      'Check BACKSTAY_GITHUB_REPOSITORY, and that BACKSTAY_GITHUB_TOKEN is valid and has the right "Issues: read and write" there.',
  },
  events: {
    name: 'events',
    message: 'event',
    receiver: 'The topic',
    check: 'Check BACKSTAY_EVENTS_ENDPOINT, and that the app has the role EventGrid Data Sender there.',
  },
  webhook: {
    name: 'webhook',
    message: 'event',
    receiver: 'The webhook',
    check: 'Check BACKSTAY_WEBHOOK_URL and BACKSTAY_WEBHOOK_SECRET, and the log of the receiver.',
  },
};

/**
 * How the last delivery to a consumer went. A receiver that does not accept messages is no reason
 * to take the app out of service.
 */
export async function checkDelivery(
  consumer: ConsumerName,
  read: (consumer: ConsumerName) => Promise<DeliveryHealth>,
): Promise<HealthCheck> {
  const { name, message, receiver, check } = WORDS[consumer];
  const about = { name, needed: false };
  try {
    const { status, acceptedAt, lastFailure } = await read(consumer);
    if (status === 'unknown') return { ...about, ok: true, detail: `No ${message} has been sent yet.` };
    if (status === 'accepted') {
      return { ...about, ok: true, detail: `${receiver} accepted the last ${message} at ${acceptedAt}.` };
    }
    const then = lastFailure?.retried === true ? 'Backstay tries again.' : 'Backstay does not try again.';
    const detail = `${receiver} did not accept the last ${message} at ${lastFailure?.at}: ${lastFailure?.why}. ${then} ${check}`;
    return { ...about, ok: false, detail };
  } catch {
    return { ...about, ok: false, detail: `The result of the last ${message} cannot be read.` };
  }
}
