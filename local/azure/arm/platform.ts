import type { Durations } from './durations.ts';
import type { EventGrid } from './events/event-grid.ts';
import type { Faults } from './faults/fault-rules.ts';
import type { Operations } from './operations/operations.ts';
import type { Access } from './providers/authorization/access.ts';
import type { BlobService } from './providers/storage/blob-service.ts';
import type { Random } from './random.ts';
import type { ArmState } from './state/arm-state.ts';
import type { Timeline } from './timeline.ts';

/** The base of every resource provider. */
export interface Platform {
  readonly timeline: Timeline;
  readonly durations: Durations;
  readonly random: Random;
  readonly state: ArmState;
  readonly operations: Operations;
  readonly events: EventGrid;
  /** The rights of callers. */
  readonly access: Access;
  /** What is to go wrong. */
  readonly faults: Faults;
  /** Where the blobs of storage accounts are. */
  readonly blobs: BlobService;
  /** Items on one page of a list. */
  readonly pageSize: number;
  /** Where clients reach this Resource Manager: links in answers start with it. */
  publicUrl(): string;
}
