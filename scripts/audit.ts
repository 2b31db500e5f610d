// `npm run audit -- verify` checks the whole record; `npm run audit -- show NAME` tells the story of a cluster.
// Ends with 0 when what was read is sound, 1 when it is not, 2 when it could not be read.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { parseWitness } from '../shared/audit/witness.ts';
import { type OpenRecord, openRecord } from './audit/open-record.ts';
import { printStory } from './audit/print-story.ts';
import { printVerify } from './audit/print-verify.ts';

interface Options {
  readonly json?: true;
}

interface VerifyOptions extends Options {
  readonly witness?: string;
}

const program = new Command('audit').description('Reads the tamper-evident record of Backstay.');
program
  .command('verify')
  .description('checks every chain against itself and its anchors, and names the first broken entry of each')
  .option('--json', 'one JSON object a line, as it is found: the anchors, each chain, and the sum')
  .option(
    '--witness <file>',
    'compares the anchors with those in telemetry; docs/runbook.md has the query that writes the file',
  )
  .action(({ json, witness }: VerifyOptions) =>
    run(async (record, now) => {
      const known = witness === undefined ? {} : { witness: parseWitness(await readFile(witness, 'utf8')) };
      return printVerify(record, { json: json === true, now, ...known }, print);
    }),
  );
program
  .command('show')
  .argument('<cluster>', 'id of the cluster, its name, or a part of its name that no other has')
  .description('tells what was asked, found, done and told for a cluster, entry by entry')
  .option('--json', 'one JSON document: the chains of the cluster with their entries as they are stored')
  .action((cluster: string, { json }: Options) =>
    run((record, now) => printStory(cluster, record, { json: json === true, now }, print)),
  );
await program.parseAsync();

async function run(command: (record: OpenRecord, now: string) => Promise<boolean>): Promise<void> {
  try {
    const isSound = await command(await openRecord(), new Date().toISOString());
    process.exitCode = isSound ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 2;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status === 401 || status === 403
    ? `The storage refuses to be read (${status}): it wants the roles Storage Table Data Reader and Storage Blob Data Reader.`
    : error.message;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
