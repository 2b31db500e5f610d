import { MAX_TRIES } from '../model/limits.ts';
import { type Target, targetKey } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import { admitCard } from '../notify/burst.ts';
import { troubleCard } from '../notify/cards/trouble.ts';
import type { Ports } from '../reconcile/ports.ts';
import { note } from '../telemetry/at-work.ts';

export type DeadLetterPorts = Pick<
  Ports,
  'targets' | 'trail' | 'outbox' | 'notes' | 'clock' | 'log' | 'publicUrl' | 'portal'
>;

/**
 * A step on the target failed as often as it may. That is on the audit log, operators are notified,
 * and the target is kept: it is marked, so that the next sweep requeues it.
 */
export async function deadLetter(target: Target, ports: DeadLetterPorts): Promise<void> {
  const { targets, trail, outbox, clock, log } = ports;
  note({ 'backstay.target': targetKey(target) });
  log.error('Step dead-lettered', { target: targetKey(target), tries: MAX_TRIES });
  await targets.markDirty(target, clock.now());
  const stored = await targets.get(target);
  const about = stored?.state.verdict ?? 'Unknown';
  await trail.append(target, [{ type: 'stepGivenUp', tries: MAX_TRIES }]);
  if (!outbox.has('card')) return;
  const now = clock.now().toISOString();
  if ((await admitCard(ports.notes, now, 'trouble')) === 'later') return;
  const payload = troubleCard(target, MAX_TRIES, ports);
  await outbox.put('card', [
    { id: `trouble-${targetIdOf(target)}-${Date.parse(now)}`, payload, about: [{ target, verdict: about }] },
  ]);
}
