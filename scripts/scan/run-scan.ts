import { writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS } from '../../shared/scan/formats/index.ts';
import { isScanned, type ScanReport } from '../../shared/scan/report.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
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
  readonly format: 'console' | Format;
  readonly report: readonly ReportFile[];
  readonly failOn: Threshold;
}

type Format = keyof typeof FORMATS;

/** A report that is also written to a file. */
interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** `required` ends with 3 when a cluster is not ready, `recommended` when a recommended finding is open too, `never` not at all. */
const THRESHOLDS = ['required', 'recommended', 'never'] as const;
type Threshold = (typeof THRESHOLDS)[number];

/** Where it prints: a terminal, a pipe, or a test. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { readonly isTTY: boolean; write(text: string): unknown };
}

/** The options of a scan, under the name by which it was called. Help and wrong options end the process. */
export function scanCommand(name: string): Command {
  return commandLine(
    name,
    'Assesses clusters as Backstay would, and changes nothing. It needs no deployment, only your Azure login.',
  )
    .option('--cluster <id>', 'resource id of one cluster')
    .option('--vault <id>', 'with --cluster: the vault, where several profiles select the cluster')
    .option('--subscription <id>', 'all clusters of a subscription that the profiles select')
    .option('--profile <name>', 'all clusters of a profile; with --cluster, this one of its profiles')
    .option('--profiles <file>', 'the profile file (BACKSTAY_PROFILES, or profiles.json)')
    .addOption(
      new Option('-o, --format <name>', 'the form of what is printed')
        .choices(['console', ...Object.keys(FORMATS)])
        .default('console'),
    )
    .option('--report <format=file>', 'writes the report to a file as well; may be repeated', addReport, [])
    .addOption(
      new Option('--fail-on <severity>', 'the findings that make it end with exit code 3')
        .choices(THRESHOLDS)
        .default('required'),
    );
}

function addReport(text: string, reports: readonly ReportFile[]): readonly ReportFile[] {
  const [, format = '', file = ''] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (!isFormat(format)) {
    throw new InvalidArgumentError(
      `It must be a format, "=" and a file; formats are ${Object.keys(FORMATS).join(', ')}.`,
    );
  }
  return [...reports, { format, file }];
}

function isFormat(name: string): name is Format {
  return name in FORMATS;
}

/** Carries out a scan; answers with the exit code. */
export async function runScan(command: Command, output: Output): Promise<number> {
  const options = command.opts<Options>();
  try {
    return await scan(options, await openScan(options.profiles), output);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    output.stderr.write(`${isUsage ? error.message : explain(error)}\n`);
    return isUsage ? EXIT.usage : EXIT.error;
  }
}

async function scan(options: Options, opened: OpenScan, { stdout, stderr }: Output): Promise<number> {
  const targets = await targetsOf(options, opened);
  const progress = new ConsoleProgress(stderr, targets.length);
  const report = await scanMany(targets, opened, (done) => progress.show(done));
  progress.end();

  const { format } = options;
  stdout.write(format === 'console' ? printReport(report, opened.profiles) : `${FORMATS[format](report)}\n`);
  for (const { format: each, file } of options.report) await writeFile(file, `${FORMATS[each](report)}\n`);
  return exitCodeOf(report, options.failOn);
}

function exitCodeOf({ results }: ScanReport, failOn: Threshold): number {
  const scanned = results.filter(isScanned);
  if (scanned.length < results.length) return EXIT.error;
  if (failOn === 'never') return EXIT.ok;
  const isWell = scanned.every(
    ({ verdict, findings }) =>
      verdict === 'Ready' &&
      (failOn === 'required' ||
        findings.every(({ outcome }) => outcome === 'satisfied' || outcome === 'notApplicable')),
  );
  return isWell ? EXIT.ok : EXIT.notWell;
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The scan could not be made: ${message}`;
}
