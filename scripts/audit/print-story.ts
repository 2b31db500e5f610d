import pc from 'picocolors';
import type { Chain } from '../../shared/audit/chain-rows.ts';
import { anchoredChain, readAnchors } from '../../shared/audit/read-anchors.ts';
import { type ChainReport, verifyOne } from '../../shared/audit/verify-record.ts';
import { auditHistory, harmless } from '../../shared/wording/audit-history.ts';
import { findChains } from './find-chains.ts';
import type { OpenRecord } from './open-record.ts';
import { inWords, stamp } from './print-verify.ts';

const INDENT = ' '.repeat(9);

/**
 * Prints the requests, findings, changes and notifications of a cluster, and whether its audit log
 * is sound; with `json` as one document. Answers whether it is sound.
 * @throws Error when the name fits no cluster, or several.
 */
export async function printStory(
  named: string,
  { rows, anchors: store }: Omit<OpenRecord, 'verification'>,
  { json, now }: { readonly json: boolean; readonly now: string },
  print: (line: string) => void,
): Promise<boolean> {
  const anchors = await readAnchors(store, now);
  const chains = await findChains(named, rows, anchors);
  const reports = chains.map((chain) => verifyOne(chain, anchoredChain(chain.target, anchors), now));
  if (json) {
    const documents = chains.map(({ target, entries }, index) => {
      const { verification, sinceAnchor } = reports[index] ?? {};
      // `null` stands for an entry that cannot be read.
      return { target, verification, sinceAnchor, entries: entries.map((entry) => entry ?? null) };
    });
    print(JSON.stringify(documents, undefined, 2));
  } else {
    for (const [index, chain] of chains.entries()) printChain(chain, reports[index], print);
  }
  return reports.every(({ verification }) => verification.ok);
}

function printChain({ target, entries }: Chain, report: ChainReport | undefined, print: (line: string) => void): void {
  print(pc.bold(harmless(target.clusterId)));
  print(harmless(`profile ${target.profile}`));
  if (report !== undefined) print(`${stamp(report.verification.ok)}  ${inWords(report)}`);
  const readable = entries.filter((entry) => entry !== undefined);
  for (const { sequence, at, title, details } of auditHistory(readable)) {
    print('');
    print(`${String(sequence).padStart(6)}   ${pc.dim(at)}  ${title}`);
    for (const detail of details) print(`${INDENT}${pc.dim(detail)}`);
  }
  const lost = entries.length - readable.length;
  if (lost > 0) print(`\n${INDENT}${pc.red(`${lost} more cannot be read`)}`);
  print('');
}
