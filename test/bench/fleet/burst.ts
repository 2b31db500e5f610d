import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalArm, startArm } from '../../../local/azure/arm/start-arm.ts';
import { trustCertificate } from '../../../local/azure/arm/trust.ts';
import { mintToken } from '../../../local/azure/identity/token.ts';
import {
  BEFORE,
  BOT,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  PROFILES,
  SUBSCRIPTION_ID,
  TENANT_ID,
} from '../../../local/demo/world.ts';
import { composeApp } from '../../../shared/app/compose-app.ts';
import type { SentRequest } from '../../../shared/azure/wire.ts';
import { acceptEvent } from '../../../shared/jobs/accept-event.ts';
import { fanOut } from '../../../shared/jobs/fan-out.ts';
import { carryOut } from '../../../shared/jobs/queue-work.ts';
import { EVENT_OPERATIONS } from '../../../shared/model/event-operations.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import type { Target } from '../../../shared/model/target.ts';
import { parseProfiles } from '../../../shared/profiles/profiles.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { must } from '../../support/facts.ts';
import { NO_OUTBOX } from '../../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../../support/memory-rows.ts';
import { AUDIENCE, START } from '../../support/virtual-world.ts';
import { fastTime } from '../fast-time.ts';
import type { Figure } from '../figure.ts';

const CLUSTERS = 100;
const INSTANCES = 3;
/** Of one instance, by host.json: a batch, and the threshold at which the next is fetched. */
const SIDE_BY_SIDE = 12;
/** How many times faster than in Azure everything happens. */
const SPEED = 12;
const MAX_HOURS = 3;
const MAX_REFUSED = 0.01;
const MAX_CALLS = 1.1;

/** Many clusters created at once in one subscription, with Azure's quotas active. */
export async function measureBurst(): Promise<readonly Figure[]> {
  const one = await createClusters(1);
  const all = await createClusters(CLUSTERS);
  const refused = all.requests.filter(({ status }) => status === 429).length / all.requests.length;
  const calls = all.requests.length / (CLUSTERS * one.requests.length);
  const ready = all.verdicts.filter((verdict) => verdict === 'Ready').length;
  return [
    {
      what: `${CLUSTERS} clusters created at once, ${INSTANCES} instances, Azure's quotas active: ready in the end`,
      measured: `${ready} of ${CLUSTERS}, after ${Math.round(all.minutes)} min (one alone: ${Math.round(one.minutes)} min)`,
      wanted: 'all',
      reached: ready === CLUSTERS,
    },
    {
      what: 'the same: calls that were answered 429',
      measured: `${(refused * 100).toFixed(2)} % of ${all.requests.length}`,
      wanted: `≤ ${MAX_REFUSED * 100} %`,
      reached: refused <= MAX_REFUSED,
    },
    {
      what: `the same: all calls, against ${CLUSTERS} times those of one cluster alone (${one.requests.length}, polls included)`,
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

async function createClusters(count: number): Promise<Run> {
  const { timeline, stopwatch, close } = fastTime(START, SPEED);
  const arm = await startArm({ timeline, speed: 1, subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }] });
  trustCertificate(arm.certificatePem);
  const tokenOf = ({ objectId: oid, appId: appid, tenantId: tid }: typeof BOT) =>
    mintToken({ aud: AUDIENCE, oid, appid, tid }, timeline.now(), 365 * 86_400);
  const put = async (id: string, apiVersion: string, body: object) => {
    const response = await fetch(`${arm.url}${id}?api-version=${apiVersion}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokenOf(PERSON)}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${await response.text()}`);
  };
  const passMinutes = (minutes: number) => sleep((minutes * 60_000) / SPEED);

  let messages: readonly { readonly id: string; readonly target: Target; readonly dueAt: number }[] = [];
  let sent = 0;
  const requests: SentRequest[] = [];
  const storage = {
    targets: memoryTargetRows(),
    chains: memoryChainRows(),
    notes: memoryNotes(),
    queue: {
      async send(target: Target, delaySeconds: number) {
        messages = [...messages, { id: `${++sent}`, target, dueAt: timeline.now().getTime() + delaySeconds * 1000 }];
      },
    },
    // Nothing is discovered here.
    discoveries: { send: async () => undefined },
  };
  const profiles = parseProfiles(JSON.stringify(PROFILES), 'profiles.json');
  const portsOfInstance = (): Ports => {
    const app = composeApp(
      {
        azure: {
          cloud: { resourceManager: arm.url, authority: arm.url, audience: AUDIENCE, blobSuffix: undefined },
          credential: { getToken: async () => ({ token: tokenOf(BOT), expiresOnTimestamp: Date.now() + 86_400_000 }) },
          clock: timeline,
          version: '0.0.0-bench',
          stopwatch,
          onRequest: (request) => requests.push(request),
        },
        storage: { ...storage, fanOuts: { send: (order) => fanOut(order, ports) } },
        notifier: () => NO_OUTBOX,
        telemetry: { eventOrigin: () => ({ source: 'urn:backstay:test' }) },
      },
      { publicUrl: undefined, pollSeconds: 10, driftSeconds: 12 * 3600 },
    );
    const ports = app.portsFor({ profiles, log: { info() {}, warn() {}, error() {} } });
    return ports;
  };
  const instances = Array.from({ length: INSTANCES }, portsOfInstance);
  const door = await openDoor((event) => acceptEvent(event, must(instances[0])));
  await subscribe(arm, door.url);

  let ended = false;
  /** One of the places at which an instance takes messages. */
  async function work(ports: Ports): Promise<void> {
    while (!ended) {
      const message = messages.find(({ dueAt }) => dueAt <= timeline.now().getTime());
      if (message === undefined) {
        await sleep(5);
        continue;
      }
      messages = messages.filter((other) => other !== message);
      await carryOut({ target: message.target }, message.id, ports, stopwatch);
    }
  }
  const working = instances.flatMap((ports) => Array.from({ length: SIDE_BY_SIDE }, () => work(ports)));

  for (const { id, apiVersion, body } of BEFORE) await put(id, apiVersion, body);
  await passMinutes(2);
  requests.length = 0;
  const begun = timeline.now().getTime();
  const names = Array.from({ length: count }, (_, index) => `${CLUSTER_ID}-${String(index + 1).padStart(3, '0')}`);
  for (const name of names) await put(name, '2024-05-01', CLUSTER_BODY);

  const verdictsNow = async () => {
    const verdicts: Verdict[] = [];
    for await (const { verdict } of must(instances[0]).targets.list()) verdicts.push(verdict);
    return verdicts;
  };
  const minutes = () => (timeline.now().getTime() - begun) / 60_000;
  for (let verdicts: Verdict[] = []; ; verdicts = await verdictsNow()) {
    if (verdicts.length === count && verdicts.every((verdict) => verdict === 'Ready')) break;
    if (minutes() > MAX_HOURS * 60) break;
    await passMinutes(0.5);
  }
  const run = { requests, verdicts: await verdictsNow(), minutes: minutes() };
  ended = true;
  await Promise.all(working);
  close();
  await door.close();
  await arm.close();
  return run;
}

/** Stands for the Event Grid functions: takes what Event Grid posts. */
async function openDoor(accept: (event: unknown) => Promise<void>) {
  const server = createServer(async (request, response) => {
    const events = (await json(request)) as readonly { data?: { validationCode?: string } }[];
    if (request.headers['aeg-event-type'] === 'SubscriptionValidation') {
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ validationResponse: events[0]?.data?.validationCode }));
    }
    try {
      for (const event of events) await accept(event);
    } catch {
      // As the host does with an event that its function failed on: Event Grid sends it again.
      return response.writeHead(500).end();
    }
    return response.writeHead(202).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

async function subscribe(arm: LocalArm, url: string): Promise<void> {
  for (const { operation: name } of EVENT_OPERATIONS) {
    await arm.subscribe({ name, url, includedOperationNames: [name], schema: 'EventGridSchema' });
  }
}
