import { Command, Option } from 'commander';
import { FORMATS } from '../../shared/scan/formats/index.ts';
import { isScanned } from '../../shared/scan/report.ts';
import { ConsoleProgress } from './console-progress.ts';
import { type OpenScan, openScan } from './open-scan.ts';
import { printReport } from './print-report.ts';
import { scanMany } from './scan-many.ts';
import { targetsOf, UsageError } from './targets-of.ts';

interface Options {
  readonly cluster?: string;
  readonly vault?: string;
  readonly subscription?: string;
  readonly profile?: string;
  readonly profiles?: string;
  readonly format: 'console' | keyof typeof FORMATS;
}

/** Where it prints: a terminal, a pipe, or a test. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { readonly isTTY: boolean; write(text: string): unknown };
}

/** What can be asked of a scan. Commander ends the process itself for help and for flags that are wrong. */
export function scanCommand(): Command {
  return new Command('scan')
    .description(
      'Looks at clusters as Backstay would, and changes nothing. It needs no deployment, only your Azure login.',
    )
    .option('--cluster <id>', 'resource id of one cluster')
    .option('--vault <id>', 'with --cluster: the vault, where several profiles select the cluster')
    .option('--subscription <id>', 'all clusters of a subscription that the profiles select')
    .option('--profile <name>', 'all clusters of a profile; with --cluster, this one of its profiles')
    .option('--profiles <file>', 'the profile file (BACKSTAY_PROFILES, or profiles.json)')
    .addOption(
      new Option('--format <name>', 'what is printed').choices(['console', ...Object.keys(FORMATS)]).default('console'),
    );
}

/** Carries out `npm run scan -- …`; answers with the exit code. */
export async function runScan(command: Command, output: Output): Promise<number> {
  const options = command.opts<Options>();
  try {
    return await scan(options, await openScan(options.profiles), output);
  } catch (error) {
    output.stderr.write(`${error instanceof UsageError ? error.message : explain(error)}\n`);
    return 1;
  }
}

async function scan(options: Options, opened: OpenScan, { stdout, stderr }: Output): Promise<number> {
  const targets = await targetsOf(options, opened);
  const progress = new ConsoleProgress(stderr, targets.length);
  const report = await scanMany(targets, opened, (done) => progress.show(done));
  progress.end();

  const { format } = options;
  stdout.write(format === 'console' ? printReport(report, opened.profiles) : `${FORMATS[format](report)}\n`);
  const scanned = report.results.filter(isScanned);
  if (scanned.length < report.results.length) return 1;
  return scanned.every(({ verdict }) => verdict === 'Ready') ? 0 : 2;
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The scan could not be made: ${message}`;
}
