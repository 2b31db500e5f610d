import { readEvent } from '../azure/read-event.ts';
import type { Log } from '../lib/log.ts';
import { profilesFor } from '../profiles/resolve-profile.ts';
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
  ports: NotePorts & Pick<Ports, 'fanOuts' | 'profiles'>,
): Promise<void> {
  const parsed = await readEvent(input);
  if (!parsed.accepted) return ports.log.warn('Event dropped', { because: parsed.reason });

  const { kind: _, ...event } = parsed.event;
  if ('vaultId' in event) return ports.fanOuts.send(event);
  if ('shared' in event) {
    if (ports.profiles.some((profile) => usesShared(profile, event.shared))) return ports.fanOuts.send(event);
    return ports.log.info('Event dropped', { because: 'ResourceUnused', operation: event.operation });
  }
  // Whether the cluster's tag picks another profile is seen when the cluster is read.
  const [profile] = profilesFor(event.clusterId, ports.profiles);
  if (profile === undefined) {
    return ports.log.info('Event dropped', { because: 'NoMatchingProfile', operation: event.operation });
  }
  note({ 'backstay.event.targets': 1 });
  await noteEvent({ clusterId: event.clusterId, profile: profile.name }, event, ports);
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
