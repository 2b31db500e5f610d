import { SHARDS } from '../audit/shards.ts';
import type { VerificationNote, VerificationRun } from '../audit/verification-run.ts';
import { counted, grouped } from './page-words.ts';

/** When the audit log was verified last, and how far the verification is that runs. */
export function describeVerification({ running, last }: VerificationNote): readonly string[] {
  const lines: string[] = [];
  if (last !== undefined) {
    const which = last.extent === 'all' ? 'all chains' : 'the chains that changed';
    lines.push(`Audit log: ${which} verified at ${minuteOf(last.finishedAt)}, ${foundIn(last)}.`);
  }
  if (running !== undefined) {
    const begun = `began at ${minuteOf(running.startedAt)}`;
    lines.push(`Verification ${begun}: ${running.shards} of ${SHARDS} parts, ${foundIn(running)}.`);
  }
  return lines.length === 0 ? ['Audit log: not verified yet.'] : lines;
}

function foundIn({ chains, entries, brokenCount }: VerificationRun): string {
  const broken = brokenCount === 0 ? 'none broken' : `${brokenCount} broken`;
  return `${counted(chains, 'chain')} with ${grouped(entries)} ${entries === 1 ? 'entry' : 'entries'}, ${broken}`;
}

function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
