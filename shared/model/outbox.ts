import type { Verdict } from './state.ts';
import type { Target } from './target.ts';

/** A message is a card for a channel that people read, the issue of a cluster, or an event. */
export type MessageKind = 'card' | 'issue' | 'event';

/**
 * The receivers of the outbox, each with the kind of its messages. A new consumer gets its name
 * here and its `Consumer` in app/consumers.ts.
 */
const RECEIVES = {
  teams: 'card',
  slack: 'card',
  github: 'issue',
  events: 'event',
  webhook: 'event',
} as const satisfies Readonly<Record<string, MessageKind>>;
export type ConsumerName = keyof typeof RECEIVES;
export const CONSUMERS = Object.keys(RECEIVES) as readonly ConsumerName[] as readonly [ConsumerName, ...ConsumerName[]];

/**
 * The consumers that a profile may choose among. The topic of Event Grid gets the events of all
 * profiles.
 */
export const CHANNELS = ['teams', 'slack', 'github', 'webhook'] as const satisfies readonly ConsumerName[];
export type Channel = (typeof CHANNELS)[number];

/** The consumers that receive messages of this kind. */
export function receiversOf(kind: MessageKind): readonly ConsumerName[] {
  return CONSUMERS.filter((name) => RECEIVES[name] === kind);
}

/** One message for one consumer. */
export interface OutboxMessage {
  /**
   * The same content has the same id, so that a repeated step stores it once. Letters, digits and
   * hyphens.
   */
  readonly id: string;
  /** The content that the consumer sends. */
  readonly payload: object;
  /** Only the newest message with this key matters: it removes older ones that still wait. */
  readonly replaces?: string;
  /**
   * The targets whose audit log notes the delivery, each with the verdict that the message is
   * about.
   */
  readonly about?: readonly { readonly target: Target; readonly verdict: Verdict }[];
}

/** A message that waits for its delivery. A delivered message has no row. */
export interface OutboxRow extends OutboxMessage {
  readonly schemaVersion: 1;
  readonly consumer: ConsumerName;
  /** ISO 8601, as all times here. */
  readonly createdAt: string;
  /** The next delivery is due then; not set once the message is dead-lettered. */
  readonly dueAt?: string;
  /** Deliveries that failed. */
  readonly failures: number;
  /** Why the last delivery failed. */
  readonly why?: string;
  /** A delivery holds the row until then. */
  readonly leaseUntil?: string;
  /** When Backstay stopped trying. */
  readonly deadLetteredAt?: string;
}

/** How many messages of a consumer wait and how many are dead-lettered. */
export interface OutboxCount {
  readonly consumer: ConsumerName;
  readonly waiting: number;
  /** When the oldest waiting message was stored. */
  readonly oldestAt?: string;
  readonly deadLettered: number;
}
