import { open, writeFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Severity } from '../../shared/model/rule-id.ts';
import type { Target } from '../../shared/model/target.ts';
import { FORMATS } from '../../shared/scan/formats/index.ts';
import { toLine } from '../../shared/scan/formats/ndjson.ts';
import { endsWell, THRESHOLDS, type Threshold } from '../../shared/scan/formats/threshold.ts';
import { isScanned, type ScanReport } from '../../shared/scan/report.ts';
import { SHELLS, type Shell } from '../../shared/steps/in-shell.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { chooseFindings } from './choose-findings.ts';
import { ConsoleProgress } from './console-progress.ts';
import { type OpenScan, openScan } from './open-scan.ts';
import { printReport } from './print-report.ts';
import { printValue, queryValue, VALUE_FORMATS, type ValueFormat, whyNoQuery } from './print-value.ts';
import { scanEach, scanMany } from './scan-many.ts';
import { NotSignedIn } from './sign-in.ts';
import { planRows, plansOf, summaryRows } from './summary-rows.ts';
import { targetsOf, UsageError } from './targets-of.ts';

interface Options {
  readonly cluster?: string;
  readonly vault?: string;
  readonly subscription?: string;
  readonly profile?: string;
  readonly profiles?: string;
  readonly output: 'console' | ValueFormat | Format;
  /** The name of `--output` in earlier versions. */
  readonly format?: Options['output'];
  readonly outputFile?: string;
  readonly query?: string;
  readonly onlyShowErrors: boolean;
  readonly severity?: Severity;
  readonly rule: readonly string[];
  readonly report: readonly ReportFile[];
  readonly failOn: Threshold;
  readonly shell: Shell;
}

type Format = keyof typeof FORMATS;

/** `scan` shows findings, `plan` the changes that Backstay would make. */
export type Kind = 'scan' | 'plan';
const PLAN_FORMATS = ['console', ...VALUE_FORMATS, 'script'];

/** A report that is also written to a file. */
interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** Where it prints: a terminal, a pipe, or a test. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { readonly isTTY: boolean; write(text: string): unknown };
}

/**
 * The options of a scan, under the name by which it was called. Help and wrong options end the
 * process.
 */
export function scanCommand(name: string, kind: Kind = 'scan'): Command {
  const formats = kind === 'plan' ? PLAN_FORMATS : ['console', ...new Set([...VALUE_FORMATS, ...Object.keys(FORMATS)])];
  return commandLine(
    name,
    kind === 'plan'
      ? 'Prints the changes that Backstay would make, and makes none. It needs no deployment, only your Azure login.'
      : 'Assesses clusters as Backstay would, and changes nothing. It needs no deployment, only your Azure login.',
  )
    .option('--cluster <id>', 'resource id of one cluster')
    .option('--vault <id>', 'with --cluster: the vault, where several profiles select the cluster')
    .option('--subscription <id>', 'all clusters of a subscription that the profiles select')
    .option('--profile <name>', 'all clusters of a profile; with --cluster, this one of its profiles')
    .option('--profiles <file>', 'the profile file (BACKSTAY_PROFILES, or profiles.json)')
    .addOption(new Option('-o, --output <format>', 'the form of what is printed').choices(formats).default('console'))
    .addOption(new Option('--format <name>').choices(formats).hideHelp())
    .option('--query <expression>', 'a JMESPath query on the JSON, as in the Azure CLI', queryOf)
    .option('--output-file <file>', 'writes to this file instead of standard output')
    .option('--only-show-errors', 'no progress', false)
    .addOption(
      new Option('--severity <severity>', 'shows only findings of this severity').choices(['required', 'recommended']),
    )
    .option('--rule <id>', "shows only this rule, or those of a pattern such as 'BKS-4*'; may be repeated", addRule, [])
    .addOption(
      new Option('--shell <name>', 'the shell that commands are quoted for: console, script, markdown and templates')
        .choices(SHELLS)
        .default('sh'),
    )
    .option('--report <format=file>', 'writes the report to a file as well; may be repeated', addReport, [])
    .addOption(
      new Option('--fail-on <severity>', 'the findings that make it end with exit code 3')
        .choices(THRESHOLDS)
        .default('required'),
    );
}

function addRule(text: string, rules: readonly string[]): readonly string[] {
  if (!/^[\w*-]+$/.test(text)) throw new InvalidArgumentError('It must be the id of a rule, or a pattern with "*".');
  return [...rules, text];
}

function queryOf(text: string): string {
  const problem = whyNoQuery(text);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return text;
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
export async function runScan(command: Command, output: Output, kind: Kind = 'scan'): Promise<number> {
  const options = command.opts<Options>();
  try {
    return await scan(
      { ...options, output: options.format ?? options.output },
      kind,
      () => openScan(options.profiles),
      output,
    );
  } catch (error) {
    const isUsage = error instanceof UsageError;
    output.stderr.write(`${isUsage ? error.message : explain(error)}\n`);
    return isUsage ? EXIT.usage : EXIT.error;
  }
}

async function scan(
  options: Options,
  kind: Kind,
  openIt: () => Promise<OpenScan>,
  { stdout, stderr }: Output,
): Promise<number> {
  if (options.query !== undefined && options.output !== 'console' && !isValueFormat(options.output)) {
    throw new UsageError(`--query goes with -o ${VALUE_FORMATS.join(', ')}.`);
  }
  const opened = await openIt();
  const targets = await targetsOf(options, opened);
  const progress = new ConsoleProgress(options.onlyShowErrors ? { isTTY: false, write() {} } : stderr, targets.length);
  if (options.output === 'ndjson' && options.report.length === 0) {
    return streamLines(targets, opened, options, { stdout, progress });
  }
  const report = await scanMany(targets, opened, (done) => progress.show(done));
  progress.end();

  const shown = chooseFindings(report, options);
  const text = print(shown, kind, options, opened);
  if (options.outputFile === undefined) stdout.write(text);
  else await writeFile(options.outputFile, text);
  for (const { format, file } of options.report) {
    await writeFile(file, `${FORMATS[format](shown, options.failOn, options.shell)}\n`);
  }
  return exitCodeOf(report, options.failOn);
}

/** A line for each cluster as soon as it is scanned: a fleet of any size needs no more memory. */
async function streamLines(
  targets: readonly Target[],
  opened: OpenScan,
  options: Options,
  { stdout, progress }: { readonly stdout: Output['stdout']; readonly progress: ConsoleProgress },
): Promise<number> {
  const file = options.outputFile === undefined ? undefined : await open(options.outputFile, 'w');
  let done = 0;
  let exitCode: number = EXIT.ok;
  try {
    await scanEach(targets, opened, async (result) => {
      const alone: ScanReport = { startedAt: '', results: [result] };
      for (const shown of chooseFindings(alone, options).results) {
        await (file === undefined ? stdout.write(toLine(shown)) : file.write(toLine(shown)));
      }
      exitCode = worse(exitCode, exitCodeOf(alone, options.failOn));
      progress.show(++done);
    });
  } finally {
    progress.end();
    await file?.close();
  }
  return exitCode;
}

/** As one report of all clusters would end. */
function worse(one: number, other: number): number {
  return [EXIT.error, EXIT.notWell].find((code) => code === one || code === other) ?? EXIT.ok;
}

function print(
  report: ScanReport,
  kind: Kind,
  { output, query, failOn, shell }: Options,
  { profiles }: OpenScan,
): string {
  if (query !== undefined || output === 'json' || output === 'yaml') {
    const value = kind === 'plan' ? plansOf(report) : JSON.parse(FORMATS.json(report));
    const format = isValueFormat(output) ? output : 'json';
    return printValue(query === undefined ? value : queryValue(value, query), format);
  }
  if (output === 'table' || output === 'tsv') {
    return printValue(kind === 'plan' ? planRows(report) : summaryRows(report), output);
  }
  if (output !== 'console') return `${FORMATS[output](report, failOn, shell)}\n`;
  if (kind === 'scan') return printReport(report, profiles, shell);
  return printValue(planRows(report), 'table') || 'No change is needed.\n';
}

function isValueFormat(format: string): format is ValueFormat {
  return VALUE_FORMATS.some((one) => one === format);
}

/** Agrees with the failures in a report for test runners. */
export function exitCodeOf({ results }: ScanReport, failOn: Threshold): number {
  const scanned = results.filter(isScanned);
  if (scanned.length < results.length) return EXIT.error;
  return scanned.every((result) => endsWell(result, failOn)) ? EXIT.ok : EXIT.notWell;
}

function explain(error: unknown): string {
  if (error instanceof NotSignedIn) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `The scan failed: ${message}`;
}
