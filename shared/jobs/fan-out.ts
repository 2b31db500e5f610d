import { secondsBetween } from '../lib/iso-time.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import { type Failure, willPass } from '../model/failure.ts';
import { MAX_CONCURRENT_ROWS, MAX_TRIES } from '../model/limits.ts';
import type { ClusterId, VaultId } from '../model/resource-id.ts';
import type { TargetSummary } from '../model/summary.ts';
import { type Target, targetKey } from '../model/target.ts';
import { secondsToRetry } from '../plan/patience.ts';
import { profilesOf } from '../profiles/resolve-profile.ts';
import { concerns, usesShared } from '../profiles/uses-shared.ts';
import type { Ports } from '../reconcile/ports.ts';
import { type WakePorts, wake } from '../reconcile/reconcile.ts';
import type { FanOut, Place } from '../storage/fan-out-queue.ts';
import type { Happening } from '../storage/target-store.ts';
import { note, span } from '../telemetry/at-work.ts';

/** Targets of one step: each costs a few calls to storage, and a step ends long before 25 s. */
const PAGE = 100;
/** The same where few of those that are read are marked. */
const SIFTED_PAGE = 500;
/**
 * By then, in seconds, every known target has had its regular assessment, and the hourly discovery
 * has found the others.
 */
const MAX_FAILING_SECONDS = 24 * 3600;

export type NotePorts = WakePorts & Pick<Ports, 'trail' | 'log'>;
type PagePorts = Pick<Ports, 'arm' | 'targets' | 'log' | 'profiles'>;
export type LaterPorts = Pick<Ports, 'fanOuts' | 'log' | 'clock' | 'pollSeconds'>;
export type FanOutPorts = NotePorts & PagePorts & LaterPorts;

/**
 * Notes an event about a shared resource on one page of targets, and leaves the rest to the next
 * message. A page that is done twice costs nothing: each target knows the event by its id.
 */
export async function fanOut(order: FanOut, ports: FanOutPorts): Promise<void> {
  const places = placesOf(order, ports);
  const place = order.next ?? places[0];
  if (place === undefined) {
    return ports.log.info('Event dropped', { because: 'NoMatchingProfile', operation: order.operation });
  }
  const page = await pageOf(place, order, ports);
  if ('failure' in page) return fanOutLater({ ...order, next: place }, page.failure, ports);
  const { targets, rest } = page;
  note({ 'backstay.event.targets': targets.length });
  await mapConcurrent(targets, MAX_CONCURRENT_ROWS, (target) => noteEvent(target, order, ports));
  const next = rest ?? placeAfter(place, places);
  const { failingSince: _, ...event } = order;
  if (next !== undefined) await ports.fanOuts.send({ ...event, next });
}

/**
 * Takes a message that the host has dead-lettered. What is wrong with the storage can pass as well.
 */
export async function deadLetterFanOut(order: FanOut, ports: LaterPorts): Promise<void> {
  ports.log.error('Fan-out dead-lettered', { operation: order.operation, tries: MAX_TRIES });
  await fanOutLater(order, STEP_FAILED, ports);
}

const STEP_FAILED: Failure = { class: 'transient', code: 'StepFailed', message: 'A page of targets failed.' };

/** The event waits, at the place that it has come to, until Azure wants to be asked again. */
async function fanOutLater(order: FanOut, failure: Failure, ports: LaterPorts): Promise<void> {
  const { log, clock, pollSeconds } = ports;
  const now = clock.now().toISOString();
  const failingSince = order.failingSince ?? now;
  const seconds = secondsBetween(failingSince, now);
  const about = { operation: order.operation, because: failure.code };
  if (seconds > MAX_FAILING_SECONDS) return log.error('Event dropped', about);
  const delay = secondsToRetry(failure, seconds, pollSeconds);
  log.warn('Fan-out put off', { ...about, seconds: delay });
  await ports.fanOuts.send({ ...order, failingSince }, delay);
}

/** Notes an event on one target, and on its audit log. */
export async function noteEvent(
  target: Target,
  event: Happening & { readonly operation: string },
  ports: NotePorts,
): Promise<void> {
  const { eventId, operation } = event;
  const marked = await span('requeue', { 'backstay.target': targetKey(target) }, async (waking) => {
    const answer = await wake(target, event, ports);
    waking.note({ 'backstay.mark': answer });
    return answer;
  });
  if (marked === 'marked') await ports.trail.append(target, [{ type: 'eventAccepted', operation, eventId }]);
  else {
    const because = marked === 'ownWrite' ? 'OwnWrite' : 'DuplicateEvent';
    ports.log.info('Event dropped', { because, target: targetKey(target) });
  }
}

/**
 * First the targets that are known; for a vault then the clusters that were there before Backstay.
 */
function placesOf({ vaultId, shared }: FanOut, { profiles }: Pick<Ports, 'profiles'>): readonly Place[] {
  if (vaultId === undefined)
    return profiles.filter((each) => usesShared(each, shared)).map(({ name }) => ({ known: name }));
  const its = profiles.filter((profile) => profile.vaultId === vaultId);
  const subscriptions = new Set(its.flatMap(({ selector }) => selector.subscriptions));
  return [...its.map(({ name }) => ({ known: name })), ...[...subscriptions].map((subscription) => ({ subscription }))];
}

function placeAfter(place: Place, places: readonly Place[]): Place | undefined {
  const index = places.findIndex((each) =>
    'known' in place ? 'known' in each && each.known === place.known : isSubscription(each, place.subscription),
  );
  // A profile that was removed meanwhile ends the way; the hourly list finds what is left.
  return index < 0 ? undefined : places[index + 1];
}

function isSubscription(place: Place, subscription: string): boolean {
  return 'subscription' in place && place.subscription === subscription;
}

interface Page {
  readonly targets: readonly Target[];
  /** Set while the place has more. */
  readonly rest: Place | undefined;
}

/** The clusters could not be listed, which can pass. */
interface Unlisted {
  readonly failure: Failure;
}

async function pageOf(place: Place, order: FanOut, ports: PagePorts): Promise<Page | Unlisted> {
  if ('known' in place) return knownTargets(place, order, ports);
  // A resource other than a vault has no such places.
  return order.vaultId === undefined ? { targets: [], rest: undefined } : clustersOf(place, order.vaultId, ports);
}

async function knownTargets(
  { known, continuation }: Extract<Place, { readonly known: string }>,
  { shared, operation }: FanOut,
  { targets, log, profiles }: Pick<Ports, 'targets' | 'log' | 'profiles'>,
): Promise<Page> {
  const onUnreadable = (why: string) => log.error('State left out', { why });
  const limit = shared?.subject === 'network' ? SIFTED_PAGE : PAGE;
  const page = await targets.summaries({ profile: known, limit, continuation, onUnreadable });
  const profile = profiles.find(({ name }) => name === known);
  const isMeant = (summary: TargetSummary) =>
    shared === undefined || (profile !== undefined && concerns(summary, profile, shared, operation));
  return {
    targets: page.summaries.filter(isMeant).map(({ target }) => target),
    rest: page.continuation === undefined ? undefined : { known, continuation: page.continuation },
  };
}

async function clustersOf(
  { subscription, after = '' as ClusterId }: Extract<Place, { readonly subscription: string }>,
  vaultId: VaultId,
  { arm, log, profiles }: PagePorts,
): Promise<Page | Unlisted> {
  const answer = await arm.listClusters(subscription);
  if (!answer.ok) {
    if (willPass(answer.failure)) return { failure: answer.failure };
    log.warn('Clusters not listed', { because: answer.failure.code, call: answer.trace.call });
    return { targets: [], rest: undefined };
  }
  const clusters = answer.value.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const page = clusters.filter(({ id }) => id > after).slice(0, PAGE);
  const last = page.at(-1)?.id;
  // As with an event about a cluster: whether its tag picks another profile is seen when it is
  // read.
  const targets = page.flatMap((cluster): readonly Target[] => {
    const [profile] = profilesOf(cluster, profiles);
    return profile?.vaultId === vaultId ? [{ clusterId: cluster.id, profile: profile.name }] : [];
  });
  const more = last !== undefined && last !== clusters.at(-1)?.id;
  return { targets, rest: more ? { subscription, after: last } : undefined };
}
