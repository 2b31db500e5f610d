import { type Clock, secondsAfter } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ScanOver } from '../model/command.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { Profile } from '../model/profile.ts';
import type { ScanResult } from '../model/scan.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { ScanOrder, ScanQueue, ScanStore } from '../ports/scan-store.ts';
import { profilesOf, resolveProfile, type Selectable } from '../profiles/resolve-profile.ts';

export interface BulkPorts {
  readonly arm: Pick<ArmReader, 'listClusters'>;
  readonly profiles: readonly Profile[];
  readonly scans: ScanStore;
  readonly queue: ScanQueue;
  readonly clock: Clock;
  /** Ids that cannot be guessed. Reading a scan needs a right besides. */
  newId(): string;
}

export type BulkBegun =
  | { readonly kind: 'begun'; readonly id: string; readonly total: number }
  /** The clusters could not be listed, so the scope of the scan is unknown. */
  | { readonly kind: 'unreadable'; readonly subscriptionId: string; readonly failure: Failure };

/** Results are kept for a week, in seconds. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** Begins a scan of many: a message for each cluster. Those that opted out are left alone. */
export async function beginScan(over: ScanOver, ports: BulkPorts): Promise<BulkBegun> {
  const profiles = ports.profiles.filter(({ name }) => over.profile === undefined || name === over.profile);
  const subscriptions = new Set(profiles.flatMap(({ selector }) => selector.subscriptions));
  const targets: Target[] = [];
  for (const subscriptionId of subscriptions) {
    if (over.subscriptionId !== undefined && subscriptionId !== over.subscriptionId) continue;
    const answer = await ports.arm.listClusters(subscriptionId);
    if (!answer.ok) return { kind: 'unreadable', subscriptionId, failure: answer.failure };
    targets.push(...answer.value.flatMap((cluster) => targetFor(cluster, ports.profiles) ?? []));
  }
  const meant = targets.filter(({ profile }) => profiles.some(({ name }) => name === profile));

  const id = ports.newId();
  const now = ports.clock.now();
  const expiresAt = secondsAfter(now, KEPT_SECONDS).toISOString();
  await ports.scans.begin({ id, startedAt: now.toISOString(), total: meant.length, expiresAt });
  for (const target of meant) await ports.queue.send({ scanId: id, target });
  return { kind: 'begun', id, total: meant.length };
}

/**
 * The target of a cluster in a scan of many, `undefined` for one that opted out or that no profile
 * selects. Where its tag names no profile it is the first that selects it, and the scan says so.
 */
export function targetFor(cluster: Selectable, profiles: readonly Profile[]): Target | undefined {
  const { id: clusterId } = cluster;
  const resolution = resolveProfile(cluster, profiles);
  switch (resolution.state) {
    case 'chosen':
      return { clusterId, profile: resolution.profile.name };
    case 'notAllowed': {
      const [first] = profilesOf(cluster, profiles);
      return first && { clusterId, profile: first.name };
    }
    case 'optedOut':
    case 'outOfScope':
      return undefined;
  }
}

/** Facts that still cannot be read after so many tries are `unknown` in the result. */
const MAX_PUT_OFF = 3;
/** In seconds; doubled each time. */
const FIRST_DELAY_SECONDS = 15;
/**
 * People wait for the scan: where Azure asks for more, in seconds, the result says what could not
 * be read.
 */
const MAX_DELAY_SECONDS = 15 * 60;

export interface ScanStepPorts {
  readonly queue: ScanQueue;
  readonly scans: Pick<ScanStore, 'isKnown' | 'save'>;
  readonly log: Log;
  scan(target: Target): Promise<ScanResult>;
}

/**
 * Scans one cluster. The same message again writes the same row again. While Azure throttles, it
 * waits.
 */
export async function scanStep(order: ScanOrder, ports: ScanStepPorts): Promise<void> {
  const { scanId, target, putOff = 0 } = order;
  if (!(await ports.scans.isKnown(scanId))) return ports.log.warn('Scan dropped', { because: 'UnknownScan', scanId });
  const result = await ports.scan(target);
  const delay = secondsToScanAgain(result, putOff);
  if (delay === undefined) return ports.scans.save(scanId, { kind: 'result', result });
  ports.log.warn('Scan put off', { target: targetKey(target), scanId, seconds: delay });
  await ports.queue.send({ ...order, putOff: putOff + 1 }, delay);
}

/** In seconds; `undefined` when all was read that can be. */
function secondsToScanAgain({ findings }: ScanResult, putOff: number): number | undefined {
  const failures = findings.flatMap((finding) => (finding.outcome === 'unknown' ? finding.unread : []));
  const passing = failures.map(({ failure }) => failure).filter(willPass);
  if (passing.length === 0 || putOff >= MAX_PUT_OFF) return undefined;
  const asked = passing.map(({ retryAfterSeconds = 0 }) => retryAfterSeconds);
  const delay = Math.max(FIRST_DELAY_SECONDS * 2 ** putOff, ...asked);
  return delay > MAX_DELAY_SECONDS ? undefined : delay;
}

/** A dead-lettered cluster counts as done, so that every scan ends; its result says so. */
export async function deadLetterScan(
  { scanId, target }: ScanOrder,
  tries: number,
  { scans, log }: Pick<ScanStepPorts, 'scans' | 'log'>,
): Promise<void> {
  log.error('Scan dead-lettered', { target: targetKey(target), scanId, tries });
  if (!(await scans.isKnown(scanId))) return;
  const why = `The cluster could not be checked in ${tries} tries; the log of the functions has the reason.`;
  await scans.save(scanId, { kind: 'failure', target, why });
}
