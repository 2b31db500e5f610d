import type { ScanOver } from '../model/command.ts';
import type { ScanResult } from '../model/scan.ts';
import type { Target } from '../model/target.ts';

/** A scan of many, as it started. */
export interface ScanHead {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** After this it is forgotten. */
  readonly expiresAt: string;
  /** Only in scans of earlier versions, which listed all clusters before they began. */
  readonly total?: number;
}

/** The result of one cluster. */
export type ScanPart =
  | { readonly kind: 'result'; readonly result: ScanResult }
  | { readonly kind: 'failure'; readonly target: Target; readonly why: string };

/** A subscription whose clusters are listed, or could not be. */
export type ScanList =
  | { readonly subscriptionId: string; readonly clusters: number }
  | { readonly subscriptionId: string; readonly clusters: 0; readonly why: string };

/** How far a scan is. Its results are read page by page. */
export interface ScanState extends ScanHead {
  readonly done: number;
  /** Clusters so far; all of them once the scan is listed. */
  readonly total: number;
  readonly isListed: boolean;
  readonly unlisted: readonly { readonly subscriptionId: string; readonly why: string }[];
}

export interface ScanPartsPage {
  readonly parts: readonly ScanPart[];
  /** Where the next page begins; left out after the last. */
  readonly continuation?: string;
}

/** Where scans of many are kept until they are fetched. */
export interface ScanStore {
  begin(head: ScanHead): Promise<void>;
  isKnown(id: string): Promise<boolean>;
  /** Before the orders of its clusters are sent: a scan is not done while one is on its way. */
  saveList(id: string, list: ScanList): Promise<void>;
  /** All subscriptions are listed. */
  endLists(id: string): Promise<void>;
  /** The part of one cluster; a second one for the same cluster takes the place of the first. */
  save(id: string, part: ScanPart): Promise<void>;
  read(id: string): Promise<ScanState | undefined>;
  /** Reads no more than a page. */
  page(id: string, limit: number, continuation?: string): Promise<ScanPartsPage>;
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

/** A subscription whose clusters are to be listed; the next one follows by another message. */
export interface ScanListOrder {
  readonly scanId: string;
  readonly over: ScanOver;
  readonly list: string;
  /** How often it was put off since it could not be listed; 0 when left out. */
  readonly putOff?: number;
}

/** Queues the parts of a scan, a few at a time. */
export interface ScanQueue {
  /** `delaySeconds` from now; at once when left out. */
  send(order: ScanOrder | ScanListOrder, delaySeconds?: number): Promise<void>;
}
