import { buildArm } from '../../local/azure/arm/build-arm.ts';
import { answerOf } from '../../local/azure/arm/faults/connection-faults.ts';
import type { DeployedRights } from '../../local/azure/arm/providers/authorization/deployed-rights.ts';
import { createVirtualTimeline } from '../../local/azure/arm/timeline.ts';
import { mintToken } from '../../local/azure/identity/token.ts';
import {
  BEFORE,
  BOT,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  PROFILES,
  SUBSCRIPTION_ID,
  TENANT_ID,
} from '../../local/demo/world.ts';
import { composeApp } from '../../shared/app/compose-app.ts';
import type { Trail } from '../../shared/audit/trail.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import type { BackstayEvent } from '../../shared/events/cloud-event.ts';
import { acceptEvent } from '../../shared/jobs/accept-event.ts';
import { fanOut } from '../../shared/jobs/fan-out.ts';
import { EVENT_OPERATIONS } from '../../shared/model/event-operations.ts';
import type { RecordBody } from '../../shared/model/record.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import type { Notes } from '../../shared/ports/notes.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { reconcile } from '../../shared/reconcile/reconcile.ts';
import type { AnyRule } from '../../shared/rules/define-rule.ts';
import { RULES } from '../../shared/rules/index.ts';
import type { Story } from '../../shared/storage/message.ts';
import { clientOf, lostError } from '../worlds/app-client.ts';
import { ARM_URL } from '../worlds/in-process-arm.ts';
import { must } from './facts.ts';
import { outboxAtOnce } from './memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from './memory-rows.ts';
import { createWakeWatch } from './wakes.ts';

export const START = new Date('2026-01-01T00:00:00Z');
export const AUDIENCE = 'https://management.azure.com';

export interface WorldOptions {
  /** What is changed in the one profile of the world. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** How often an event comes twice, from 0 to 1. */
  readonly duplicateEvents?: number;
  readonly recordTo?: string;
  readonly rules?: readonly AnyRule[];
  /** The rights of Backstay; all when left out. */
  readonly rights?: DeployedRights;
  /** Whether a topic for events is configured. */
  readonly hasTopic?: boolean;
  /** Shared by instances beside the targets: how long operations took, for one. */
  readonly notes?: Notes;
}

/**
 * The product's own pipeline and SDK clients against the local Resource Manager, without a network,
 * on virtual time: hours pass in a moment, at Azure's own durations, and nothing depends on how
 * fast this machine is.
 */
export async function createVirtualWorld({
  profile = {},
  duplicateEvents = 0,
  recordTo,
  rules = RULES,
  rights,
  hasTopic = false,
  notes = memoryNotes(),
}: WorldOptions = {}) {
  const timeline = createVirtualTimeline(START);
  const options = {
    speed: 1,
    duplicateEvents,
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    ...(recordTo !== undefined && { recordTo }),
    ...(rights !== undefined && { rights, owners: [PERSON.objectId] }),
  };
  const arm = buildArm(options, timeline, () => ARM_URL);

  const requests: SentRequest[] = [];
  const cards: CardMessage[] = [];
  const events: BackstayEvent[] = [];
  const story: { at: Date; body: RecordBody }[] = [];
  const chains = memoryChainRows();
  const openOf = async (target: Target) => chains.chainOf(target).head.open;
  const queue = virtualQueue(timeline);
  const { wakes, watch } = createWakeWatch(timeline);
  const text = JSON.stringify({ profiles: PROFILES.profiles.map((one) => ({ ...one, ...profile })) });
  const trailed = (trail: Trail): Trail => ({
    ...trail,
    async append(target, bodies) {
      await trail.append(target, bodies);
      story.push(...bodies.map((body) => ({ at: timeline.now(), body })));
    },
  });
  const app = composeApp(
    {
      azure: {
        cloud: { resourceManager: ARM_URL, authority: ARM_URL, audience: AUDIENCE, blobSuffix: undefined },
        httpClient: clientOf(arm.app),
        credential: { getToken: async () => ({ token: tokenOf(BOT), expiresOnTimestamp: Date.now() + 86_400_000 }) },
        clock: timeline,
        version: '0.0.0-test',
        stopwatch: {
          now: () => timeline.now().getTime(),
          pause: (milliseconds) => timeline.advanceTo(new Date(timeline.now().getTime() + milliseconds)),
        },
        onRequest: (request) => requests.push(request),
      },
      storage: {
        targets: memoryTargetRows(),
        chains,
        notes,
        queue,
        // At once: what a message in between changes is for the tests of the fan-out.
        fanOuts: {
          async send(order, delaySeconds = 0) {
            if (delaySeconds === 0) return fanOut(order, ports);
            timeline.at(new Date(timeline.now().getTime() + delaySeconds * 1000), () => fanOut(order, ports));
          },
        },
        // Nothing is discovered here.
        discoveries: { send: async () => undefined },
      },
      notifier: () =>
        outboxAtOnce({
          clock: timeline,
          trail: { append: (...entries) => ports.trail.append(...entries) },
          onCard(card) {
            cards.push(card);
            return undefined;
          },
          onEvent: hasTopic ? (event) => events.push(event) : undefined,
        }),
      telemetry: { eventOrigin: () => ({ source: 'urn:backstay:test' }) },
      around: { trail: trailed, targets: (targets) => watch(targets, openOf) },
    },
    { rules, publicUrl: undefined, pollSeconds: 10, driftSeconds: 12 * 3600 },
  );
  const profiles = parseProfiles(text, 'profiles.json');
  const ports = app.portsFor({ profiles, log: { info() {}, warn() {}, error() {} } });
  for (const { operation: name } of EVENT_OPERATIONS) {
    arm.listen({
      name,
      includedOperationNames: [name],
      schema: 'EventGridSchema',
      // As the host does with an event that its function failed on: Event Grid sends it again.
      receive: (event) =>
        acceptEvent(event, ports).then(
          () => 202,
          () => 500,
        ),
    });
  }

  const target: Target = { clusterId: must(parseClusterId(CLUSTER_ID)), profile: must(PROFILES.profiles[0]).name };

  /**
   * Lets time pass until `done`, or for `hours`: Azure's own work and due wakes, each at its
   * moment.
   */
  async function pass(done: () => Promise<boolean> | boolean, hours = 3): Promise<void> {
    const end = timeline.now().getTime() + hours * 3_600_000;
    while (!(await done())) {
      const next = earliest(timeline.nextDue(), queue.nextDue());
      if (next === undefined || next.getTime() > end) return;
      await timeline.advanceTo(next);
      for (const message of queue.takeDue()) await reconcile(message.target, message.id, ports, message.wakeAt);
    }
  }

  return {
    timeline,
    arm,
    ports,
    /** The port to Azure, writes included. */
    azure: app.arm,
    target,
    requests,
    cards,
    events,
    story,
    chains,
    /** Every step so far. */
    wakes,
    pass,
    async state(): Promise<TargetState | undefined> {
      return (await ports.targets.get(target))?.state;
    },
    /** A request of a person's client. */
    async send(method: string, id: string, apiVersion: string, body?: object): Promise<Response> {
      const request = new Request(`${ARM_URL}${id}?api-version=${apiVersion}`, {
        method,
        headers: { authorization: `Bearer ${tokenOf(PERSON)}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = await answerOf(arm.app, request);
      if (typeof answer === 'string') throw lostError(answer);
      return answer;
    },
    async prepare(): Promise<void> {
      for (const { id, apiVersion, body } of BEFORE) {
        const response = await this.send('PUT', id, apiVersion, body);
        if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${await response.text()}`);
        await pass(() => timeline.nextDue() === undefined);
      }
      // What is counted begins with the cluster.
      requests.length = 0;
    },
    createCluster(changes: object = {}): Promise<Response> {
      return this.send('PUT', CLUSTER_ID, '2024-05-01', { ...CLUSTER_BODY, ...changes });
    },
    close: () => arm.close(),
  };

  function tokenOf({ objectId: oid, appId: appid, tenantId: tid }: typeof BOT): string {
    return mintToken({ aud: AUDIENCE, oid, appid, tid }, timeline.now(), 365 * 86_400);
  }
}

export type VirtualWorld = Awaited<ReturnType<typeof createVirtualWorld>>;

interface Message {
  readonly id: string;
  readonly target: Target;
  readonly dueAt: Date;
  /** Of the row, when it was sent. */
  readonly wakeAt: string | undefined;
}

function virtualQueue(clock: { now(): Date }) {
  let messages: Message[] = [];
  let sent = 0;
  return {
    async send(target: Target, delaySeconds: number, _story?: Story, wakeAt?: string): Promise<void> {
      messages.push({
        id: `${targetKey(target)}#${++sent}`,
        target,
        dueAt: new Date(clock.now().getTime() + delaySeconds * 1000),
        wakeAt,
      });
    },
    nextDue(): Date | undefined {
      return earliest(...messages.map(({ dueAt }) => dueAt));
    },
    takeDue(): readonly Message[] {
      const due = messages.filter(({ dueAt }) => dueAt <= clock.now());
      messages = messages.filter((message) => !due.includes(message));
      return due;
    },
  };
}

export function earliest(...times: readonly (Date | undefined)[]): Date | undefined {
  return times.filter((time) => time !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];
}
