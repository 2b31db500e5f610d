import type { Delivery } from '../model/consumer.ts';
import { RECEIVER_TIMEOUT_MS } from '../model/limits.ts';
import { isCardHost } from '../settings/card-hosts.ts';
import { isUnresolvedReference } from '../settings/key-vault-reference.ts';

/** The longest wait that a receiver can ask for: a message must not be a day old. */
const MAX_WAIT_SECONDS = 3600;

export interface ReceiverAddress {
  /**
   * The app setting that holds the address, and the one that holds the hosts: for the message of an
   * error.
   */
  readonly setting: string;
  readonly hostsSetting: string;
  /** A secret where it ends in a key: it is never logged and stands in no answer. */
  readonly address: string;
  /**
   * Hosts that messages may go to; a leading dot means all hosts below. Plain http only for a host
   * with its port, as in `127.0.0.1:7072`.
   */
  readonly allowedHosts: readonly string[];
}

/**
 * While the app setting is still the reference to a key vault, nothing can be sent; that may pass
 * by itself.
 */
export const NOT_RESOLVED: Delivery = { status: 'failed', retry: true, why: 'KeyVaultReferenceNotResolved' };

/**
 * The address that a consumer posts to; `undefined` while its Key Vault reference is not resolved.
 * @throws Error when messages may not go there. The address is not in its message.
 */
export function receiverUrl({ setting, hostsSetting, address, allowedHosts }: ReceiverAddress): URL | undefined {
  if (isUnresolvedReference(address)) return undefined;
  const url = new URL(address);
  if (isCardHost(url, allowedHosts)) return url;
  throw new Error(
    `${setting}: the host ${url.host} is not among ${hostsSetting} (${allowedHosts.join(', ')}), or it is not https.`,
  );
}

export interface Posted {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * One request with the rules for all receivers: a time limit, and no redirect followed, since where
 * it leads to is not among the hosts.
 */
export function request(url: URL, { method = 'POST', headers = {}, body }: Posted): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal: AbortSignal.timeout(RECEIVER_TIMEOUT_MS),
  });
}

/**
 * Sends one message. Never throws, and never repeats what the receiver said: it may hold the
 * address.
 */
export async function post(url: URL, posted: Posted): Promise<Delivery> {
  try {
    const response = await request(url, posted);
    await response.body?.cancel();
    return response.ok ? { status: 'accepted' } : refusal(response);
  } catch (error) {
    return noAnswer(error);
  }
}

/** The delivery that was answered with something else than 2xx. 429 and 5xx may pass. */
export function refusal({ status, headers }: Response): Delivery {
  const retry = status === 429 || status >= 500;
  const after = Number(headers.get('retry-after'));
  const wait = retry && after > 0 && { retryAfterSeconds: Math.min(after, MAX_WAIT_SECONDS) };
  return { status: 'failed', retry, why: `HTTP ${status}`, ...wait };
}

/** The message of a failed fetch can hold the address; its kind says enough. */
export function noAnswer(error: unknown): Delivery {
  return { status: 'failed', retry: true, why: error instanceof Error ? error.name : 'NoAnswer' };
}
