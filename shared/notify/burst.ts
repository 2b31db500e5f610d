import * as z from 'zod';
import { secondsLater } from '../lib/iso-time.ts';
import { changeNote, type Notes } from '../ports/notes.ts';

/**
 * More cards than this within ten minutes, over the whole fleet, and people stop reading: the
 * others wait for a digest.
 */
export const MAX_CARDS = 10;
const WINDOW_SECONDS = 600;
/**
 * News is marked so much later than it is, so that not each piece of it needs a write of its own.
 */
const MARK_AHEAD_SECONDS = 60;

export const BURST_NOTE = 'burst';

const burstSchema = z.object({
  /** When the last cards went out, ISO 8601. */
  sentAt: z.array(z.string()).default([]),
  /** No news that waits is newer than this. */
  newsUntil: z.string().optional(),
  /** All changes up to this were sent. */
  toldUntil: z.string().optional(),
  /** The sender of the digest has until then. */
  leaseUntil: z.string().optional(),
  /** Cards of trouble that were not sent one by one. */
  troubles: z.number().default(0),
});

export type Burst = z.infer<typeof burstSchema>;

/** The note as it stands; what cannot be read counts as none. */
export function burstIn(value: unknown): Burst {
  const parsed = burstSchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : burstSchema.parse({});
}

/**
 * Whether a card may go out by itself at the time `now`, or has to wait for the digest. The card
 * counts from then on.
 */
export function admitCard(
  notes: Notes,
  now: string,
  about: 'verdict' | 'trouble' = 'verdict',
): Promise<'now' | 'later'> {
  return changeNote<'now' | 'later'>(notes, BURST_NOTE, (value) => {
    const burst = burstIn(value);
    const sentAt = burst.sentAt.filter((at) => at > secondsLater(now, -WINDOW_SECONDS));
    if (sentAt.length < MAX_CARDS) return { write: { ...burst, sentAt: [...sentAt, now] }, answer: 'now' };
    if (about === 'trouble') {
      return { write: { ...burst, troubles: burst.troubles + 1, newsUntil: markOf(burst, now) }, answer: 'later' };
    }
    if (burst.newsUntil !== undefined && burst.newsUntil >= now) return { answer: 'later' };
    return { write: { ...burst, newsUntil: markOf(burst, now) }, answer: 'later' };
  });
}

function markOf({ newsUntil = '' }: Burst, now: string): string {
  const mark = secondsLater(now, MARK_AHEAD_SECONDS);
  return mark > newsUntil ? mark : newsUntil;
}
