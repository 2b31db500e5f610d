import { readFile } from 'node:fs/promises';
import { parseWitness } from '../../shared/audit/witness.ts';
import { describeVerification } from '../../shared/wording/describe-verification.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { explainStorageError } from '../explain-storage-error.ts';
import type { Surroundings } from '../surroundings.ts';
import { type OpenRecord, openRecord } from './open-record.ts';
import { printStory } from './print-story.ts';
import { printVerify } from './print-verify.ts';

interface Options {
  readonly json?: true;
}

interface VerifyOptions extends Options {
  readonly witness?: string;
}

const ROLES = 'it wants the roles Storage Table Data Reader and Storage Blob Data Reader';

/** Carries out `npm run audit -- …`; answers with the exit code. */
export async function runAudit(
  args: readonly string[],
  { env, stdout, stderr }: Surroundings,
  name = 'npm run audit --',
): Promise<number> {
  let exitCode = 0;
  const program = commandLine(name, 'Reads the tamper-evident audit log of Backstay.');
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
    .command('status')
    .description('prints when the app verified the audit log last, and how far the verification is that runs')
    .action(() =>
      run(async (record) => {
        const known = await record.verification();
        for (const line of describeVerification(known)) print(line);
        return [known.running, known.last].every((each) => (each?.brokenCount ?? 0) === 0);
      }),
    );
  program
    .command('show')
    .argument('<cluster>', 'id of the cluster, its name, or a part of its name that no other has')
    .description('prints the requests, findings, changes and notifications of a cluster, entry by entry')
    .option('--json', 'one JSON document: the chains of the cluster with their entries as they are stored')
    .action((cluster: string, { json }: Options) =>
      run((record, now) => printStory(cluster, record, { json: json === true, now }, print)),
    );
  await program.parseAsync(args, { from: 'user' });
  return exitCode;

  async function run(command: (record: OpenRecord, now: string) => Promise<boolean>): Promise<void> {
    try {
      exitCode = (await command(await openRecord(env), new Date().toISOString())) ? EXIT.ok : EXIT.notWell;
    } catch (error) {
      stderr.write(`${explainStorageError(error, ROLES)}\n`);
      exitCode = EXIT.error;
    }
  }

  function print(line: string): void {
    stdout.write(`${line}\n`);
  }
}
