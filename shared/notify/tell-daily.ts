import * as z from 'zod';
import { secondsLater } from '../lib/iso-time.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import type { Ports } from '../ports.ts';
import { changeNote } from '../state/notes.ts';
import { type Change, type DailyDigest, dailyDigestCard } from './cards/daily-digest.ts';

export type DailyPorts = Pick<Ports, 'targets' | 'notes' | 'teller' | 'clock' | 'log' | 'publicUrl'>;

const NOTE = 'daily';
const DAY_SECONDS = 86_400;
const MOST_KEPT = 20;

const dailySchema = z.object({ day: z.string(), at: z.string() });

/**
 * The digest of the day, once it is `hour` o'clock UTC. The day is taken before the card is sent: of two instances one sends it, and
 * one that dies over it sends none that day. What the workflow may take later is tried again with the next call.
 */
export async function tellDaily(hour: number | 'off', ports: DailyPorts): Promise<void> {
  const { notes, teller, clock, log, publicUrl } = ports;
  const now = clock.now().toISOString();
  const day = now.slice(0, 10);
  if (hour === 'off' || clock.now().getUTCHours() < hour) return;
  const taken = await changeNote<{ before: unknown } | undefined>(notes, NOTE, (value) =>
    dailyIn(value)?.day === day ? { answer: undefined } : { write: { day, at: now }, answer: { before: value } },
  );
  if (taken === undefined) return;

  const since = dailyIn(taken.before)?.at ?? secondsLater(now, -DAY_SECONDS);
  const told = await teller.tell(dailyDigestCard(await digestOf(day, since, ports), { publicUrl }));
  log.info('Daily digest', { day, told: told.status });
  if (told.status !== 'failed' || !told.retry) return;
  await changeNote<void>(notes, NOTE, () => ({ write: dailyIn(taken.before) ?? {}, answer: undefined }));
}

async function digestOf(day: string, since: string, { targets, log }: DailyPorts): Promise<DailyDigest> {
  const counts: { [V in Verdict]?: number } = {};
  const changed: Change[] = [];
  const waiting: Change[] = [];
  for await (const state of targets.list({ onUnreadable: (why) => log.error('State left out', { why }) })) {
    const { verdict, verdictSince } = state;
    const hasChanged = verdictSince > since;
    // A cluster that went long ago is no part of the fleet.
    if ((verdict === 'Gone' || verdict === 'OptedOut') && !hasChanged) continue;
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (hasChanged) changed.push(changeOf(state));
    if (verdict === 'NeedsPerson' || verdict === 'Failed') waiting.push(changeOf(state));
  }
  return {
    day,
    counts,
    changed: changed.sort((a, b) => b.since.localeCompare(a.since)).slice(0, MOST_KEPT),
    changedCount: changed.length,
    waiting: waiting.sort((a, b) => a.since.localeCompare(b.since)).slice(0, MOST_KEPT),
    waitingCount: waiting.length,
  };
}

function changeOf({ target, verdict, verdictReason, verdictSince }: TargetState): Change {
  return { target, verdict, reason: verdictReason, since: verdictSince };
}

function dailyIn(value: unknown): z.infer<typeof dailySchema> | undefined {
  const parsed = dailySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
