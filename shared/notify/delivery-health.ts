import * as z from 'zod';
import type { Clock } from '../lib/clock.ts';
import type { Consumer } from '../model/consumer.ts';
import type { ConsumerName } from '../model/outbox.ts';
import { changeNote, type Notes } from '../ports/notes.ts';

/** The note of Teams keeps the name that it had before there were others. */
const NOTES: Readonly<Record<ConsumerName, string>> = {
  teams: 'delivery',
  slack: 'delivery-slack',
  github: 'delivery-github',
  events: 'delivery-events',
  webhook: 'delivery-webhook',
};

const deliverySchema = z.object({
  /** When the receiver last accepted a message, ISO 8601. */
  acceptedAt: z.string().optional(),
  lastFailure: z.object({ at: z.string(), why: z.string(), retried: z.boolean() }).optional(),
});

/** How the last delivery to a consumer went. */
export type DeliveryHealth = z.infer<typeof deliverySchema> & {
  /** `failing` while the last message was not accepted; `unknown` before the first. */
  readonly status: 'accepted' | 'failing' | 'unknown';
};

export async function readDeliveryHealth(consumer: ConsumerName, notes: Notes): Promise<DeliveryHealth> {
  const { acceptedAt, lastFailure } = deliveryIn((await notes.read(NOTES[consumer]))?.value);
  const known = { ...(acceptedAt !== undefined && { acceptedAt }), ...(lastFailure && { lastFailure }) };
  if (acceptedAt === undefined && lastFailure === undefined) return { status: 'unknown' };
  return { status: (lastFailure?.at ?? '') > (acceptedAt ?? '') ? 'failing' : 'accepted', ...known };
}

/** A consumer whose last success and last failure are kept for the health of the app. */
export function withDeliveryHealth(
  name: ConsumerName,
  { batch, send }: Consumer,
  notes: Notes,
  clock: Clock,
): Consumer {
  return {
    batch,
    async send(payloads) {
      const delivery = await send(payloads);
      const at = clock.now().toISOString();
      const news =
        delivery.status === 'accepted'
          ? { acceptedAt: at }
          : { lastFailure: { at, why: delivery.why, retried: delivery.retry } };
      // A lost note must not have an accepted message sent again.
      await changeNote<void>(notes, NOTES[name], (value) => ({
        write: { ...deliveryIn(value), ...news },
        answer: undefined,
      })).catch(() => undefined);
      return delivery;
    },
  };
}

function deliveryIn(value: unknown) {
  const parsed = deliverySchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : {};
}
