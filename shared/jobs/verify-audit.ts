import type { RecordReport } from '../audit/verify-record.ts';
import { cloudEvent } from '../events/cloud-event.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import { targetKey } from '../model/target.ts';
import { type BrokenChain, recordBrokenCard } from '../notify/cards/record-broken.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure, note } from '../telemetry/at-work.ts';

export interface VerifyPorts extends Pick<Ports, 'outbox' | 'eventOrigin' | 'clock' | 'log' | 'publicUrl'> {
  /** Tells of each chain as soon as it is known. */
  readonly verify: () => AsyncIterable<RecordReport>;
}

/** Well before the five minutes that host.json gives a function. What it does not come to, `npm run audit -- verify` does. */
const MAX_SECONDS = 240;
const MAX_NAMED = 50;
/** It may quote the row that was altered, and a message that is too large would reach no operator. */
const MAX_WHY = 500;

/** Verifies the whole record. What does not hold is measured, logged by name, and told to people on one card. */
export async function verifyAudit({ verify, ...ports }: VerifyPorts): Promise<void> {
  const { clock, log } = ports;
  const startedAt = clock.now().getTime();
  const broken: BrokenChain[] = [];
  let chains = 0;
  let entries = 0;
  let finished = true;
  for await (const report of verify()) {
    if (report.about === 'chain') {
      chains++;
      entries += report.entries;
    }
    broken.push(...breaksIn(report));
    if (clock.now().getTime() - startedAt > MAX_SECONDS * 1000) {
      finished = false;
      break;
    }
  }

  measure('backstay.verifications', 1, { outcome: finished ? 'finished' : 'unfinished' });
  // That nothing broken was found says something only of all of it.
  if (finished || broken.length > 0) measure('backstay.record.broken', broken.length, {});
  note({ chains, entries, broken: broken.length, finished });
  log.info('Verified', { chains, entries, broken: broken.length });
  if (!finished) log.error('Verification not finished', { chains, entries, seconds: MAX_SECONDS });
  if (broken.length === 0) return;
  log.error('Audit log integrity check failed', {
    chains: broken
      .slice(0, MAX_NAMED)
      .map(({ target, why }) => ({ chain: target ? targetKey(target) : 'anchors', why })),
  });
  await notify(broken, ports);
}

/** Each break among the anchors counts by itself: one that is known and explained must not hide the next. */
function breaksIn(report: RecordReport): readonly BrokenChain[] {
  if (report.about === 'anchors')
    return report.broken.map(({ message }) => ({ target: undefined, why: message.slice(0, MAX_WHY) }));
  const { target, verification } = report;
  return verification.ok ? [] : [{ target, why: verification.message.slice(0, MAX_WHY) }];
}

/** One card a day at most: it does not wait in a burst of others. */
async function notify(broken: readonly BrokenChain[], ports: Omit<VerifyPorts, 'verify'>): Promise<void> {
  const { outbox, clock } = ports;
  const now = clock.now().toISOString();
  const day = now.slice(0, 10);
  if (outbox.has('event'))
    await outbox.put(
      'event',
      broken.slice(0, MAX_NAMED).map((one) => messageOf(one, now, ports)),
    );
  if (!outbox.has('card')) return;
  await outbox.put('card', [
    { id: `integrity-${day}`, payload: recordBrokenCard(broken, ports), replaces: 'integrity' },
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
