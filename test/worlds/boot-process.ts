import type { HttpClient } from '@azure/core-rest-pipeline';
import { BOT } from '../../local/demo/world.ts';
import { type Around, composeApp } from '../../shared/app/compose-app.ts';
import type { ChainRows } from '../../shared/audit/chain-rows.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import type { QueueWork } from '../../shared/jobs/queue-work.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { Consumer } from '../../shared/model/consumer.ts';
import type { ConsumerName } from '../../shared/model/outbox.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { Target } from '../../shared/model/target.ts';
import type { DeliverPorts } from '../../shared/notify/deliver.ts';
import { createOutbox } from '../../shared/notify/outbox.ts';
import type { Notes } from '../../shared/ports/notes.ts';
import type { DeliveryOrder } from '../../shared/ports/outbox-queue.ts';
import type { OutboxRows } from '../../shared/ports/outbox-rows.ts';
import type { TargetRows } from '../../shared/ports/target-rows.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import type { Discovery } from '../../shared/storage/discovery-queue.ts';
import type { FanOut } from '../../shared/storage/fan-out-queue.ts';
import type { Story } from '../../shared/storage/message.ts';
import { must } from '../support/facts.ts';
import { ARM_URL, AUDIENCE, tokenOf } from './in-process-arm.ts';
import type { VirtualTime } from './virtual-time.ts';

export const POLL_SECONDS = 10;
/** As in the settings' defaults. */
const DRIFT_SECONDS = 12 * 3600;

const LOG = { info() {}, warn() {}, error() {} };

/** The part of a world that outlives every process. */
export interface WorldStorage {
  readonly rows: TargetRows;
  readonly chains: ChainRows;
  readonly notes: Notes;
  readonly outboxRows: OutboxRows;
  readonly teams: Consumer;
  send(work: QueueWork, delaySeconds: number): void;
  sendOrder(order: DeliveryOrder, delaySeconds: number): void;
}

export interface ProcessOptions {
  readonly time: VirtualTime;
  /** May differ from the true time. */
  readonly clock: Clock;
  random(): number;
  readonly httpClient: HttpClient;
  readonly onRequest?: (request: SentRequest) => void;
  readonly storage: WorldStorage;
  readonly profiles: readonly Profile[];
  /**
   * Wraps each part that the process reaches outside of itself: to delay it, to fail it, or to end
   * the process over it.
   */
  guard<T extends object>(name: string, part: T): T;
  readonly around: Around;
}

export interface WorldProcess {
  readonly ports: Ports;
  readonly delivery: DeliverPorts;
}

/** One process of the product, with nothing in its memory yet, on virtual time. */
export function bootProcess(options: ProcessOptions): WorldProcess {
  const { time, clock, random, httpClient, onRequest, storage, profiles, guard, around } = options;
  let delivery: DeliverPorts | undefined;
  const app = composeApp(
    {
      azure: {
        cloud: { resourceManager: ARM_URL, authority: ARM_URL, audience: AUDIENCE, blobSuffix: undefined },
        // Far beyond any real time, by which the SDK counts.
        credential: { getToken: async () => ({ token: tokenOf(BOT, time), expiresOnTimestamp: 1e15 }) },
        clock,
        version: '0.0.0-test',
        stopwatch: time.stopwatch,
        random,
        httpClient,
        ...(onRequest !== undefined && { onRequest }),
      },
      storage: {
        targets: guard('rows', storage.rows),
        chains: guard('chain', storage.chains),
        notes: guard('notes', storage.notes),
        queue: guard('queue', {
          async send(target: Target, delaySeconds: number, _story?: Story, dueAt?: string) {
            storage.send({ target, dueAt }, delaySeconds);
          },
        }),
        fanOuts: guard('fanOuts', {
          async send(fanOut: FanOut, delaySeconds = 0) {
            storage.send({ fanOut }, delaySeconds);
          },
        }),
        discoveries: guard('discoveries', {
          async send(discovery: Discovery, delaySeconds: number) {
            storage.send({ discovery }, delaySeconds);
          },
        }),
      },
      notifier({ trail, log }) {
        delivery = {
          rows: guard('outbox', storage.outboxRows),
          queue: guard('outboxQueue', {
            async send(order: DeliveryOrder, delaySeconds: number) {
              storage.sendOrder(order, delaySeconds);
            },
          }),
          consumers: new Map<ConsumerName, Consumer>([['teams', guard('teams', storage.teams)]]),
          trail,
          clock,
          log,
        };
        return createOutbox(delivery);
      },
      telemetry: { eventOrigin: () => ({ source: 'urn:backstay:test' }) },
      around,
    },
    { publicUrl: undefined, pollSeconds: POLL_SECONDS, driftSeconds: DRIFT_SECONDS },
  );
  const ports = app.portsFor({ profiles, log: LOG });
  return { ports, delivery: must(delivery) };
}
