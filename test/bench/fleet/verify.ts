import type { Chain } from '../../../shared/audit/chain-rows.ts';
import { EMPTY_HEAD, nextEntries } from '../../../shared/audit/record.ts';
import { chainPartition, SHARDS } from '../../../shared/audit/shards.ts';
import { VERIFICATION_NOTE, verificationIn } from '../../../shared/jobs/verification-note.ts';
import { beginVerification, type VerifyPorts, verifyStep } from '../../../shared/jobs/verify-audit.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import type { Target } from '../../../shared/model/target.ts';
import { memoryAnchors } from '../../support/memory-anchors.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';
import type { Figure } from '../figure.ts';

const CHAINS = 10_000;
const ENTRIES_OF_CHAIN = 100;
/** The first delivery of the message dies here. */
const SHARD_OF_CRASH = SHARDS / 2;

/** A verification of a million entries, whose process dies once in the middle. */
export async function measureVerification(): Promise<readonly Figure[]> {
  const targets = Array.from({ length: CHAINS }, (_, index): Target => ({ ...TARGET, profile: `p${index}` }));
  const byShard = Map.groupBy(targets, (target) => Number.parseInt(chainPartition(target).slice(0, 2), 16));
  const bodies = Array.from(
    { length: ENTRIES_OF_CHAIN },
    (_, index): RecordBody => ({ type: 'eventAccepted', operation: 'write', eventId: `e${index}` }),
  );
  let [hasDied, steps, peak, making] = [false, 0, 0, 0];
  // Of the last hour, so that they need no anchor yet.
  const at = systemClock.now().toISOString();
  const chainOf = (target: Target): Chain => {
    const begin = process.cpuUsage();
    const chain = {
      target,
      ...nextEntries(EMPTY_HEAD, bodies, { target, at, writer: 'b' }),
    };
    making += secondsSince(begin);
    return chain;
  };
  const rows = {
    async *chains(shard?: number) {
      if (shard === SHARD_OF_CRASH && !hasDied) {
        hasDied = true;
        throw new Error('The process died.');
      }
      for (const target of byShard.get(shard ?? 0) ?? []) yield chainOf(target);
      peak = Math.max(peak, process.memoryUsage().heapUsed);
    },
    chain: async () => undefined,
    async *heads() {},
  };
  const messages: string[] = [];
  const notes = memoryNotes();
  const ports: VerifyPorts = {
    ...{ rows, notes, clock: systemClock, publicUrl: undefined, anchors: memoryAnchors() },
    goOn: async (startedAt) => void messages.push(startedAt),
    log: { info() {}, warn() {}, error() {} },
    eventOrigin: () => ({ source: 'urn:backstay:bench' }),
    outbox: { has: () => false, put: async () => undefined },
  };
  const begin = process.cpuUsage();
  await beginVerification(ports);
  for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
    steps++;
    // The queue delivers the message of a process that died again.
    await verifyStep(message, ports).catch(() => messages.push(message as string));
  }
  const seconds = secondsSince(begin) - making;
  const { last } = verificationIn((await notes.read(VERIFICATION_NOTE))?.value);
  const isWhole = last?.entries === CHAINS * ENTRIES_OF_CHAIN && last.brokenCount === 0;
  return [
    {
      what: `verification of ${(CHAINS * ENTRIES_OF_CHAIN).toLocaleString('en')} entries in ${CHAINS.toLocaleString('en')} chains, whose process dies once: CPU; largest heap`,
      measured: `${isWhole ? 'ends' : 'BROKEN'} in ${steps} steps; ${seconds.toFixed(0)} s; ${Math.round(peak / 2 ** 20)} MiB`,
      wanted: 'resumes and ends',
      reached: isWhole && hasDied,
    },
  ];
}

function secondsSince(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}
