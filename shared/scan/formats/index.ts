import { VERSION } from '../../lib/version.ts';
import { RULES } from '../../rules/index.ts';
import type { ScanReport } from '../report.ts';
import { toBicep } from './bicep.ts';
import { toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { toJunit } from './junit.ts';
import { toMarkdown } from './markdown.ts';
import { toSarif } from './sarif.ts';
import { toScript } from './script.ts';
import { toTerraform } from './terraform.ts';
import type { Threshold } from './threshold.ts';

/** `threshold`: which findings count as failures where a format has such. */
type Format = (report: ScanReport, threshold?: Threshold) => string;

/** Every format in which a report can be had, for people and for pipelines. */
export const FORMATS = {
  json: toJson,
  markdown: toMarkdown,
  csv: toCsv,
  junit: (report: ScanReport, threshold?: Threshold) => toJunit(report, RULES, threshold),
  sarif: (report) => toSarif(report, RULES, VERSION),
  script: (report) => toScript(report, RULES),
  bicep: (report) => toBicep(report, RULES),
  terraform: (report) => toTerraform(report, RULES),
} as const satisfies Readonly<Record<string, Format>>;
