import * as z from 'zod';
import type { Clock } from '../lib/clock.ts';
import { changeNote, type Notes } from '../state/notes.ts';
import type { Teller } from './teller.ts';

const NOTE = 'delivery';

const deliverySchema = z.object({
  /** When the workflow last took a card on, ISO 8601. Whether it was posted, only its own history tells. */
  acceptedAt: z.string().optional(),
  lastFailure: z.object({ at: z.string(), why: z.string(), retried: z.boolean() }).optional(),
});

/** How the delivery of cards has gone lately. */
export type DeliveryHealth = z.infer<typeof deliverySchema> & {
  /** `failing` while the last card was not taken on; `unknown` before the first. */
  readonly status: 'accepted' | 'failing' | 'unknown';
};

/** What was last heard from the workflow. */
export async function readDeliveryHealth(notes: Notes): Promise<DeliveryHealth> {
  const { acceptedAt, lastFailure } = deliveryIn((await notes.read(NOTE))?.value);
  const known = { ...(acceptedAt !== undefined && { acceptedAt }), ...(lastFailure && { lastFailure }) };
  if (acceptedAt === undefined && lastFailure === undefined) return { status: 'unknown' };
  return { status: (lastFailure?.at ?? '') > (acceptedAt ?? '') ? 'failing' : 'accepted', ...known };
}

/** A teller whose last failure and last success are kept for the health of the app. */
export function withDeliveryHealth(teller: Teller, notes: Notes, clock: Clock): Teller {
  return {
    async tell(card) {
      const told = await teller.tell(card);
      if (told.status === 'notConfigured') return told;
      const at = clock.now().toISOString();
      const news =
        told.status === 'accepted' ? { acceptedAt: at } : { lastFailure: { at, why: told.why, retried: told.retry } };
      // That the card has gone out must not be lost over a note about it: it would go out again.
      await changeNote<void>(notes, NOTE, (value) => ({
        write: { ...deliveryIn(value), ...news },
        answer: undefined,
      })).catch(() => undefined);
      return told;
    },
  };
}

function deliveryIn(value: unknown) {
  const parsed = deliverySchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : {};
}
