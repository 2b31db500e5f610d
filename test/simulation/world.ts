import { createHash } from 'node:crypto';
import { randomNumbers } from '../../local/azure/arm/random.ts';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { anchorHeads } from '../../shared/audit/anchor-heads.ts';
import { acceptEvent } from '../../shared/jobs/accept-event.ts';
import { sendBurstDigest } from '../../shared/jobs/burst-digest.ts';
import { discover } from '../../shared/jobs/discover.ts';
import { sweepGraph } from '../../shared/jobs/graph-sweep.ts';
import { carryOut, deadLetterWork, type QueueWork } from '../../shared/jobs/queue-work.ts';
import { sweep } from '../../shared/jobs/sweep.ts';
import { EVENT_OPERATIONS } from '../../shared/model/event-operations.ts';
import { MAX_TRIES, MESSAGE_LEASE_SECONDS, RETRY_DELAY_SECONDS } from '../../shared/model/limits.ts';
import type { RemedyKind } from '../../shared/model/remedy.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import type { DeliveryOrder } from '../../shared/ports/outbox-queue.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import { must } from '../support/facts.ts';
import { memoryAnchors } from '../support/memory-anchors.ts';
import { memoryOutboxRows } from '../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../support/memory-rows.ts';
import { createInProcessArm } from '../worlds/in-process-arm.ts';
import { createVirtualTime } from '../worlds/virtual-time.ts';
import { createHost, type Ended, StorageDown } from './hosts.ts';
import { lackingIn } from './oracle.ts';
import { CLUSTERS, FOUNDATION, type ProfileSettings, profilesFrom } from './setting.ts';
import { type Call, createWatch, nameOf } from './watch.ts';

export const START = new Date('2026-01-01T00:00:00Z');

/** No operation that a person begins takes longer. */
const LONG_WORK_MS = 180_000;

/** How a world is made. Its story comes later, as commands. */
export interface WorldSetup {
  readonly seed: number;
  readonly clusters: number;
  readonly profiles: readonly ProfileSettings[];
  /** How far the clock of each host is from the true time, in seconds. */
  readonly skewSeconds: readonly number[];
  /** Of the messages and of the events, from 0 to 1. */
  readonly lostMessages: number;
  readonly lostEvents: number;
  readonly doubledEvents: number;
}

export interface WorldOptions {
  /** A fault that a test plants into the ports of every process, so as to see that it is found. */
  readonly plant?: (ports: Ports) => Ports;
  /** Hears of everything that happens, line by line. */
  readonly onLine?: (line: string) => void;
}

interface Message {
  readonly id: string;
  readonly work: QueueWork;
  readonly tries: number;
}

/**
 * Several hosts of Backstay, their storage and the local Azure, on virtual time and by chances that
 * follow from a seed.
 */
export async function createWorld(setup: WorldSetup, { plant, onLine }: WorldOptions = {}) {
  const random = randomNumbers(setup.seed);
  const trace = createHash('sha256');
  const time = createVirtualTime(START, (error) => watch.complain(`work of the world failed: ${textOf(error)}`));
  const arm = createInProcessArm(
    {
      speed: 1,
      seed: setup.seed,
      duplicateEvents: setup.doubledEvents,
      subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    },
    time,
  );
  const rows = memoryTargetRows();
  const chains = memoryChainRows();
  const anchors = memoryAnchors();
  const until = { storageDown: 0, teamsDown: 0, eventsLost: 0, eventsLate: 0 };
  const offSince = new Map<ClusterId, number>();
  let states: readonly TargetState[] = [];
  let messages = 0;
  let waiting = 0;
  let changedAt = START.getTime();
  let foreignChangeAt = START.getTime();
  let chances = setup;

  const watch = createWatch({
    now: time.now,
    chains,
    targets: () => states,
    offSince: (clusterId) => offSince.get(clusterId),
    foreignChangeAt: () => foreignChangeAt,
    lackingNow({ clusterId, profile }) {
      const written = profiles.find(({ name }) => name === profile);
      if (written === undefined || arm.faults.list().some(({ fault }) => fault.kind === 'staleList')) return [];
      return lackingIn(arm.state, clusterId, written);
    },
  });
  const note = (line: string) => {
    const text = `${stamp(time.now())} ${line}`;
    trace.update(text).update('\n');
    onLine?.(text);
  };

  const shared = {
    time,
    arm,
    watch,
    rows: {
      ...rows,
      async write(state: TargetState, over: string | undefined) {
        const etag = await rows.write(state, over);
        if (etag === undefined) return undefined;
        const before = states.find(({ target }) => targetKey(target) === targetKey(state.target));
        states = [...states.filter((each) => each !== before), state];
        if (before?.verdict !== state.verdict || before.verdictReason !== state.verdictReason) {
          note(`${nameOf(state.target)} is ${state.verdict} (${state.verdictReason})`);
        }
        return etag;
      },
    },
    chains,
    notes: memoryNotes(),
    outboxRows: memoryOutboxRows(),
    teams: {
      batch: 1,
      async send() {
        return time.now() < until.teamsDown
          ? ({ status: 'failed', retry: true, why: 'HTTP 503' } as const)
          : ({ status: 'accepted' } as const);
      },
    },
    random,
    isStorageDown: () => time.now() < until.storageDown,
    send(work: QueueWork, delaySeconds: number) {
      const message = { id: `message#${++messages}`, work, tries: 0 };
      if (random() >= chances.lostMessages) deliverIn(delaySeconds, message);
    },
    sendOrder(order: DeliveryOrder, delaySeconds: number) {
      if (random() >= chances.lostMessages) deliverOrderIn(delaySeconds, order);
    },
    note,
    foreignChange() {
      foreignChangeAt = Math.max(foreignChangeAt, time.now() + LONG_WORK_MS);
    },
    ...(plant && { plant }),
  };
  let profiles = profilesFrom(setup.profiles);
  const hosts = setup.skewSeconds.map((skew, index) => createHost(index, skew, profiles, shared));
  const anyHost = () => must(hosts[Math.floor(random() * hosts.length)]);

  function deliverIn(seconds: number, message: Message): void {
    waiting++;
    time.timeline.at(new Date(time.now() + Math.ceil(seconds) * 1000), () => {
      waiting--;
      return deliver(message);
    });
  }

  /** As often as the host delivers a queue message; after that the sweep queues it again. */
  function deliverOrderIn(seconds: number, order: DeliveryOrder, tries = 0): void {
    time.timeline.at(new Date(time.now() + Math.ceil(seconds) * 1000), async () => {
      const ended = await anyHost().deliver(order);
      check('a delivery', ended);
      if (ended.how !== 'done' && tries + 1 < MAX_TRIES) deliverOrderIn(RETRY_DELAY_SECONDS, order, tries + 1);
    });
  }

  async function deliver(message: Message): Promise<void> {
    const { work, id, tries } = message;
    const name = workName(work);
    note(`${name} begins`);
    const begunAt = time.now();
    const ended = await anyHost().run(callFor(work), (ports) => carryOut(work, id, ports, time.stopwatch));
    if (ended.how === 'done') {
      if ('target' in work) watch.stepEnded(work.target, time.now() - begunAt);
      return;
    }
    check(name, ended);
    if (tries + 1 < MAX_TRIES) {
      return deliverIn(ended.how === 'died' ? MESSAGE_LEASE_SECONDS : RETRY_DELAY_SECONDS, {
        ...message,
        tries: tries + 1,
      });
    }
    await abandon(work);
  }

  async function abandon(work: QueueWork): Promise<void> {
    const ended = await anyHost().run(abandonCallFor(work), (ports) => deadLetterWork(work, ports));
    check('the poison queue', ended);
    // Its own message comes again as well.
    if (ended.how !== 'done') time.timeline.at(new Date(time.now() + 60_000), () => abandon(work));
  }

  function check(what: string, ended: Ended<unknown>): void {
    note(`${what}: ${ended.how}`);
    if (ended.how !== 'failed' || ended.error instanceof StorageDown) return;
    watch.complain(`${what} failed: ${textOf(ended.error)}`);
  }

  function every(
    minutes: number,
    what: string,
    work: (ports: Ports) => Promise<unknown>,
    kind: 'timer' | 'graph' = 'timer',
  ): void {
    time.timeline.at(new Date(time.now() + minutes * 60_000), async () => {
      every(minutes, what, work, kind);
      check(what, await anyHost().run({ kind }, work));
    });
  }

  function sweepOutboxAlways(): void {
    time.timeline.at(new Date(time.now() + 600_000), async () => {
      sweepOutboxAlways();
      check('the sweep of the outbox', await anyHost().sweepOutbox());
    });
  }

  arm.listen({
    name: 'events',
    schema: 'EventGridSchema',
    includedOperationNames: EVENT_OPERATIONS.map(({ operation }) => operation),
    async receive(event) {
      if (time.now() < until.eventsLost || random() < chances.lostEvents) return 200;
      if (time.now() < until.eventsLate) {
        time.timeline.at(new Date(until.eventsLate + random() * 60_000), async () => void (await accept(event)));
        return 200;
      }
      return (await accept(event)).how === 'done' ? 200 : 500;
    },
  });

  async function accept(event: object) {
    const ended = await anyHost().run({ kind: 'event' }, (ports) => acceptEvent(event, ports));
    check('an event', ended);
    return ended;
  }

  for (const { id, apiVersion, body } of FOUNDATION) {
    const answer = await arm.send('PUT', id, apiVersion, body);
    if (!answer.ok) throw new Error(`PUT ${id}: ${answer.status} ${answer.text}`);
  }
  await time.pass(START.getTime() + 60_000);
  every(10, 'the sweep', sweep);
  sweepOutboxAlways();
  every(10, 'the digest', sendBurstDigest);
  every(15, 'the graph sweep', sweepGraph, 'graph');
  every(60, 'the discovery', discover);
  every(60, 'the anchoring', ({ clock }) => anchorHeads({ rows: chains, store: anchors, clock, writer: 'test' }));

  const world = {
    setup,
    time,
    arm,
    chains,
    anchors,
    watch,
    note,
    /** All rows as they were last written. */
    states: () => states,
    profiles: () => profiles,
    clusters: () => CLUSTERS.slice(0, setup.clusters),
    cluster: (index: number) => must(CLUSTERS[index % setup.clusters]),
    host: (index: number) => must(hosts[index % hosts.length]),
    /** The last time that something happened which was not Backstay's own doing. */
    changedAt: () => changedAt,
    waiting: () => waiting,
    hash: () => trace.copy().digest('hex'),
    /** A request of a person. `matters`: it changes something that a cluster needs to be ready. */
    async send(method: string, id: string, apiVersion: string, body?: object, matters = true) {
      changedAt = time.now();
      // What is not there at once is there when its operation has ended.
      if (method === 'PATCH') foreignChangeAt = Math.max(foreignChangeAt, matters ? time.now() : 0);
      else shared.foreignChange();
      const answer = await arm.send(method, id, apiVersion, body);
      note(`a person: ${method} ${id} ${answer.status}`);
      return answer;
    },
    tagged(clusterId: ClusterId, isOff: boolean): void {
      if (!isOff) offSince.delete(clusterId);
      else if (!offSince.has(clusterId)) offSince.set(clusterId, time.now());
    },
    /** Something that a person asks of Backstay, on any host. */
    async ask<T>(what: string, target: Target, work: (ports: Ports) => Promise<T>): Promise<T | undefined> {
      changedAt = time.now();
      let answer: Ended<T> | undefined;
      void anyHost()
        .run({ kind: 'person', target }, work)
        .then((ended) => {
          answer = ended;
        });
      await time.pass(time.now() + 60_000, () => answer !== undefined || watch.problems.length > 0);
      if (answer === undefined) watch.complain(`${what} has no answer after a minute`);
      if (answer !== undefined) check(what, answer);
      return answer?.how === 'done' ? answer.value : undefined;
    },
    /**
     * A new deployment: one host after the other starts again with these profiles, so many seconds
     * apart.
     */
    deploy(settings: readonly ProfileSettings[], apartSeconds: number): void {
      profiles = profilesFrom(settings);
      for (const [index, host] of hosts.entries()) {
        const at = time.now() + index * apartSeconds * 1000;
        // A deployment that was overtaken by a later one begins nothing older.
        time.timeline.at(new Date(at), () => host.restart(profiles));
        changedAt = Math.max(changedAt, at);
      }
    },
    kill(index: number): void {
      changedAt = time.now();
      world.host(index).restart();
    },
    /** For so many seconds from now. */
    during(what: keyof typeof until, seconds: number): void {
      until[what] = time.now() + seconds * 1000;
      changedAt = Math.max(changedAt, until[what]);
    },
    change(): void {
      changedAt = time.now();
    },
    /** Ends early when something is wrong: a target that spins would take for ever. */
    pass: (seconds: number) => time.pass(time.now() + seconds * 1000, () => watch.problems.length > 0),
    /**
     * Lets time pass until such a write to this cluster runs, for whichever target, or so many
     * seconds are over.
     */
    untilWriting: (clusterId: ClusterId, kind: RemedyKind, seconds: number) =>
      time.pass(
        time.now() + seconds * 1000,
        () =>
          watch.problems.length > 0 ||
          states
            .filter(({ target }) => target.clusterId === clusterId)
            .some(({ target }) => chains.chainOf(target).head.open.some(({ action }) => action.remedy.kind === kind)),
      ),
    /** Nothing goes wrong from now on; what is late arrives. */
    async heal(): Promise<void> {
      arm.faults.clear();
      chances = { ...chances, lostMessages: 0, lostEvents: 0 };
      const last = Math.max(changedAt, ...Object.values(until), time.now());
      await world.pass((last - time.now()) / 1000 + 60);
      changedAt = time.now();
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** Day, hour, minute and second since the beginning. */
export function stamp(at: number): string {
  const seconds = Math.floor((at - START.getTime()) / 1000);
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
  const parts = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60];
  return `${days}d ${parts.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** As in shared/app/compose.ts, as is what follows. */
function callFor(work: QueueWork): Pick<Call, 'kind' | 'target'> {
  if ('target' in work) return { kind: 'step', target: work.target };
  return { kind: 'fanOut' in work ? 'event' : 'timer' };
}

function abandonCallFor(work: QueueWork): Pick<Call, 'kind' | 'target'> {
  return { kind: 'timer', ...('target' in work && { target: work.target }) };
}

function workName(work: QueueWork): string {
  if ('target' in work) return `a step of ${nameOf(work.target)}`;
  return 'fanOut' in work ? 'a fan-out' : 'a discovery';
}
