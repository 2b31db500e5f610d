// `npm run state -- export FOLDER` copies the record, its anchors, what is known of targets, and cards on hold; `import FOLDER` puts
// them back. Ends with 0, or with 1 and what stands in the way.
import { Command } from 'commander';
import { openStorage } from './open-storage.ts';
import { exportState } from './state/export-state.ts';
import { importState } from './state/import-state.ts';

const program = new Command('state').description('Copies the state of Backstay, and puts it back.');
program
  .command('export')
  .argument('<folder>', 'where to: a folder that is empty, or not there yet')
  .description('copies record, anchors, targets and cards on hold: tables as JSON lines, anchors as they are')
  .action((folder: string) => run(async () => exportState(await openStorage(), folder, print)));
program
  .command('import')
  .argument('<folder>', 'a folder that `export` has filled')
  .option('--over', 'write over rows that are there; without it nothing is written when there are any')
  .description('puts a copy back; stop the app before')
  .action((folder: string, { over }: { readonly over?: true }) =>
    run(async () => importState(await openStorage(), folder, { over: over === true }, print)),
  );
await program.parseAsync();

async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return status === 401 || status === 403
    ? `The storage refuses (${status}): to export wants the roles Storage Table Data Reader and Storage Blob Data Reader, to import Storage Table Data Contributor and Storage Blob Data Contributor.`
    : error.message;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
