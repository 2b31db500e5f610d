import type { AnchorReader } from '../audit/anchor-store.ts';
import type { ChainRows } from '../audit/chain-rows.ts';
import { type Anchors, readAnchors } from '../audit/read-anchors.ts';
import { SHARDS } from '../audit/shards.ts';
import type { VerificationNote, VerificationRun } from '../audit/verification-run.ts';
import { type OnlyNew, verifyShard } from '../audit/verify-shard.ts';
import { cloudEvent } from '../events/cloud-event.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import { MAX_JOB_SECONDS, MAX_QUOTED_CHARACTERS } from '../model/limits.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { ClusterId } from '../model/resource-id.ts';
import { targetKey } from '../model/target.ts';
import { type BrokenChain, recordBrokenCard } from '../notify/cards/record-broken.ts';
import { changeNote } from '../ports/notes.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure, note } from '../telemetry/at-work.ts';
import { VERIFICATION_NOTE, verificationIn } from './verification-note.ts';

export interface VerifyPorts extends Pick<Ports, 'outbox' | 'eventOrigin' | 'clock' | 'log' | 'publicUrl' | 'notes'> {
  readonly rows: Pick<ChainRows, 'chains' | 'chain' | 'heads'>;
  readonly anchors: AnchorReader;
  /** Lets a run go on in an invocation of its own. */
  readonly goOn: (startedAt: string) => Promise<void>;
}

const MAX_NAMED = 50;

/**
 * Begins the verification of the day: of all chains once a month, otherwise of those that changed.
 * A run that has not ended goes on instead.
 */
export async function beginVerification(ports: VerifyPorts): Promise<void> {
  const { notes, clock, log, goOn } = ports;
  const now = clock.now().toISOString();
  const { running, isUnfinished } = await changeNote(notes, VERIFICATION_NOTE, (value) => {
    const known = verificationIn(value);
    if (known.running !== undefined) return { answer: { running: known.running, isUnfinished: true } };
    const running = newRun(known, now);
    return { write: { ...known, running }, answer: { running, isUnfinished: false } };
  });
  if (isUnfinished) {
    const { shards, chains, entries } = running;
    measure('backstay.verifications', 1, { 'backstay.verification.outcome': 'unfinished' });
    log.error('Verification not finished', { shards, of: SHARDS, chains, entries });
    // Of the shards that are left nothing is known, but findings do not wait for them.
    if (running.brokenCount > 0) await notify(running, ports);
  }
  await goOn(running.startedAt);
}

function newRun({ last, lastOfAll }: VerificationNote, now: string): VerificationRun {
  const isOfThisMonth = lastOfAll?.slice(0, 7) === now.slice(0, 7);
  // Each run reports again what the one before found, which it can only while it has the names of
  // all.
  const areAllNamed = last !== undefined && last.brokenCount === last.broken.length;
  const extent = isOfThisMonth && areAllNamed ? 'new' : 'all';
  return { startedAt: now, extent, shards: 0, chains: 0, entries: 0, brokenCount: 0, broken: [] };
}

/**
 * Verifies shard by shard, and notes each: a step that dies is taken up by the next delivery of its
 * message.
 */
export async function verifyStep(startedAt: string, ports: VerifyPorts): Promise<void> {
  const { notes, clock, log, goOn } = ports;
  const begunAt = clock.now().getTime();
  const known = verificationIn((await notes.read(VERIFICATION_NOTE))?.value);
  let run = known.running;
  if (run?.startedAt !== startedAt) return log.info('Message dropped', { because: 'VerificationEnded' });
  const anchors = await readAnchors(ports.anchors, clock.now().toISOString());
  while (run.shards < SHARDS) {
    if (clock.now().getTime() - begunAt > MAX_JOB_SECONDS * 1000) return goOn(startedAt);
    const next = await verifiedOneMore(run, anchors, onlyNew(run, known), ports);
    // Another delivery of the message is at work on it.
    if (!(await hasNoted(run, next, ports))) return log.info('Message dropped', { because: 'VerifiedElsewhere' });
    run = next;
  }
  await finish(run, ports);
}

function onlyNew({ extent }: VerificationRun, { last }: VerificationNote): OnlyNew | undefined {
  if (extent === 'all' || last === undefined) return undefined;
  const broken = last.broken.flatMap(({ target }) => (target === undefined ? [] : [targetOf(target)]));
  return { since: last.startedAt, brokenThen: new Set(broken.map(targetKey)) };
}

async function verifiedOneMore(
  run: VerificationRun,
  anchors: Anchors,
  only: OnlyNew | undefined,
  { rows, clock }: VerifyPorts,
): Promise<VerificationRun> {
  const isFirst = run.shards === 0;
  // Each break among the anchors counts by itself: one that is known and explained must not hide
  // the next.
  const broken: BrokenChain[] = isFirst ? anchors.broken.map(({ message: why }) => ({ target: undefined, why })) : [];
  let { chains, entries } = run;
  for await (const report of verifyShard(rows, anchors, run.shards, clock.now().toISOString(), only)) {
    chains++;
    entries += report.entries;
    const { target, verification } = report;
    if (!verification.ok) broken.push({ target, why: verification.message });
  }
  const named = broken.map(({ target, why }) => ({
    ...(target && { target }),
    why: why.slice(0, MAX_QUOTED_CHARACTERS),
  }));
  return {
    ...run,
    shards: run.shards + 1,
    chains,
    entries,
    brokenCount: run.brokenCount + broken.length,
    broken: [...run.broken, ...named].slice(0, MAX_NAMED),
  };
}

function hasNoted(before: VerificationRun, run: VerificationRun, { notes }: VerifyPorts): Promise<boolean> {
  return changeNote(notes, VERIFICATION_NOTE, (value) => {
    const known = verificationIn(value);
    const isAsBefore = known.running?.startedAt === before.startedAt && known.running.shards === before.shards;
    return isAsBefore ? { write: { ...known, running: run }, answer: true } : { answer: false };
  });
}

/**
 * Only now: it has finished when all shards have. News before the note: a step that dies in between
 * repeats it, under the same ids.
 */
async function finish(run: VerificationRun, ports: VerifyPorts): Promise<void> {
  const { notes, clock, log } = ports;
  const { startedAt, extent, chains, entries, brokenCount } = run;
  if (run.broken.length > 0) await notify(run, ports);
  await changeNote<void>(notes, VERIFICATION_NOTE, (value) => {
    const { running: _, ...known } = verificationIn(value);
    const last = { ...run, finishedAt: clock.now().toISOString() };
    return { write: { ...known, last, ...(extent === 'all' && { lastOfAll: startedAt }) }, answer: undefined };
  });
  measure('backstay.verifications', 1, { 'backstay.verification.outcome': 'finished' });
  measure('backstay.audit.broken', brokenCount, {});
  note({ 'backstay.audit.chains': chains, 'backstay.audit.entries': entries, 'backstay.audit.broken': brokenCount });
  log.info('Verified', { extent, chains, entries, broken: brokenCount });
  if (brokenCount === 0) return;
  log.error('Audit log integrity check failed', {
    chains: run.broken.map(({ target, why }) => ({ chain: target ? targetKey(targetOf(target)) : 'anchors', why })),
  });
}

/** One card a day at most: it does not wait in a burst of others. */
async function notify({ broken, startedAt }: VerificationRun, ports: VerifyPorts): Promise<void> {
  const { outbox } = ports;
  const day = startedAt.slice(0, 10);
  const chains = broken.map(({ target, why }): BrokenChain => ({ target: target && targetOf(target), why }));
  if (outbox.has('event')) {
    await outbox.put(
      'event',
      chains.map((one) => messageOf(one, startedAt, ports)),
    );
  }
  if (!outbox.has('card')) return;
  await outbox.put('card', [
    { id: `integrity-${day}`, payload: recordBrokenCard(chains, ports), replaces: 'integrity' },
  ]);
}

function messageOf(
  { target, why: message }: BrokenChain,
  time: string,
  ports: Pick<Ports, 'eventOrigin'>,
): OutboxMessage {
  const verifiedOn = time.slice(0, 10);
  const about = target === undefined ? {} : { cluster: target.clusterId, profile: target.profile };
  const id = `integrity-${verifiedOn}-${canonicalHash({ ...about, message })}`;
  const subject = target?.clusterId ?? 'anchors';
  const data = { ...about, message, verifiedOn };
  return { id, payload: cloudEvent('Backstay.AuditIntegrityFailed', { id, subject, time }, data, ports.eventOrigin()) };
}

function targetOf({ clusterId, profile }: { readonly clusterId: string; readonly profile: string }) {
  return { clusterId: clusterId as ClusterId, profile };
}
