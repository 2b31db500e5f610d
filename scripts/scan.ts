// `npm run scan -- --cluster ID`: looks at clusters as Backstay would, with the caller's own Azure login, and changes nothing.
// Ends with 0 when all of them are ready, 2 when one is not, 1 when one could not be looked at.
import { Command, Option } from 'commander';
import { FORMATS } from '../shared/scan/formats/index.ts';
import { isScanned } from '../shared/scan/report.ts';
import { ConsoleProgress } from './scan/console-progress.ts';
import { type OpenScan, openScan } from './scan/open-scan.ts';
import { printReport } from './scan/print-report.ts';
import { scanMany } from './scan/scan-many.ts';
import { targetsOf, UsageError } from './scan/targets-of.ts';

interface Options {
  readonly cluster?: string;
  readonly vault?: string;
  readonly subscription?: string;
  readonly profile?: string;
  readonly profiles?: string;
  readonly format: 'console' | keyof typeof FORMATS;
}

const options = new Command('scan')
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
  )
  .parse()
  .opts<Options>();

try {
  process.exitCode = await scan(await openScan(options.profiles));
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : explain(error)}\n`);
  process.exitCode = 1;
}

async function scan(opened: OpenScan): Promise<number> {
  const targets = await targetsOf(options, opened);
  const progress = new ConsoleProgress(process.stderr, targets.length);
  const report = await scanMany(targets, opened, (done) => progress.show(done));
  progress.end();

  const { format } = options;
  process.stdout.write(format === 'console' ? printReport(report) : `${FORMATS[format](report)}\n`);
  const scanned = report.results.filter(isScanned);
  if (scanned.length < report.results.length) return 1;
  return scanned.every(({ verdict }) => verdict === 'Ready') ? 0 : 2;
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The scan could not be made: ${message}`;
}
