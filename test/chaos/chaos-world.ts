import type { Hash } from 'node:crypto';
import { randomNumbers } from '../../local/azure/arm/random.ts';
import { BEFORE, CLUSTER_BODY, CLUSTER_ID, PROFILES, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { acceptEvent } from '../../shared/jobs/accept-event.ts';
import { carryOut, deadLetterWork, type QueueWork } from '../../shared/jobs/queue-work.ts';
import { sweep } from '../../shared/jobs/sweep.ts';
import { waitingBy } from '../../shared/lib/backoff.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { Consumer } from '../../shared/model/consumer.ts';
import { EVENT_OPERATIONS } from '../../shared/model/event-operations.ts';
import { MAX_TRIES, RETRY_DELAY_SECONDS, SWEEP_SECONDS } from '../../shared/model/limits.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { type DeliverPorts, deliver as deliverMessages } from '../../shared/notify/deliver.ts';
import { sweepOutbox } from '../../shared/notify/sweep-outbox.ts';
import type { DeliveryOrder } from '../../shared/ports/outbox-queue.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import { must } from '../support/facts.ts';
import { memoryOutboxRows } from '../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../support/memory-rows.ts';
import { START } from '../support/virtual-world.ts';
import { createWakeWatch } from '../support/wakes.ts';
import { bootProcess } from '../worlds/boot-process.ts';
import { createInProcessArm } from '../worlds/in-process-arm.ts';
import { createVirtualTime } from '../worlds/virtual-time.ts';
import { type Death, Fate } from './mortal.ts';

type Process = Ports & { readonly delivery: DeliverPorts };

interface Message {
  readonly id: string;
  readonly tries: number;
  readonly work: QueueWork;
}

export interface ChaosOptions {
  readonly death?: Death;
  /** How many processes share the work; each wake goes to the next of them. */
  readonly processes?: number;
  readonly duplicateEvents?: number;
  readonly seed?: number;
  /** Takes in everything that happens, in order. */
  readonly trace?: Hash | undefined;
  /**
   * How far the clock of the processes is from the true time, in seconds, so many seconds after the
   * beginning.
   */
  readonly clockIsOff?: (seconds: number) => number;
  /** Whether the storage answers with errors, so many seconds after the beginning. */
  readonly storageIsDown?: (seconds: number) => boolean;
}

/**
 * The product against the local Resource Manager on virtual time, with what the functions host does
 * around it: messages come again when their step fails or its process dies, go to the poison queue
 * after the fifth time, and every ten minutes there is a sweep. State, record and queue outlive
 * every process.
 */
export async function createChaosWorld(options: ChaosOptions = {}) {
  const { death, processes = 1, duplicateEvents = 0, seed = 1, trace } = options;
  const time = createVirtualTime(START, (error) => broken.push(textOf(error)));
  const broken: string[] = [];
  const random = randomNumbers(seed);
  const seconds = () => (time.now() - START.getTime()) / 1000;
  const clock: Clock = { now: () => new Date(time.now() + (options.clockIsOff?.(seconds()) ?? 0) * 1000) };
  // One process alone does all at once; beside each other they have to meet.
  const delay = () => (processes > 1 ? Math.round(random() * 100) : 0);
  const isDown = () => options.storageIsDown?.(seconds()) ?? false;
  const arm = createInProcessArm(
    { speed: 1, duplicateEvents, seed, subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }] },
    time,
  );

  const note = (...what: readonly unknown[]) => trace?.update(`${time.now()} ${what.join(' ')}\n`);
  const fate = new Fate(death);
  const memoryRows = memoryTargetRows();
  const memoryChains = memoryChainRows();
  const requests: SentRequest[] = [];
  const cards: CardMessage[] = [];
  const failures: string[] = [];
  let waiting = 0;
  let sent = 0;
  const teams: Consumer<CardMessage> = {
    batch: 1,
    async send(messages) {
      cards.push(...messages);
      return { status: 'accepted' };
    },
  };
  const profiles = parseProfiles(JSON.stringify(PROFILES), 'profiles.json');

  let longestStepMs = 0;
  const { wakes, watch } = createWakeWatch({ now: () => new Date(time.now()) });
  const openOf = async (target: Target) => memoryChains.chainOf(target).head.open;
  const storage = {
    rows: memoryRows,
    chains: memoryChains,
    notes: memoryNotes(),
    outboxRows: memoryOutboxRows(),
    teams,
    send(work: QueueWork, delaySeconds: number): void {
      const name = 'target' in work ? targetKey(work.target) : Object.keys(work).join();
      deliverIn(delaySeconds, { id: `${name}#${++sent}`, work, tries: 0 });
    },
    sendOrder: (order: DeliveryOrder, delaySeconds: number) => sendIn(delaySeconds, order),
  };

  /** A new process: nothing in its memory. Without a fate it never dies. */
  function boot(fated: boolean): Process {
    const process = fated ? fate.begin() : undefined;
    const mortal = <T extends object>(name: string, part: T): T =>
      process === undefined ? part : fate.guard(name, part, process);
    const { ports, delivery } = bootProcess({
      time,
      clock,
      random,
      httpClient: arm.clientFor(() => ({ there: delay(), back: delay() })),
      onRequest(request) {
        requests.push(request);
        note(request.call, request.status ?? 'no answer');
      },
      storage,
      profiles,
      guard: (name, part) => mortal(name, name === 'teams' ? part : slowStorage(part)),
      around: { arm: (port) => mortal('arm', port), targets: (targets) => watch(targets, openOf) },
    });
    return { ...ports, delivery };
  }

  // Processes beside each other share one fate only where a death is planned: then there is one.
  const team = Array.from({ length: processes }, () => boot(processes === 1));
  let turn = 0;

  /**
   * Runs something in the process whose turn it is; `false` when it failed, or the process died
   * over it.
   */
  async function run(work: (ports: Process) => Promise<unknown>): Promise<boolean> {
    const index = turn++ % team.length;
    const done = waitingBy({ pause: time.pause, random }, () => work(must(team[index]))).then(
      () => true,
      (error: unknown) => {
        failures.push(error instanceof Error ? error.message : String(error));
        return false;
      },
    );
    const lived = await Promise.race([done, fate.died.then(() => undefined)]);
    note('process', index, lived ?? 'died');
    if (lived === undefined) team[index] = boot(processes === 1);
    return lived ?? false;
  }

  function deliverIn(seconds: number, message: Message): void {
    waiting++;
    time.timeline.at(new Date(time.now() + seconds * 1000), () => {
      waiting--;
      return deliver(message);
    });
  }

  async function deliver(message: Message): Promise<void> {
    if (await run((ports) => step(message, ports))) return;
    const tries = message.tries + 1;
    if (tries < MAX_TRIES) return deliverIn(RETRY_DELAY_SECONDS, { ...message, tries });
    // The poison queue has a function of its own, whose messages come again as well; in vain, while
    // the storage is down.
    while (!(await run((ports) => deadLetterWork(message.work, ports))) && !isDown())
      await time.pause(RETRY_DELAY_SECONDS);
  }

  /** As often as the host delivers a queue message; after that the sweep queues it again. */
  function sendIn(seconds: number, order: DeliveryOrder, tries = 0): void {
    waiting++;
    time.timeline.at(new Date(time.now() + seconds * 1000), async () => {
      waiting--;
      const isDone = await run(({ delivery }) => deliverMessages(order, delivery));
      if (!isDone && tries + 1 < MAX_TRIES) sendIn(RETRY_DELAY_SECONDS, order, tries + 1);
    });
  }

  /** As the functions host runs it, its time counted. */
  async function step({ work, id }: Message, ports: Ports): Promise<void> {
    const begunAt = time.now();
    try {
      await carryOut(work, id, ports, time.stopwatch);
    } finally {
      longestStepMs = Math.max(longestStepMs, time.now() - begunAt);
    }
  }

  async function sweepAlways(): Promise<void> {
    time.timeline.at(new Date(time.now() + SWEEP_SECONDS * 1000), sweepAlways);
    await run((ports) => sweep(ports));
    await run(({ delivery }) => sweepOutbox(delivery));
  }

  /**
   * The same object, but that its calls take their time, and fail while the storage is down.
   * Generators are left as they are.
   */
  function slowStorage<T extends object>(stored: T): T {
    return new Proxy(stored, {
      get(object, property) {
        const value: unknown = Reflect.get(object, property);
        if (typeof value !== 'function' || value.constructor.name === 'AsyncGeneratorFunction') return value;
        return async (...parameters: readonly unknown[]) => {
          if (isDown()) throw new Error('The storage does not answer.');
          const milliseconds = delay();
          if (milliseconds > 0) await time.pause(milliseconds);
          return Reflect.apply(value, object, parameters) as unknown;
        };
      },
    });
  }

  arm.listen({
    name: 'events',
    schema: 'EventGridSchema',
    includedOperationNames: EVENT_OPERATIONS.map(({ operation }) => operation),
    // Event Grid sends an event again that its function failed on.
    receive: async (event) => ((await run((ports) => acceptEvent(event, ports))) ? 202 : 500),
  });
  const target: Target = { clusterId: must(parseClusterId(CLUSTER_ID)), profile: must(PROFILES.profiles[0]).name };

  const world = {
    arm,
    fate,
    target,
    requests,
    cards,
    chains: memoryChains,
    failures,
    /** Every step so far. */
    wakes,
    /** One more message about the cluster, without anything having happened. */
    remind: () => deliverIn(0, { id: `reminder#${++sent}`, work: { target }, tries: 0 }),
    /** The first process, for what a test does by itself. */
    ports: () => must(team[0]),
    waiting: () => waiting,
    /** Work of Azure or of the host that failed, which no process hears of. */
    broken,
    /** The longest that a step would have held its function, in seconds. */
    longestStep: () => longestStepMs / 1000,
    send: arm.send,
    async prepare(): Promise<void> {
      for (const { id, apiVersion, body } of BEFORE) {
        const response = await world.send('PUT', id, apiVersion, body);
        if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${response.text}`);
      }
      await time.pass(START.getTime() + 3_600_000, () => time.nextDue() === undefined);
      requests.length = 0;
      time.timeline.at(new Date(START.getTime() + SWEEP_SECONDS * 1000), sweepAlways);
    },
    createCluster: () => world.send('PUT', CLUSTER_ID, '2024-05-01', CLUSTER_BODY),
    /** Lets time pass until `done`, or for `hours`. */
    async pass(done: () => Promise<boolean> | boolean, hours: number): Promise<void> {
      await time.pass(time.now() + hours * 3_600_000, done);
    },
    async state() {
      return (await memoryRows.read(target))?.state;
    },
  };
  return world;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type ChaosWorld = Awaited<ReturnType<typeof createChaosWorld>>;
