// `npm run try-az`: lets an installed Azure CLI work on the local Resource Manager. Nothing reaches
// Azure.
import pc from 'picocolors';
import { commandLine } from '../../scripts/command-line.ts';
import { type AzAnswer, SIGN_IN, startAzCloud } from './cloud.ts';
import { FAMILIES, idsIn } from './families.ts';

const MAX_ERROR_LINES = 4;

commandLine(
  'npm run try-az --',
  'Signs an installed Azure CLI in to the local Azure and runs commands of each family there.',
).parse();

const cloud = await startAzCloud();
let failed = 0;
let run = 0;
try {
  const version = await cloud.az(['version', '--query', '"azure-cli"', '--output', 'tsv']);
  if (version.exitCode === undefined) {
    process.stdout.write('No Azure CLI (az) is installed, so none was tried.\n');
  } else {
    process.stdout.write(`Azure CLI ${version.output.trim()}\n`);
    for (const args of SIGN_IN) report(args.slice(0, 2).join(' '), undefined, await cloud.az(args));
    for (const { name, replayed, steps } of FAMILIES) {
      if (replayed !== undefined) process.stdout.write(pc.dim(`${name}: by az rest, because ${replayed}\n`));
      for (const { args, says } of steps) {
        await untilIdle();
        const words = args(idsIn(cloud));
        report(`${name}: ${words.join(' ')}`, says, await cloud.az([...words, '--output', 'json']));
      }
    }
    process.stdout.write(`${run - failed} commands passed, ${failed} failed\n`);
  }
} finally {
  await cloud.close();
}
process.exit(failed === 0 ? 0 : 1);

function report(title: string, says: string | undefined, { exitCode, output, errors }: AzAnswer): void {
  run++;
  const isRight = exitCode === 0 && (says === undefined || output.includes(says));
  if (!isRight) failed++;
  process.stdout.write(`${isRight ? pc.green('✔') : pc.red('✘')} ${exitCode} ${title.slice(0, 150)}\n`);
  if (isRight) return;
  const problem = exitCode === 0 ? `the answer does not contain ${says}` : errors.trim();
  process.stdout.write(`${problem.split('\n').slice(-MAX_ERROR_LINES).join('\n')}\n`);
}

/** A person waits for a write before the next one; commands with `--no-wait` do not. */
async function untilIdle(): Promise<void> {
  const isBusy = () =>
    cloud.arm.state.managedClusters
      .all()
      .some(({ properties }) => !['Succeeded', 'Failed'].includes(properties.provisioningState));
  while (isBusy()) await new Promise((resolve) => setTimeout(resolve, 100));
}
