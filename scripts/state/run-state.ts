import { commandLine } from '../command-line.ts';
import { exitCodeOf } from '../explain-storage-error.ts';
import { openStorage } from '../open-storage.ts';
import type { Surroundings } from '../surroundings.ts';
import { exportState } from './export-state.ts';
import { importState } from './import-state.ts';

const ROLES =
  'to export wants the roles Storage Table Data Reader and Storage Blob Data Reader, to import Storage Table Data Contributor and Storage Blob Data Contributor';

/** Carries out `npm run state -- …`; answers with the exit code. */
export async function runState(
  args: readonly string[],
  { env, stdout, stderr }: Surroundings,
  name = 'npm run state --',
): Promise<number> {
  let exitCode = 0;
  const program = commandLine(name, 'Copies the state of Backstay, and puts it back.');
  program
    .command('export')
    .argument('<folder>', 'where to: a folder that is empty, or not there yet')
    .description('copies record, anchors, targets and cards on hold: tables as JSON lines, anchors as they are')
    .action((folder: string) => run(async () => exportState(await openStorage(env), folder, print)));
  program
    .command('import')
    .argument('<folder>', 'a folder that `export` has filled')
    .option('--over', 'write over rows that are there; without it nothing is written when there are any')
    .description('puts a copy back; stop the app before')
    .action((folder: string, { over }: { readonly over?: true }) =>
      run(async () => importState(await openStorage(env), folder, { over: over === true }, print)),
    );
  await program.parseAsync(args, { from: 'user' });
  return exitCode;

  async function run(command: () => Promise<void>): Promise<void> {
    exitCode = await exitCodeOf(command, { stderr }, ROLES);
  }

  function print(line: string): void {
    stdout.write(`${line}\n`);
  }
}
