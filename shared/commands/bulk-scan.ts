import { type Clock, secondsAfter } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { ScanOver } from '../model/command.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { Profile } from '../model/profile.ts';
import type { ScanResult } from '../model/scan.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { ScanListOrder, ScanOrder, ScanQueue, ScanStore } from '../ports/scan-store.ts';
import { isNamed, profilesOf, resolveProfile, type Selectable } from '../profiles/resolve-profile.ts';

export interface BulkPorts {
  readonly profiles: readonly Profile[];
  readonly scans: Pick<ScanStore, 'begin' | 'endLists'>;
  readonly queue: ScanQueue;
  readonly clock: Clock;
  /** Ids that cannot be guessed. Reading a scan needs a right besides. */
  newId(): string;
}

/** Results are kept for a week, in seconds. */
const KEPT_SECONDS = 7 * 24 * 3600;
/** Messages that one step sends at the same time. */
const MAX_AT_ONCE = 16;

/**
 * Begins a scan of many by one message, at any size of the fleet: one step lists each subscription,
 * and one scans each cluster.
 */
export async function beginScan(over: ScanOver, ports: BulkPorts): Promise<{ readonly id: string }> {
  const id = ports.newId();
  const now = ports.clock.now();
  const expiresAt = secondsAfter(now, KEPT_SECONDS).toISOString();
  await ports.scans.begin({ id, startedAt: now.toISOString(), expiresAt });
  await listAfter('', { scanId: id, over }, ports);
  return { id };
}

/** The next subscription by its id, so that the order stays the same from step to step. */
async function listAfter(
  subscriptionId: string,
  { scanId, over }: Pick<ScanListOrder, 'scanId' | 'over'>,
  { profiles, scans, queue }: Pick<BulkPorts, 'profiles' | 'queue'> & { readonly scans: Pick<ScanStore, 'endLists'> },
): Promise<void> {
  const next = subscriptionsOf(over, profiles).find((each) => each > subscriptionId);
  if (next === undefined) await scans.endLists(scanId);
  else await queue.send({ scanId, over, list: next });
}

function subscriptionsOf(over: ScanOver, profiles: readonly Profile[]): readonly string[] {
  const all = profilesMeant(over, profiles).flatMap(({ selector }) => selector.subscriptions);
  return [...new Set(all)].filter((each) => over.subscriptionId === undefined || each === over.subscriptionId).sort();
}

function profilesMeant({ profile }: ScanOver, profiles: readonly Profile[]): readonly Profile[] {
  return profiles.filter((each) => profile === undefined || isNamed(each, profile));
}

export interface ListStepPorts {
  readonly arm: Pick<ArmReader, 'listClusters'>;
  readonly profiles: readonly Profile[];
  readonly scans: Pick<ScanStore, 'isKnown' | 'saveList' | 'endLists'>;
  readonly queue: ScanQueue;
  readonly log: Log;
}

/**
 * Lists the clusters of one subscription and orders a scan of each; those that opted out are left
 * alone. The same message again orders the same scans again. While Azure throttles, it waits.
 */
export async function listStep(order: ScanListOrder, ports: ListStepPorts): Promise<void> {
  const { scanId, over, list: subscriptionId, putOff = 0 } = order;
  const { arm, profiles, scans, queue, log } = ports;
  if (!(await scans.isKnown(scanId))) return log.warn('Scan dropped', { because: 'UnknownScan', scanId });
  const answer = await arm.listClusters(subscriptionId);
  if (!answer.ok) {
    const { failure } = answer;
    const delay = willPass(failure) ? secondsOfDelay([failure], putOff) : undefined;
    if (delay !== undefined) {
      log.warn('Clusters not listed yet', { subscription: subscriptionId, because: failure.code, seconds: delay });
      return queue.send({ ...order, putOff: putOff + 1 }, delay);
    }
    return leaveOut(order, `Azure did not list its clusters. ${failure.code}: ${failure.message}`, ports);
  }
  const meant = profilesMeant(over, profiles);
  const targets = answer.value
    .flatMap((cluster) => targetFor(cluster, profiles) ?? [])
    .filter(({ profile }) => meant.some(({ name }) => name === profile));
  // Before the orders: the scan must not end while some of them are still to be sent.
  await scans.saveList(scanId, { subscriptionId, clusters: targets.length });
  await mapConcurrent(targets, MAX_AT_ONCE, (target) => queue.send({ scanId, target }));
  await listAfter(subscriptionId, order, ports);
}

/** The result names a subscription that was not listed, and the scan goes on with the next one. */
async function leaveOut(
  order: ScanListOrder,
  why: string,
  ports: Pick<ListStepPorts, 'profiles' | 'scans' | 'queue' | 'log'>,
): Promise<void> {
  const { scanId, list: subscriptionId } = order;
  ports.log.error('Clusters not listed', { subscription: subscriptionId, scanId, why });
  await ports.scans.saveList(scanId, { subscriptionId, clusters: 0, why });
  await listAfter(subscriptionId, order, ports);
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
/**
 * How often a cluster may wait for its turn in a quota. A scan of a large fleet takes as long as
 * Azure's quotas want: a result without an answer is no help.
 */
const MAX_TURNS = 40;

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
  return passing.length === 0 ? undefined : secondsOfDelay(passing, putOff);
}

function secondsOfDelay(passing: readonly Failure[], putOff: number): number | undefined {
  const asked = passing.map(({ retryAfterSeconds = 0 }) => retryAfterSeconds);
  // The request was not sent: Backstay itself keeps to the quota, and names the turn.
  if (passing.some(({ code }) => code === 'QuotaSpared')) {
    return putOff < MAX_TURNS ? Math.max(FIRST_DELAY_SECONDS, ...asked) : undefined;
  }
  if (putOff >= MAX_PUT_OFF) return undefined;
  const delay = Math.max(FIRST_DELAY_SECONDS * 2 ** putOff, ...asked);
  return delay > MAX_DELAY_SECONDS ? undefined : delay;
}

/**
 * A dead-lettered cluster counts as done, and a dead-lettered subscription as listed, so that every
 * scan ends; its result says so.
 */
export async function deadLetterScan(
  order: ScanOrder | ScanListOrder,
  tries: number,
  ports: Pick<ListStepPorts, 'profiles' | 'queue' | 'log'> & {
    readonly scans: Pick<ScanStore, 'isKnown' | 'save' | 'saveList' | 'endLists'>;
  },
): Promise<void> {
  const { scans, log } = ports;
  const { scanId } = order;
  const about = 'list' in order ? { subscription: order.list } : { target: targetKey(order.target) };
  log.error('Scan dead-lettered', { ...about, scanId, tries });
  if (!(await scans.isKnown(scanId))) return;
  if ('list' in order) {
    const why = `Its clusters could not be listed in ${tries} tries; the log of the functions has the reason.`;
    return leaveOut(order, why, ports);
  }
  const why = `The cluster could not be checked in ${tries} tries; the log of the functions has the reason.`;
  await scans.save(scanId, { kind: 'failure', target: order.target, why });
}
