import { type Target, targetKey } from './model/target.ts';
import { admitCard } from './notify/burst.ts';
import { troubleCard } from './notify/cards/trouble.ts';
import type { Ports } from './ports.ts';
import { note } from './telemetry/at-work.ts';

/** As often as the host delivers a message before it gives it up: `maxDequeueCount` in host.json. */
export const MOST_TRIES = 5;

/**
 * A step on the target failed as often as it may. That is on record, people are told, and the target is kept: it is marked, so that
 * the next sweep has it looked at again.
 */
export async function giveUp(target: Target, ports: Ports): Promise<void> {
  const { targets, trail, teller, clock, log } = ports;
  note({ target: targetKey(target) });
  log.error('Step given up', { target: targetKey(target), tries: MOST_TRIES });
  await targets.markDirty(target, clock.now());
  const stored = await targets.get(target);
  const about = stored?.state.verdict ?? 'Unknown';
  await trail.append(target, [{ type: 'stepGivenUp', tries: MOST_TRIES }]);
  if ((await admitCard(ports.notes, clock.now().toISOString(), 'trouble')) === 'later') return;
  const told = await teller.tell(troubleCard(target, MOST_TRIES, ports));
  if (told.status === 'accepted') await trail.append(target, [{ type: 'notificationSent', channel: 'teams', about }]);
  if (told.status === 'failed') {
    await trail.append(target, [{ type: 'notificationFailed', channel: 'teams', about, why: told.why }]);
  }
}
