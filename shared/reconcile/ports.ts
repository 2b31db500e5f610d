import type { Trail } from '../audit/trail.ts';
import type { EventOrigin } from '../events/cloud-event.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Profile } from '../model/profile.ts';
import type { Outbox } from '../notify/outbox.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { Notes } from '../ports/notes.ts';
import type { RunActions } from '../remediate/run-actions.ts';
import type { AnyRule } from '../rules/define-rule.ts';
import type { DiscoveryQueue } from '../storage/discovery-queue.ts';
import type { FanOutQueue } from '../storage/fan-out-queue.ts';
import type { WakeQueue } from '../storage/queue.ts';
import type { TargetStore } from '../storage/target-store.ts';

/** All that the pipeline reaches beyond itself. Made in `app/compose.ts`, and by tests. */
export interface Ports {
  /** Reads of Azure. Nothing but `runActions` writes to it. */
  readonly arm: ArmReader;
  readonly runActions: RunActions;
  /**
   * The reads of one assessment: answers from before this time, ISO 8601, are read again. See
   * azure/remember.ts.
   */
  readerSince(freshSince: string): ArmReader;
  readonly rules: readonly AnyRule[];
  readonly profiles: readonly Profile[];
  readonly targets: TargetStore;
  readonly queue: WakeQueue;
  readonly fanOuts: FanOutQueue;
  readonly discoveries: DiscoveryQueue;
  readonly trail: Trail;
  /** Messages for others: cards and events. */
  readonly outbox: Outbox;
  /** The origin of events. */
  eventOrigin(): EventOrigin;
  /** Notes about notifications, which instances share. */
  readonly notes: Notes;
  /** Origin of the app as people reach it, for links on cards. */
  readonly publicUrl: string | undefined;
  /** The Azure portal of the cloud, where that is known: see model/portal-address.ts. */
  readonly portal?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** The unit of patience, in seconds. */
  readonly pollSeconds: number;
  /** How often to look although nothing happened, in seconds. */
  readonly driftSeconds: number;
}
