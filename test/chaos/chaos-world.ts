import { startArm } from '../../local/arm/start-arm.ts';
import { createVirtualTimeline } from '../../local/arm/timeline.ts';
import { mintToken } from '../../local/identity/token.ts';
import {
  BEFORE,
  BOT,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  PROFILES,
  SUBSCRIPTION_ID,
  TENANT_ID,
} from '../../local/story/world.ts';
import { acceptEvent } from '../../shared/accept-event.ts';
import { createTrail } from '../../shared/audit/trail.ts';
import { createArm } from '../../shared/azure/create-arm.ts';
import { remembering } from '../../shared/azure/remember.ts';
import { withinSeconds } from '../../shared/azure/step-time.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { parseProfiles } from '../../shared/config/profiles.ts';
import { fanOut } from '../../shared/fan-out.ts';
import { giveUp, MOST_TRIES } from '../../shared/give-up.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { reconcile } from '../../shared/pipeline.ts';
import type { Ports } from '../../shared/ports.ts';
import { REMEDIATORS } from '../../shared/remediate/index.ts';
import { RULES } from '../../shared/rules/index.ts';
import type { Story } from '../../shared/state/queue.ts';
import { createTargetStore } from '../../shared/state/target-store.ts';
import { sweep } from '../../shared/sweep.ts';
import { trustedCertificate } from '../support/certificate.ts';
import { must } from '../support/facts.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../support/memory-rows.ts';
import { AUDIENCE, earliest, openDoor, START, subscribe } from '../support/virtual-world.ts';
import { createWakeWatch } from '../support/wakes.ts';
import { createImpatientClient } from './impatient-client.ts';
import { type Death, Fate } from './mortal.ts';
import { createStepWatch } from './step-watch.ts';

/** As in wiring.ts. */
const STEP_SECONDS = 20;
/** As in host.json. */
const VISIBILITY_SECONDS = 30;
const SWEEP_SECONDS = 10 * 60;
export const POLL_SECONDS = 10;

interface Message {
  readonly id: string;
  readonly target: Target;
  readonly dueAt: number;
  readonly tries: number;
  /** Of the row, when it was sent. */
  readonly wakeAt: string | undefined;
}

export interface ChaosOptions {
  readonly death?: Death;
  /** How many processes share the work; each wake goes to the next of them. */
  readonly processes?: number;
  readonly duplicateEvents?: number;
  readonly seed?: number;
  /** How far the clock of the processes is from the true time, in seconds, so many seconds after the beginning. */
  readonly clockIsOff?: (seconds: number) => number;
  /** Whether the storage answers with errors, so many seconds after the beginning. */
  readonly storageIsDown?: (seconds: number) => boolean;
}

/**
 * The product against the local Resource Manager on virtual time, with what the functions host does around it: messages come again
 * when their step fails or its process dies, go to the poison queue after the fifth time, and every ten minutes there is a sweep.
 * State, record and queue outlive every process.
 */
export async function createChaosWorld(options: ChaosOptions = {}) {
  const { death, processes = 1, duplicateEvents = 0, seed = 1 } = options;
  const timeline = createVirtualTimeline(START);
  const seconds = () => (timeline.now().getTime() - START.getTime()) / 1000;
  const clock: Clock = {
    now: () => new Date(timeline.now().getTime() + (options.clockIsOff?.(seconds()) ?? 0) * 1000),
  };
  const isDown = () => options.storageIsDown?.(seconds()) ?? false;
  const stepWatch = createStepWatch();
  // Nobody waits here until a request is given up, but the time counts.
  const client = createImpatientClient(stepWatch.pass);
  const arm = await startArm({
    onSilence: client.giveUp,
    certificate: await trustedCertificate(),
    timeline,
    speed: 1,
    duplicateEvents,
    seed,
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
  });

  const fate = new Fate(death);
  const rows = failingWhile(isDown, memoryTargetRows());
  const memoryChains = memoryChainRows();
  const chains = failingWhile(isDown, memoryChains);
  const notes = failingWhile(isDown, memoryNotes());
  const requests: SentRequest[] = [];
  const cards: CardMessage[] = [];
  const failures: string[] = [];
  let messages: readonly Message[] = [];
  let sent = 0;
  const queue = failingWhile(isDown, {
    async send(target: Target, delaySeconds: number, _story?: Story, wakeAt?: string): Promise<void> {
      const dueAt = timeline.now().getTime() + delaySeconds * 1000;
      messages = [...messages, { id: `${targetKey(target)}#${++sent}`, target, dueAt, tries: 0, wakeAt }];
    },
  });
  const profiles = parseProfiles(JSON.stringify(PROFILES), 'profiles.json');
  const tokenOf = ({ objectId: oid, appId: appid, tenantId: tid }: typeof BOT) =>
    mintToken({ aud: AUDIENCE, oid, appid, tid }, timeline.now(), 365 * 86_400);

  const { wakes, watch } = createWakeWatch(timeline);
  const openOf = async (target: Target) => memoryChains.chainOf(target).head.open;
  const createPort = () =>
    createArm({
      cloud: { resourceManager: arm.url, authority: arm.url, audience: AUDIENCE, blobSuffix: undefined },
      credential: { getToken: async () => ({ token: tokenOf(BOT), expiresOnTimestamp: Date.now() + 86_400_000 }) },
      clock,
      version: '0.0.0-test',
      stopwatch: stepWatch.stopwatch,
      httpClient: client.httpClient,
      onRequest: (request) => requests.push(request),
    });

  /** A new process: nothing in its memory. */
  function boot(): Ports {
    const process = fate.begin();
    const port = createPort();
    const ports: Ports = {
      ...remembering(fate.guard('arm', port, process), clock),
      rules: RULES,
      remediators: REMEDIATORS,
      profiles,
      targets: watch(createTargetStore(fate.guard('rows', rows, process)), openOf),
      queue: fate.guard('queue', queue, process),
      fanOuts: { send: (order) => fanOut(order, ports) },
      trail: createTrail(fate.guard('chain', chains, process), clock, 'test'),
      teller: fate.guard(
        'teller',
        {
          async tell(card: CardMessage) {
            cards.push(card);
            return { status: 'accepted' } as const;
          },
        },
        process,
      ),
      notes: fate.guard('notes', notes, process),
      publicUrl: undefined,
      clock,
      log: { info() {}, warn() {}, error() {} },
      pollSeconds: POLL_SECONDS,
      driftSeconds: 12 * 3600,
    };
    return ports;
  }

  // Processes beside each other share one fate only where a death is planned: then there is one.
  const team = Array.from({ length: processes }, boot);
  if (processes > 1) for (const [index] of team.entries()) team[index] = immortal(team[index]);
  let turn = 0;

  function immortal(ports: Ports | undefined): Ports {
    return { ...must(ports), ...remembering(createPort(), clock), ...plainStores() };
  }
  function plainStores() {
    return {
      targets: watch(createTargetStore(rows), openOf),
      queue,
      trail: createTrail(chains, clock, 'test'),
      notes,
      teller: {
        async tell(card: CardMessage) {
          cards.push(card);
          return { status: 'accepted' } as const;
        },
      },
    };
  }

  /** Runs something in the process whose turn it is; `false` when it failed, or the process died over it. */
  async function run(work: (ports: Ports) => Promise<unknown>): Promise<boolean> {
    const index = turn++ % team.length;
    const done = work(must(team[index])).then(
      () => true,
      (error: unknown) => {
        failures.push(error instanceof Error ? error.message : String(error));
        return false;
      },
    );
    const lived = await Promise.race([done, fate.died.then(() => undefined)]);
    if (lived === undefined) team[index] = boot();
    return lived ?? false;
  }

  async function deliver(message: Message): Promise<void> {
    if (await run((ports) => step(message, ports))) return;
    const tries = message.tries + 1;
    if (tries < MOST_TRIES) {
      const dueAt = timeline.now().getTime() + VISIBILITY_SECONDS * 1000;
      messages = [...messages, { ...message, tries, dueAt }];
      return;
    }
    // The poison queue has a function of its own, whose messages come again as well; in vain, while the storage is down.
    while (!(await run((ports) => giveUp(message.target, ports))) && !isDown());
  }

  /** As the functions host runs it, its time counted. */
  function step({ target, id, wakeAt }: Message, ports: Ports): Promise<void> {
    const { measure, stopwatch } = stepWatch;
    return measure(() => withinSeconds(STEP_SECONDS, () => reconcile(target, id, ports, wakeAt), stopwatch));
  }

  const door = await openDoor(async (event) => {
    if (!(await run((ports) => acceptEvent(event, ports)))) throw new Error('The process died.');
  });
  await subscribe(arm, door.url);
  const target: Target = { clusterId: must(parseClusterId(CLUSTER_ID)), profile: must(PROFILES.profiles[0]).name };
  let nextSweep = timeline.now().getTime() + SWEEP_SECONDS * 1000;

  const world = {
    arm,
    timeline,
    fate,
    target,
    requests,
    cards,
    chains: memoryChains,
    failures,
    /** Every step so far. */
    wakes,
    rows,
    queue,
    /** The first process, for what a test does by itself. */
    ports: () => must(team[0]),
    waiting: () => messages.length,
    /** The longest that a step would have held its function, in seconds. */
    longestStep: () => stepWatch.longestSeconds(),
    async send(method: string, id: string, apiVersion: string, body?: object): Promise<Response> {
      return fetch(`${arm.url}${id}?api-version=${apiVersion}`, {
        method,
        headers: { authorization: `Bearer ${tokenOf(PERSON)}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    },
    async prepare(): Promise<void> {
      for (const { id, apiVersion, body } of BEFORE) {
        const response = await world.send('PUT', id, apiVersion, body);
        if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${await response.text()}`);
      }
      await world.pass(() => timeline.nextDue() === undefined, 1);
      requests.length = 0;
    },
    createCluster: () => world.send('PUT', CLUSTER_ID, '2024-05-01', CLUSTER_BODY),
    /** Lets time pass until `done`, or for `hours`. */
    async pass(done: () => Promise<boolean> | boolean, hours: number): Promise<void> {
      const end = timeline.now().getTime() + hours * 3_600_000;
      while (!(await done())) {
        const due = messages.map(({ dueAt }) => dueAt);
        const next = earliest(timeline.nextDue(), ...[...due, nextSweep].map((time) => new Date(time)));
        if (next === undefined || next.getTime() > end) return;
        await timeline.advanceTo(next);
        const now = timeline.now().getTime();
        if (nextSweep <= now) {
          nextSweep = now + SWEEP_SECONDS * 1000;
          await run((ports) => sweep(ports));
        }
        const now2 = messages.filter(({ dueAt }) => dueAt <= now);
        messages = messages.filter((message) => !now2.includes(message));
        if (processes === 1) for (const message of now2) await deliver(message);
        else await Promise.all(now2.map(deliver));
      }
    },
    async state() {
      return (await rows.read(target))?.state;
    },
    async close(): Promise<void> {
      await door.close();
      await arm.close();
    },
  };
  return world;
}

/** The same object, but that its calls fail while something is down. Generators are left as they are. */
function failingWhile<T extends object>(isDown: () => boolean, target: T): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property);
      if (typeof value !== 'function' || value.constructor.name === 'AsyncGeneratorFunction') return value;
      return async (...parameters: readonly unknown[]) => {
        if (isDown()) throw new Error('The storage does not answer.');
        return Reflect.apply(value, object, parameters) as unknown;
      };
    },
  });
}

export type ChaosWorld = Awaited<ReturnType<typeof createChaosWorld>>;
