import type { Durations } from '../durations.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';
import { type EventQueue, putEvent, requireQueue } from './event-queue.ts';
import {
  describeChange,
  type EventSchema,
  type ResourceChange,
  type ResourceEvent,
  writeEvent,
} from './resource-event.ts';
import { type DeliveryStatus, isDelivered, secondsToNextAttempt } from './retry-schedule.ts';
import { postEvent, shakeHands, type Webhook } from './webhook.ts';

/** Names are compared in any casing. */
interface Filter {
  readonly includedOperationNames: readonly string[];
}

/** Where the events of which operations go: to an endpoint of the app, or to a Storage queue. */
export type EventSubscription = (Webhook | EventQueue) & Filter;

/** A subscriber in this very process: no network, no handshake. */
export interface EventListener extends Filter {
  readonly name: string;
  readonly schema: EventSchema;
  receive(event: object): Promise<DeliveryStatus>;
}

export interface EventGridOptions {
  readonly timeline: Timeline;
  readonly durations: Durations;
  readonly random: Random;
  /** Probability, 0 to 1, that an event is delivered twice. */
  readonly duplicateEvents: number;
  readonly tenantOf: (subscriptionId: string) => string;
}

/**
 * The Event Grid system topic of every subscription: at least once, in no promised order, never in
 * anybody's way.
 */
export class EventGrid {
  readonly #options: EventGridOptions;
  readonly #subscriptions = new Map<string, EventSubscription | EventListener>();
  readonly #closing = new AbortController();

  constructor(options: EventGridOptions) {
    this.#options = options;
  }

  /**
   * Adds a subscription, or gives the one of that name another endpoint. @throws Error when the
   * handshake fails, or the queue is not found.
   */
  async subscribe(subscription: EventSubscription): Promise<void> {
    const { random, timeline } = this.#options;
    if ('queueName' in subscription) await requireQueue(subscription);
    else await shakeHands(subscription, { id: random.uuid(), code: random.uuid(), time: timeline.now() });
    this.#subscriptions.set(subscription.name, subscription);
  }

  listen(listener: EventListener): void {
    this.#subscriptions.set(listener.name, listener);
  }

  publish(change: ResourceChange): void {
    const { random, timeline, tenantOf, duplicateEvents } = this.#options;
    const event = describeChange(change, { id: random.uuid(), time: timeline.now(), tenantOf });
    const copies = random.chance(duplicateEvents) ? 2 : 1;
    for (const { name } of [...this.#subscriptions.values()].filter((candidate) => wants(candidate, event))) {
      for (let copy = 1; copy <= copies; copy++) this.#deliverAfter(copy * this.#delayMs(), name, event, 1);
    }
  }

  /** Ends what is under way; nothing is delivered afterwards. */
  close(): void {
    this.#closing.abort();
  }

  #delayMs(): number {
    return this.#options.durations.ms('eventGridDelay');
  }

  #deliverAfter(delayMs: number, name: string, event: ResourceEvent, attempt: number): void {
    const { timeline } = this.#options;
    timeline.at(new Date(timeline.now().getTime() + delayMs), () => this.#deliver(name, event, attempt));
  }

  /**
   * Reads the subscription again for each attempt: it may have been given another endpoint
   * meanwhile.
   */
  async #deliver(name: string, event: ResourceEvent, attempt: number): Promise<void> {
    const { timeline, durations } = this.#options;
    const subscription = this.#subscriptions.get(name);
    if (subscription === undefined || this.#closing.signal.aborted) return;
    const written = writeEvent(event, subscription.schema);
    const status = await this.#send(subscription, written, attempt);
    if (isDelivered(status) || this.#closing.signal.aborted) return;

    const ageSeconds = ((timeline.now().getTime() - event.time.getTime()) / 1000) * durations.speed;
    const wait = secondsToNextAttempt(status, attempt, ageSeconds);
    if (wait !== undefined) this.#deliverAfter((wait * 1000) / durations.speed, name, event, attempt + 1);
  }

  #send(subscription: EventSubscription | EventListener, event: object, attempt: number): Promise<DeliveryStatus> {
    if ('receive' in subscription) return subscription.receive(event);
    if ('queueName' in subscription) return putEvent(subscription, event);
    return postEvent(subscription, event, attempt, this.#closing.signal);
  }
}

function wants(subscription: EventSubscription | EventListener, event: ResourceEvent): boolean {
  const wanted = subscription.includedOperationNames.map((name) => name.toLowerCase());
  return wanted.includes(event.operationName.toLowerCase());
}
