import * as z from 'zod';
import { secondsLater } from '../lib/iso-time.ts';
import type { ProtectionState } from '../model/protection.ts';
import type { Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';
import { type AcceptedFindings, type Change, type DailyDigest, dailyDigestCard } from '../notify/cards/daily-digest.ts';
import { changeNote } from '../ports/notes.ts';
import type { Ports } from '../reconcile/ports.ts';

export type DailyPorts = Pick<Ports, 'targets' | 'notes' | 'outbox' | 'clock' | 'log' | 'publicUrl'>;

const NOTE = 'daily';
const DAY_SECONDS = 86_400;
const MAX_KEPT = 20;

/** An instance that takes longer over the digest is followed by the next. */
const LEASE_SECONDS = 300;

/** `leaseUntil` is set while the digest is made: then `day` and `at` are of the one before. */
const dailySchema = z.object({ day: z.string(), at: z.string(), leaseUntil: z.string().optional() });

/**
 * Puts the digest of the day into the outbox, once it is `hour` o'clock UTC. One instance at a time
 * makes it.
 */
export async function sendDailyDigest(hour: number | 'off', ports: DailyPorts): Promise<void> {
  const { notes, outbox, clock, log, publicUrl } = ports;
  const now = clock.now().toISOString();
  const day = now.slice(0, 10);
  if (hour === 'off' || clock.now().getUTCHours() < hour) return;
  const taken = await changeNote<{ since: string } | undefined>(notes, NOTE, (value) => {
    const last = dailyIn(value) ?? { day: '', at: secondsLater(now, -DAY_SECONDS) };
    if (last.day === day || (last.leaseUntil ?? '') > now) return { answer: undefined };
    return { write: { ...last, leaseUntil: secondsLater(now, LEASE_SECONDS) }, answer: { since: last.at } };
  });
  if (taken === undefined) return;

  if (outbox.has('card')) {
    const payload = dailyDigestCard(await digestOf(day, taken.since, ports), { publicUrl });
    await outbox.put('card', [{ id: `daily-${day}`, payload, replaces: 'daily' }]);
    log.info('Daily digest stored', { day });
  }
  await changeNote<void>(notes, NOTE, () => ({ write: { day, at: now }, answer: undefined }));
}

async function digestOf(day: string, since: string, { targets, log }: DailyPorts): Promise<DailyDigest> {
  const counts: { [V in Verdict]?: number } = {};
  const protection: { [S in ProtectionState]?: number } = {};
  const failing: Target[] = [];
  const refusedRestores: Target[] = [];
  const changed: Change[] = [];
  const waiting: Change[] = [];
  const accepted: AcceptedFindings[] = [];
  for await (const summary of targets.allSummaries((why) => log.error('State left out', { why }))) {
    const { verdict } = summary;
    const hasChanged = summary.since > since;
    // A cluster that went long ago is no part of the fleet.
    if ((verdict === 'Gone' || verdict === 'OptedOut') && !hasChanged) continue;
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    const { protection: state = 'notKnown' } = summary;
    if (verdict !== 'Gone' && verdict !== 'OptedOut') protection[state] = (protection[state] ?? 0) + 1;
    if (state === 'inError') failing.push(summary.target);
    if (summary.restoreDrill === 'refused') refusedRestores.push(summary.target);
    if (summary.accepted !== undefined) accepted.push({ target: summary.target, ...summary.accepted });
    if (hasChanged) changed.push(changeOf(summary));
    if (verdict === 'NeedsPerson' || verdict === 'Failed') waiting.push(changeOf(summary));
  }
  return {
    day,
    counts,
    protection,
    failing: failing.slice(0, MAX_KEPT),
    failingCount: failing.length,
    refusedRestores: refusedRestores.slice(0, MAX_KEPT),
    refusedRestoreCount: refusedRestores.length,
    changed: changed.sort((a, b) => b.since.localeCompare(a.since)).slice(0, MAX_KEPT),
    changedCount: changed.length,
    waiting: waiting.sort((a, b) => a.since.localeCompare(b.since)).slice(0, MAX_KEPT),
    waitingCount: waiting.length,
    accepted: accepted.sort((a, b) => a.until.localeCompare(b.until)).slice(0, MAX_KEPT),
    acceptedCount: accepted.length,
  };
}

function changeOf({ target, verdict, reason, since }: TargetSummary): Change {
  return { target, verdict, reason, since };
}

function dailyIn(value: unknown): z.infer<typeof dailySchema> | undefined {
  const parsed = dailySchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
