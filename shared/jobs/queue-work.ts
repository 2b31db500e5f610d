import { type Stopwatch, withinSeconds } from '../azure/step-time.ts';
import { STEP_SECONDS } from '../model/limits.ts';
import type { Target } from '../model/target.ts';
import type { Ports } from '../reconcile/ports.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { type Discovery, parseDiscovery } from '../storage/discovery-queue.ts';
import { type FanOut, parseFanOut } from '../storage/fan-out-queue.ts';
import { dueAtIn, parseWakeMessage } from '../storage/queue.ts';
import { type DeadLetterPorts, deadLetter } from './dead-letter.ts';
import { discoverAgain } from './discover.ts';
import { deadLetterFanOut, fanOut, type LaterPorts } from './fan-out.ts';

/** The work that a message of the queue asks for. */
export type QueueWork =
  | { readonly target: Target; readonly dueAt?: string | undefined }
  | { readonly fanOut: FanOut }
  | { readonly discovery: Discovery };

/** `undefined` for a message that asks for none of these. */
export function parseQueueWork(message: unknown): QueueWork | undefined {
  const order = parseFanOut(message);
  if (order !== undefined) return { fanOut: order };
  const discovery = parseDiscovery(message);
  if (discovery !== undefined) return { discovery };
  const target = parseWakeMessage(message);
  return target && { target, dueAt: dueAtIn(message) };
}

/**
 * Does the work within the time of one step. `owner` names the message, so that its second delivery
 * can take over from a dead first.
 */
export function carryOut(work: QueueWork, owner: string, ports: Ports, stopwatch?: Stopwatch): Promise<void> {
  return withinSeconds(
    STEP_SECONDS,
    () => {
      if ('fanOut' in work) return fanOut(work.fanOut, ports);
      if ('discovery' in work) return discoverAgain(work.discovery, ports);
      return reconcile(work.target, owner, ports, work.dueAt);
    },
    stopwatch,
  );
}

/** Takes note of work that failed as often as the host delivers its message. */
export async function deadLetterWork(work: QueueWork, ports: DeadLetterPorts & LaterPorts): Promise<void> {
  if ('fanOut' in work) return deadLetterFanOut(work.fanOut, ports);
  // The next hourly run lists the subscription.
  if ('discovery' in work) return ports.log.error('Discovery dead-lettered');
  return deadLetter(work.target, ports);
}
