import type { ScanResult } from '../model/scan.ts';
import type { Target } from '../model/target.ts';

/** A scan of many, as it started. */
export interface ScanHead {
  readonly id: string;
  /** ISO 8601, as is the other. */
  readonly startedAt: string;
  readonly total: number;
  /** After this it is forgotten. */
  readonly expiresAt: string;
}

/** The result of one cluster. */
export type ScanPart =
  | { readonly kind: 'result'; readonly result: ScanResult }
  | { readonly kind: 'failure'; readonly target: Target; readonly why: string };

/** How far a scan is; the results only when it has ended, since they may be many. */
export interface ScanState extends ScanHead {
  readonly done: number;
  readonly results: readonly ScanResult[];
  readonly failures: readonly { readonly target: Target; readonly why: string }[];
}

/** Where scans of many are kept until they are fetched. */
export interface ScanStore {
  begin(head: ScanHead): Promise<void>;
  isKnown(id: string): Promise<boolean>;
  /** The part of one cluster; a second one for the same cluster takes the place of the first. */
  save(id: string, part: ScanPart): Promise<void>;
  read(id: string): Promise<ScanState | undefined>;
  /** Removes what has expired. Answers how many scans that were. */
  forget(now: Date): Promise<number>;
}

/** One cluster of a scan of many, as a message asks for it. */
export interface ScanOrder {
  readonly scanId: string;
  readonly target: Target;
  /** How often it was put off since what it needs could not be read; 0 when left out. */
  readonly putOff?: number;
}

/** Queues the clusters of a scan, a few at a time. */
export interface ScanQueue {
  /** `delaySeconds` from now; at once when left out. */
  send(order: ScanOrder, delaySeconds?: number): Promise<void>;
}
