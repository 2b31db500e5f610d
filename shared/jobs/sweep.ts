import { secondsAfter } from '../lib/clock.ts';
import { LATE_MESSAGE_SECONDS } from '../model/limits.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure, note } from '../telemetry/at-work.ts';

/**
 * Closes every gap: a target that should have been assessed by now is put into the queue again.
 * Targets that are gone are left out; drift is due when the wake of a target is, which its last
 * step has set.
 */
export async function sweep(
  ports: Pick<Ports, 'targets' | 'queue' | 'clock' | 'log'>,
  by: 'timer' | 'request' = 'timer',
): Promise<void> {
  const { targets, queue, clock, log } = ports;
  let overdue = 0;
  let unreadable = 0;
  const onUnreadable = (why: string) => {
    unreadable++;
    log.error('State left out', { why });
  };
  const late = secondsAfter(clock.now(), -LATE_MESSAGE_SECONDS).toISOString();
  for await (const { target } of targets.dueBefore(late, onUnreadable)) {
    // Each of them is a story of its own, not a part of this sweep.
    await queue.send(target, 0, 'new');
    overdue++;
  }
  // A heartbeat is one of the timer: the alert has to fire when only requests keep sweeps going.
  if (by === 'timer') measure('backstay.heartbeat', 1, {});
  note({ 'backstay.sweep.overdue': overdue, 'backstay.sweep.unreadable': unreadable });
  log.info('Swept', { by, overdue, unreadable });
}
