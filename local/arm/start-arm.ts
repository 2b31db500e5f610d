import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { durationsAt } from './durations.ts';
import { EventGrid, type EventSubscription } from './events/event-grid.ts';
import { serveWithLosses } from './faults/connection-faults.ts';
import { createFaults, type FaultControl } from './faults/fault-rules.ts';
import { Operations } from './operations/operations.ts';
import type { Platform } from './platform.ts';
import { createAccess, type Owners } from './providers/authorization/access.ts';
import { type DeployedRights, deployRights } from './providers/authorization/deployed-rights.ts';
import type { Workloads } from './providers/container-service/run-command/workloads.ts';
import { newSubscription } from './providers/resources/subscription.ts';
import { seededRandom } from './random.ts';
import { createApp } from './server/app.ts';
import { type Certificate, createCertificate } from './server/certificate.ts';
import type { Throttling } from './server/throttling.ts';
import { ArmState } from './state/arm-state.ts';
import { Directory } from './state/directory.ts';
import { createRealTimeline, type Timeline } from './timeline.ts';

export interface LocalArmOptions {
  /** 0 takes any free port; 0 by default. */
  readonly port?: number;
  /** How many times faster than Azure everything happens; 60 by default. */
  readonly speed?: number;
  /** A file that gets every exchange, one JSON object a line. */
  readonly recordTo?: string;
  readonly timeline?: Timeline;
  /** The same seed gives the same ids and the same chances. */
  readonly seed?: number;
  readonly subscriptions: readonly { readonly id: string; readonly tenantId: string }[];
  /** Probability, 0 to 1, that an event arrives twice; 0.2 by default. */
  readonly duplicateEvents?: number;
  /** Items on one page of a list; 100 by default. */
  readonly pageSize?: number;
  /** Whether requests beyond Azure's quotas are refused; `enforced` by default. */
  readonly throttling?: Throttling;
  /**
   * Who may do what: everybody is held to these rights and to what is granted later. When left out, nothing is forbidden
   * to anybody.
   */
  readonly rights?: DeployedRights;
  /** Object ids of those who may do everything while rights are enforced; nobody by default. */
  readonly owners?: Owners;
  /** What it shows to its clients; a fresh one by default. */
  readonly certificate?: Certificate;
}

export interface LocalArm {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly certificatePem: string;
  /** Everything that exists, to look at. */
  readonly state: ArmState;
  /** What is to go wrong; README.md beside this file has all of it. */
  readonly faults: FaultControl;
  /** Says what runs in a cluster, for what run command answers there. It vanishes with the cluster. */
  setWorkloads(clusterId: string, workloads: Workloads): void;
  /** Sends the events of these operations to a webhook, once it has answered Event Grid's handshake. */
  subscribe(subscription: EventSubscription): Promise<void>;
  /** Answers within this process what it would answer over a connection; for clients that send very many requests. */
  fetch(request: Request): Promise<Response>;
  /** Ends at once: connections, deliveries and all that was still to happen. */
  close(): Promise<void>;
}

/** Starts a Resource Manager that lives in this process alone. */
export async function startArm(options: LocalArmOptions): Promise<LocalArm> {
  const realTimeline = createRealTimeline();
  const timeline = options.timeline ?? realTimeline;
  const durations = durationsAt(options.speed ?? 60);
  const random = seededRandom(options.seed ?? 1);
  const state = new ArmState(new Directory(timeline, durations, random));
  for (const { id, tenantId } of options.subscriptions) state.subscriptions.set(newSubscription(id, tenantId));
  if (options.rights !== undefined) deployRights(state, timeline, options.rights);
  state.keepHistory(timeline);

  const events = new EventGrid({
    timeline,
    durations,
    random,
    duplicateEvents: options.duplicateEvents ?? 0.2,
    tenantOf: (subscriptionId) => state.subscriptions.get(`/subscriptions/${subscriptionId}`)?.tenantId ?? '',
  });
  const faults = createFaults(timeline, durations);
  let url = '';
  const platform: Platform = {
    timeline,
    durations,
    random,
    state,
    events,
    access: createAccess(state, options.rights && (options.owners ?? [])),
    faults,
    operations: new Operations(timeline, durations, random),
    pageSize: options.pageSize ?? 100,
    publicUrl: () => url,
  };

  const { certificatePem, privateKeyPem } = options.certificate ?? (await createCertificate());
  const app = createApp(platform, { recordTo: options.recordTo, throttling: options.throttling ?? 'enforced' });
  const server = createAdaptorServer({
    fetch: serveWithLosses(app),
    createServer,
    serverOptions: { key: privateKeyPem, cert: certificatePem },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    certificatePem,
    state,
    faults,
    setWorkloads: (clusterId, workloads) => void state.workloads.set({ ...workloads, id: clusterId }),
    subscribe: (subscription) => events.subscribe(subscription),
    fetch: async (request) => app.fetch(request),
    async close() {
      realTimeline.close();
      events.close();
      await new Promise((resolve) => {
        server.close(resolve);
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}
