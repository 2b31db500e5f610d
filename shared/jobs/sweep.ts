import { secondsAfter } from '../lib/clock.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure, note } from '../telemetry/at-work.ts';

/** A message is late rather than lost for this many seconds. */
const GRACE_SECONDS = 5 * 60;

/**
 * Closes every gap: a target that should have been looked at by now is put into the queue again, whatever became of its message.
 * Targets that are gone are left out; drift is due when the wake of a target is, which its last step has set.
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
  const late = secondsAfter(clock.now(), -GRACE_SECONDS).toISOString();
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
