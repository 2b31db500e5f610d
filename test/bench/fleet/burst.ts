import { BEFORE, CLUSTER_BODY, CLUSTER_ID, PROFILES, SUBSCRIPTION_ID, TENANT_ID } from '../../../local/demo/world.ts';
import type { SentRequest } from '../../../shared/azure/wire.ts';
import { acceptEvent } from '../../../shared/jobs/accept-event.ts';
import { carryOut, type QueueWork } from '../../../shared/jobs/queue-work.ts';
import { EVENT_OPERATIONS } from '../../../shared/model/event-operations.ts';
import { RETRY_DELAY_SECONDS } from '../../../shared/model/limits.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import { parseProfiles } from '../../../shared/profiles/profiles.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { must } from '../../support/facts.ts';
import { memoryOutboxRows } from '../../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../../support/memory-rows.ts';
import { START } from '../../support/virtual-world.ts';
import { bootProcess, type WorldStorage } from '../../worlds/boot-process.ts';
import { createInProcessArm } from '../../worlds/in-process-arm.ts';
import { createVirtualTime } from '../../worlds/virtual-time.ts';
import type { Figure } from '../figure.ts';

const SIZES = [100, 300];
const INSTANCES = 3;
/** Of one instance, by host.json: a batch, and the threshold at which the next is fetched. */
const SIDE_BY_SIDE = 12;
const TRAVEL = { there: 50, back: 50 };
const MAX_HOURS = 3;
const MAX_REFUSED = 0.01;
const MAX_CALLS = 1.1;

/** Many clusters created at once in one subscription, with all of Azure's quotas active. */
export async function measureBurst(): Promise<readonly Figure[]> {
  const one = await createClusters(1);
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(...figuresOf(size, await createClusters(size), one));
  return figures;
}

function figuresOf(size: number, all: Run, one: Run): readonly Figure[] {
  const throttled = all.requests.filter(({ status }) => status === 429).length;
  const refused = throttled / all.requests.length;
  const calls = all.requests.length / (size * one.requests.length);
  const ready = all.verdicts.filter((verdict) => verdict === 'Ready').length;
  return [
    {
      what: `${size} clusters created at once, ${INSTANCES} instances, the quotas of Resource Manager and of AKS active: ready in the end`,
      measured: `${ready} of ${size}, after ${Math.round(all.minutes)} min (one alone: ${Math.round(one.minutes)} min)`,
      wanted: 'all',
      reached: ready === size,
    },
    {
      what: 'the same: calls that were answered 429',
      measured: `${(refused * 100).toFixed(2)} % (${throttled} of ${all.requests.length})`,
      wanted: `≤ ${MAX_REFUSED * 100} %`,
      reached: refused <= MAX_REFUSED,
    },
    {
      what: `the same: all calls, against ${size} times those of one cluster alone (${one.requests.length}, polls included)`,
      measured: `${calls.toFixed(2)} times`,
      wanted: `≤ ${MAX_CALLS} times`,
      reached: calls <= MAX_CALLS,
    },
  ];
}

interface Run {
  readonly requests: readonly SentRequest[];
  readonly verdicts: readonly (Verdict | undefined)[];
  readonly minutes: number;
}

interface Message {
  readonly id: string;
  readonly work: QueueWork;
}

interface Instance {
  readonly ports: Ports;
  busy: number;
}

async function createClusters(count: number): Promise<Run> {
  const time = createVirtualTime(START, (error) => {
    throw error;
  });
  const arm = createInProcessArm({ speed: 1, subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }] }, time);
  const requests: SentRequest[] = [];
  const due: Message[] = [];
  let sent = 0;
  const storage: WorldStorage = {
    rows: memoryTargetRows(),
    chains: memoryChainRows(),
    notes: memoryNotes(),
    outboxRows: memoryOutboxRows(),
    teams: { batch: 1, send: async () => ({ status: 'accepted' }) },
    send(work, delaySeconds) {
      const message = { id: `${++sent}`, work };
      time.timeline.at(new Date(time.now() + delaySeconds * 1000), () => {
        due.push(message);
        dispatch();
      });
    },
    // Cards are no part of this.
    sendOrder() {},
  };
  const instances = Array.from({ length: INSTANCES }, (): Instance => {
    const { ports } = bootProcess({
      time,
      clock: time.timeline,
      random: () => 0.5,
      httpClient: arm.clientFor(() => TRAVEL),
      onRequest: (request) => requests.push(request),
      storage,
      profiles: parseProfiles(JSON.stringify(PROFILES), 'profiles.json'),
      guard: (_, part) => part,
      around: {},
    });
    return { ports, busy: 0 };
  });

  /** As the host does: each instance takes messages while it has a place for them. */
  function dispatch(): void {
    for (;;) {
      const [free] = instances.filter(({ busy }) => busy < SIDE_BY_SIDE).sort((one, other) => one.busy - other.busy);
      const message = free === undefined ? undefined : due.shift();
      if (free === undefined || message === undefined) return;
      void takeMessage(message, free);
    }
  }

  async function takeMessage({ id, work }: Message, instance: Instance): Promise<void> {
    instance.busy++;
    try {
      await carryOut(work, id, instance.ports, time.stopwatch);
    } catch {
      storage.send(work, RETRY_DELAY_SECONDS);
    }
    instance.busy--;
    dispatch();
  }

  const { ports } = must(instances[0]);
  for (const { operation: name } of EVENT_OPERATIONS) {
    arm.listen({
      name,
      includedOperationNames: [name],
      schema: 'EventGridSchema',
      receive: (event) =>
        acceptEvent(event, ports).then(
          () => 202,
          () => 500,
        ),
    });
  }
  const put = async (id: string, apiVersion: string, body: object) => {
    const answer = await arm.send('PUT', id, apiVersion, body);
    if (!answer.ok) throw new Error(`PUT ${id}: ${answer.status} ${answer.text}`);
  };
  for (const { id, apiVersion, body } of BEFORE) await put(id, apiVersion, body);
  await time.pass(time.now() + 120_000);
  requests.length = 0;
  const begun = time.now();
  const names = Array.from({ length: count }, (_, index) => `${CLUSTER_ID}-${String(index + 1).padStart(3, '0')}`);
  for (const name of names) await put(name, '2024-05-01', CLUSTER_BODY);

  const verdictsNow = async () => {
    const verdicts: Verdict[] = [];
    for await (const { verdict } of ports.targets.list()) verdicts.push(verdict);
    return verdicts;
  };
  let verdicts: Verdict[] = [];
  const isReady = () => verdicts.length === count && verdicts.every((verdict) => verdict === 'Ready');
  while (!isReady() && time.now() - begun < MAX_HOURS * 3_600_000) {
    await time.pass(time.now() + 30_000);
    verdicts = await verdictsNow();
  }
  await arm.close();
  return { requests, verdicts, minutes: (time.now() - begun) / 60_000 };
}
