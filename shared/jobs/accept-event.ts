import { readEvent } from '../azure/read-event.ts';
import type { Log } from '../lib/log.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import { within } from '../lib/within.ts';
import { MAX_CONCURRENT_ROWS } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import type { ClusterId } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';
import { readProfilesOf } from '../profiles/read-profiles-of.ts';
import { profilesFor, readsCluster } from '../profiles/resolve-profile.ts';
import { usesShared } from '../profiles/uses-shared.ts';
import type { Ports } from '../reconcile/ports.ts';
import { note } from '../telemetry/at-work.ts';
import { type NotePorts, noteEvent } from './fan-out.ts';

/**
 * event → target: takes note of which targets an event concerns. Nothing else in the event is
 * trusted. Event Grid waits 30 s for the answer, and thousands of clusters can share a vault:
 * messages mark these page by page.
 */
export async function acceptEvent(
  input: unknown,
  ports: NotePorts & Pick<Ports, 'fanOuts' | 'profiles' | 'arm'>,
): Promise<void> {
  const parsed = await readEvent(input);
  if (!parsed.accepted) return ports.log.warn('Event dropped', { because: parsed.reason });

  const { kind: _, ...event } = parsed.event;
  if ('vaultId' in event) return ports.fanOuts.send(event);
  if ('shared' in event) {
    if (ports.profiles.some((profile) => usesShared(profile, event.shared))) return ports.fanOuts.send(event);
    return ports.log.info('Event dropped', { because: 'ResourceUnused', operation: event.operation });
  }
  const targets = await targetsOf(event.clusterId, ports);
  if (targets.length === 0) {
    return ports.log.info('Event dropped', { because: 'NoMatchingProfile', operation: event.operation });
  }
  note({ 'backstay.event.targets': targets.length });
  for (const target of targets) await noteEvent(target, event, ports);
}

/** Event Grid waits 30 s for the answer. */
const MAX_READ_MS = 10_000;

/**
 * The target that an event about a cluster concerns. Whether the cluster's tag picks another
 * profile is seen when the cluster is read. Where the location or the tags decide, these are the
 * targets that are known, since each assessment hands over to the one that holds; a cluster that is
 * not known is read.
 */
async function targetsOf(
  clusterId: ClusterId,
  { profiles, targets, arm }: Pick<Ports, 'profiles' | 'targets' | 'arm'>,
): Promise<readonly Target[]> {
  const possible = profilesFor(clusterId, profiles);
  const toTarget = ({ name }: Profile): Target => ({ clusterId, profile: name });
  if (!possible.some(readsCluster)) return possible.slice(0, 1).map(toTarget);
  const rows = await mapConcurrent(possible.map(toTarget), MAX_CONCURRENT_ROWS, targets.get);
  const known = rows.flatMap((row) => (row === undefined ? [] : [row.state]));
  const active = known.filter(({ verdict }) => verdict !== 'OptedOut');
  const meant = active.length > 0 ? active : known.slice(0, 1);
  if (meant.length > 0) return meant.map(({ target }) => target);
  const selecting = await within(MAX_READ_MS, readProfilesOf(clusterId, profiles, arm), () => possible);
  return selecting.slice(0, 1).map(toTarget);
}

/**
 * An event from the queue failed as often as it may. It is only a hint: the hourly list finds new
 * clusters, and each known cluster is read again within `BACKSTAY_DRIFT_HOURS`.
 */
export async function deadLetterEvent(input: unknown, log: Log): Promise<void> {
  const parsed = await readEvent(input);
  if (!parsed.accepted) return log.error('Event dead-lettered', { because: parsed.reason });
  const { eventId, operation } = parsed.event;
  log.error('Event dead-lettered', { eventId, operation });
}
