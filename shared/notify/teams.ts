import type { Consumer } from '../model/consumer.ts';
import type { CardMessage } from './cards/elements.ts';
import { NOT_RESOLVED, post, receiverUrl } from './http-receiver.ts';
import { oneByOne } from './one-by-one.ts';

export interface TeamsOptions {
  /** Address of the workflow. A secret: everyone who has it can post. */
  readonly webhook: string;
  /** Hosts that cards may go to; see `ReceiverAddress`. */
  readonly allowedHosts: readonly string[];
}

/**
 * Sends cards to a Teams workflow, one in a call.
 * @throws Error when the address is not one that cards may go to.
 */
export function createTeamsConsumer({ webhook, allowedHosts }: TeamsOptions): Consumer<CardMessage> {
  const url = receiverUrl({
    setting: 'BACKSTAY_TEAMS_WEBHOOK',
    hostsSetting: 'BACKSTAY_TEAMS_HOSTS',
    address: webhook,
    allowedHosts,
  });
  return oneByOne(async (card) => (url === undefined ? NOT_RESOLVED : post(url, { body: JSON.stringify(card) })));
}
