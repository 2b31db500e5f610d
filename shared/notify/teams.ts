import type { Consumer, Delivery } from '../model/consumer.ts';
import { isCardHost } from '../settings/card-hosts.ts';
import { isUnresolvedReference } from '../settings/key-vault-reference.ts';
import type { CardMessage } from './cards/elements.ts';

export interface TeamsOptions {
  /** Address of the workflow. A secret, since whoever has it can post: it is never logged and stands in no answer. */
  readonly webhook: string;
  /** Hosts that cards may go to; a leading dot means all hosts below. Plain http only for a host with its port, as in `127.0.0.1:7072`. */
  readonly allowedHosts: readonly string[];
}

const TIMEOUT_MS = 10_000;
/** Whatever the workflow asks for: news must not be a day old. */
const MAX_WAIT_SECONDS = 3600;

/**
 * Sends cards to a Teams workflow, one in a call.
 * @throws Error when the address is not one that cards may go to.
 */
export function createTeamsConsumer({ webhook, allowedHosts }: TeamsOptions): Consumer<CardMessage> {
  if (isUnresolvedReference(webhook)) {
    return { batch: 1, send: async () => ({ status: 'failed', retry: true, why: 'KeyVaultReferenceNotResolved' }) };
  }
  const url = new URL(webhook);
  if (!isCardHost(url, allowedHosts)) {
    throw new Error(
      `BACKSTAY_TEAMS_WEBHOOK: the host ${url.host} is not among BACKSTAY_TEAMS_HOSTS (${allowedHosts.join(', ')}), or it is not https.`,
    );
  }
  return {
    batch: 1,
    async send(cards) {
      for (const card of cards) {
        const delivery = await post(url, card);
        if (delivery.status === 'failed') return delivery;
      }
      return { status: 'accepted' };
    },
  };
}

async function post(url: URL, card: CardMessage): Promise<Delivery> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(card),
      // A redirect is an answer like any other: where it leads to is not among the hosts.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok ? { status: 'accepted' } : refusal(response);
  } catch (error) {
    // The message of a failed fetch can hold the address; its kind says enough.
    return { status: 'failed', retry: true, why: error instanceof Error ? error.name : 'NoAnswer' };
  }
}

function refusal({ status, headers }: Response): Delivery {
  const retry = status === 429 || status >= 500;
  const after = Number(headers.get('retry-after'));
  const wait = retry && after > 0 && { retryAfterSeconds: Math.min(after, MAX_WAIT_SECONDS) };
  return { status: 'failed', retry, why: `HTTP ${status}`, ...wait };
}
