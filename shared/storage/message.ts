import * as z from 'zod';
import { traceparent } from '../telemetry/at-work.ts';

/**
 * Whether a message continues the work that sends it, or starts something new. Only traces know the
 * difference.
 */
export type Story = 'goesOn' | 'new';

const traced = z.object({ traceparent: z.unknown() });

/**
 * As the queue triggers expect it: JSON in base64. The span at work is added, so that a trace does
 * not end at a queue.
 */
export function encodeMessage(message: Readonly<Record<string, unknown>>, story: Story = 'goesOn'): string {
  const parent = story === 'new' ? undefined : traceparent();
  const whole = parent === undefined ? message : { ...message, traceparent: parent };
  return Buffer.from(JSON.stringify(whole)).toString('base64');
}

/** The `traceparent` of a message as it came, which can be anything; nothing is decided by it. */
export function traceparentIn(message: unknown): unknown {
  return traced.safeParse(message).data?.traceparent;
}
