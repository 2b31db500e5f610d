import { VERSION } from '../../lib/version.ts';
import { RULES } from '../../rules/index.ts';
import type { Shell } from '../../steps/in-shell.ts';
import type { ScanReport } from '../report.ts';
import { toBicep } from './bicep.ts';
import { toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { toJunit } from './junit.ts';
import { toMarkdown } from './markdown.ts';
import { toNdjson } from './ndjson.ts';
import { toSarif } from './sarif.ts';
import { toScript } from './script.ts';
import { toTerraform } from './terraform.ts';
import type { Threshold } from './threshold.ts';

/**
 * `threshold`: which findings count as failures where a format has such. `shell`: for which
 * commands are quoted.
 */
type Format = (report: ScanReport, threshold?: Threshold, shell?: Shell) => string;

/**
 * Every format in which a report can be had, for people and for pipelines. Those for pipelines have
 * the commands for a POSIX shell only.
 */
export const FORMATS = {
  json: toJson,
  ndjson: toNdjson,
  markdown: (report: ScanReport, _?: Threshold, shell: Shell = 'sh') => toMarkdown(report, shell),
  csv: toCsv,
  junit: (report: ScanReport, threshold?: Threshold) => toJunit(report, RULES, threshold),
  sarif: (report) => toSarif(report, RULES, VERSION),
  script: (report: ScanReport, _?: Threshold, shell: Shell = 'sh') => toScript(report, RULES, shell),
  bicep: (report: ScanReport, _?: Threshold, shell: Shell = 'sh') => toBicep(report, RULES, shell),
  terraform: (report: ScanReport, _?: Threshold, shell: Shell = 'sh') => toTerraform(report, RULES, shell),
} as const satisfies Readonly<Record<string, Format>>;
