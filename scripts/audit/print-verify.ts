import pc from 'picocolors';
import {
  type AnchorsReport,
  type ChainReport,
  type RecordReport,
  verifyRecord,
} from '../../shared/audit/verify-record.ts';
import type { WitnessedAnchor, WitnessReport } from '../../shared/audit/witness.ts';
import { harmless } from '../../shared/wording/audit-history.ts';
import type { OpenRecord } from './open-record.ts';

type Print = (line: string) => void;

/**
 * Prints what verifying finds, as it is found: a line for each chain, or with `json` a JSON object
 * for each. Answers whether all is sound.
 */
export async function printVerify(
  { rows, anchors }: Omit<OpenRecord, 'verification'>,
  {
    json,
    now,
    witness,
  }: { readonly json: boolean; readonly now: string; readonly witness?: readonly WitnessedAnchor[] },
  print: Print,
): Promise<boolean> {
  let [chains, entries, broken, anchorsBroken] = [0, 0, 0, 0];
  for await (const report of verifyRecord(rows, anchors, now, witness)) {
    if (report.about === 'anchors') anchorsBroken = report.broken.length + (report.witness?.broken.length ?? 0);
    else {
      chains++;
      entries += report.entries;
      if (!report.verification.ok) broken++;
    }
    if (json) print(JSON.stringify(report));
    else printReport(report, print);
  }
  const ok = broken + anchorsBroken === 0;
  const sums = { chains, entries, broken, anchorsBroken };
  print(
    json
      ? JSON.stringify({ about: 'all', ok, ...sums })
      : `chains ${chains}, entries ${entries}, broken ${broken}, anchors broken ${anchorsBroken}`,
  );
  return ok;
}

function printReport(report: RecordReport, print: Print): void {
  if (report.about === 'anchors') printAnchors(report, print);
  else {
    const name = harmless(`${report.target.clusterId} (${report.target.profile})`);
    print(`${stamp(report.verification.ok)}  ${name}  ${inWords(report)}`);
  }
}

/** The result of a chain, in one line. */
export function inWords({ verification, entries, sinceAnchor }: ChainReport): string {
  if (!verification.ok) {
    return `${verification.problem} at entry ${verification.sequence}: ${harmless(verification.message)}`;
  }
  return `${count(entries, 'entry', 'entries')}, ${count(sinceAnchor, 'entry', 'entries')} since the last anchor`;
}

/** `unbroken` or `BROKEN`, of one width. */
export function stamp(ok: boolean): string {
  return ok ? pc.green('unbroken') : pc.red('BROKEN  ');
}

function printAnchors({ lines, lastAt, broken, witness }: AnchorsReport, print: Print): void {
  const last = lastAt === undefined ? 'nothing was anchored yet' : harmless(`the last of ${lastAt}`);
  print(`${stamp(broken.length === 0)}  anchors  ${count(lines, 'line', 'lines')}, ${last}`);
  for (const { day, line, problem, message } of broken) {
    print(harmless(`          ${line === undefined ? day : `${day}, line ${line}`}  ${problem}: ${message}`));
  }
  if (witness !== undefined) printWitness(witness, print);
}

function printWitness({ ok, anchors, from, to, broken, unwitnessed }: WitnessReport, print: Print): void {
  const others =
    unwitnessed === 0 ? '' : `; telemetry does not have ${count(unwitnessed, 'other', 'others')} of that time`;
  print(`${stamp(ok)}  witness  ${harmless(`${count(anchors, 'anchor', 'anchors')} from ${from} to ${to}${others}`)}`);
  for (const { problem, message } of broken) print(harmless(`          ${problem}: ${message}`));
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
