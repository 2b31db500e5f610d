import { durationsAt } from './durations.ts';
import { EventGrid, type EventListener, type EventSubscription } from './events/event-grid.ts';
import { createFaults, type FaultControl } from './faults/fault-rules.ts';
import { Operations } from './operations/operations.ts';
import type { Platform } from './platform.ts';
import { createAccess, type Owners } from './providers/authorization/access.ts';
import { type DeployedRights, deployRights } from './providers/authorization/deployed-rights.ts';
import type { Workloads } from './providers/container-service/run-command/workloads.ts';
import { newSubscription } from './providers/resources/subscription.ts';
import { type BlobService, NO_BLOB_SERVICE } from './providers/storage/blob-service.ts';
import { seededRandom } from './random.ts';
import { createApp } from './server/app.ts';
import type { ArmApp } from './server/arm-env.ts';
import type { Throttling } from './server/throttling.ts';
import { ArmState } from './state/arm-state.ts';
import { Directory } from './state/directory.ts';
import type { Timeline } from './timeline.ts';

export interface ArmOptions {
  /** How many times faster than Azure everything happens; 60 by default. */
  readonly speed?: number;
  /** A file that gets every exchange, one JSON object a line. */
  readonly recordTo?: string;
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
   * Rights and later grants apply to every caller. When left out, nothing is forbidden
   * to anybody.
   */
  readonly rights?: DeployedRights;
  /** Object ids of those who may do everything while rights are enforced; none by default. */
  readonly owners?: Owners;
  /** The blob service of the storage accounts; without one no container can be read. */
  readonly blobs?: BlobService;
}

/** A Resource Manager without a server in front of it. */
export interface Arm {
  readonly app: ArmApp;
  /** The same for callers without faults and quotas. Its resources have ids of their own. */
  buildQuietApp(): ArmApp;
  /** Everything that exists, to read. */
  readonly state: ArmState;
  /** What is to go wrong; README.md beside this file has all of it. */
  readonly faults: FaultControl;
  /**
   * Says what runs in a cluster, for what run command answers there. It vanishes with the cluster.
   */
  setWorkloads(clusterId: string, workloads: Workloads): void;
  /**
   * Sends the events of these operations to a webhook, once it has answered Event Grid's handshake.
   */
  subscribe(subscription: EventSubscription): Promise<void>;
  /** Hands the events of these operations to a function of this process. */
  listen(listener: EventListener): void;
  /** Delivers no more events. */
  close(): void;
}

/** Builds a Resource Manager whose answers say that it is at `publicUrl`. */
export function buildArm(options: ArmOptions, timeline: Timeline, publicUrl: () => string): Arm {
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
  const platform: Platform = {
    timeline,
    durations,
    random,
    state,
    events,
    access: createAccess(state, options.rights && (options.owners ?? [])),
    faults,
    blobs: options.blobs ?? NO_BLOB_SERVICE,
    operations: new Operations(timeline, durations, random),
    pageSize: options.pageSize ?? 100,
    publicUrl,
  };
  return {
    app: createApp(platform, { recordTo: options.recordTo, throttling: options.throttling ?? 'enforced' }),
    buildQuietApp() {
      const quiet = { faults: createFaults(timeline, durations), random: seededRandom(~(options.seed ?? 1)) };
      return createApp({ ...platform, ...quiet }, { recordTo: undefined, throttling: 'headersOnly' });
    },
    state,
    faults,
    setWorkloads: (clusterId, workloads) => void state.workloads.set({ ...workloads, id: clusterId }),
    subscribe: (subscription) => events.subscribe(subscription),
    listen: (listener) => events.listen(listener),
    close: () => events.close(),
  };
}
