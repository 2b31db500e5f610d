import { canonicalHash } from '../lib/canonical-hash.ts';
import { secondsLater } from '../lib/iso-time.ts';
import type { WaitingNews } from '../model/schedule.ts';
import { BURST_NOTE, type Burst, burstIn } from '../notify/burst.ts';
import { burstDigestCard } from '../notify/cards/burst-digest.ts';
import { changeNote } from '../ports/notes.ts';
import type { Ports } from '../reconcile/ports.ts';

export type NewsPorts = Pick<Ports, 'targets' | 'notes' | 'outbox' | 'clock' | 'log' | 'publicUrl'>;

/**
 * A step writes its news this many seconds after their time, at the latest: it holds its target no
 * longer.
 */
const SETTLED_SECONDS = 60;
const LEASE_SECONDS = 120;
const MAX_AT_ONCE = 200;

/**
 * Puts all news into the outbox as one card, if there is any. One instance at a time does so. When
 * it dies, the next one follows after two minutes, and may then send the same again.
 */
export async function sendBurstDigest(ports: NewsPorts): Promise<void> {
  const { targets, notes, outbox, clock, log, publicUrl } = ports;
  const now = clock.now().toISOString();
  const taken = await changeNote<Burst | undefined>(notes, BURST_NOTE, (value) => {
    const burst = burstIn(value);
    if (!isDue(burst, now)) return { answer: undefined };
    return { write: { ...burst, leaseUntil: secondsLater(now, LEASE_SECONDS) }, answer: burst };
  });
  if (taken === undefined) return;

  const settled = secondsLater(now, -SETTLED_SECONDS);
  const waiting: WaitingNews[] = [];
  for await (const each of targets.news((why) => log.error('State left out', { why }))) {
    if (each.at > (taken.toldUntil ?? '') && each.at <= settled) waiting.push(each);
  }
  waiting.sort((a, b) => (a.at < b.at ? -1 : 1));
  const cutoff = waiting[MAX_AT_ONCE - 1]?.at ?? settled;
  const news = waiting.filter(({ at }) => at <= cutoff);
  if (news.length === 0 && taken.troubles === 0) return close(ports, cutoff, 0);

  if (outbox.has('card')) {
    await outbox.put('card', [
      {
        id: `news-${canonicalHash({ news, troubles: taken.troubles, since: taken.toldUntil ?? '' })}`,
        payload: burstDigestCard(news, taken.troubles, { publicUrl }),
        about: news.map(({ target, verdict }) => ({ target, verdict })),
      },
    ]);
  }
  return close(ports, cutoff, taken.troubles);
}

function isDue({ newsUntil, toldUntil = '', leaseUntil = '', troubles }: Burst, now: string): boolean {
  if (leaseUntil > now) return false;
  return troubles > 0 || (newsUntil !== undefined && newsUntil > toldUntil);
}

function close({ notes }: NewsPorts, toldUntil: string, troubles: number): Promise<void> {
  return changeNote<void>(notes, BURST_NOTE, (value) => {
    const { leaseUntil: _, ...burst } = burstIn(value);
    const left = Math.max(0, burst.troubles - troubles);
    return { write: { ...burst, toldUntil, troubles: left }, answer: undefined };
  });
}
