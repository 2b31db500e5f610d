import type { Consumer } from '../model/consumer.ts';
import type { CardMessage } from './cards/elements.ts';
import { NOT_RESOLVED, post, receiverUrl } from './http-receiver.ts';
import { oneByOne } from './one-by-one.ts';
import { slackMessage } from './slack-message.ts';

export interface SlackOptions {
  /** Address of an incoming webhook. A secret: everyone who has it can post. */
  readonly webhook: string;
  /** Hosts that messages may go to; see `ReceiverAddress`. */
  readonly allowedHosts: readonly string[];
}

/**
 * Sends cards to a Slack channel by an incoming webhook, in Slack's own form.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 * @throws Error when the address is not one that messages may go to.
 */
export function createSlackConsumer({ webhook, allowedHosts }: SlackOptions): Consumer<CardMessage> {
  const url = receiverUrl({
    setting: 'BACKSTAY_SLACK_WEBHOOK',
    hostsSetting: 'BACKSTAY_SLACK_HOSTS',
    address: webhook,
    allowedHosts,
  });
  return oneByOne(async (card) =>
    url === undefined ? NOT_RESOLVED : post(url, { body: JSON.stringify(slackMessage(card)) }),
  );
}
