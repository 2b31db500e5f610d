import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { describeWaiting, waitingGroups } from '../../wording/waiting-groups.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, oneLine, stepsOf } from './steps.ts';

/** For pull requests and wikis: a table of the clusters, then what is to be done at each. GitHub's dialect. */
export function toMarkdown({ startedAt, results }: ScanReport): string {
  return [
    '# Ready for Azure Backup?',
    '',
    `Checked ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'}, ${text(startedAt)}.`,
    '',
    '| cluster | resource group | verdict | to do | plan |',
    '| --- | --- | --- | --- | --- |',
    ...results.map((result) => (isScanned(result) ? rowOf(result) : rowOfFailed(result))),
    ...results.flatMap((result) => (isScanned(result) ? sectionOf(result) : [])),
    '',
  ].join('\n');
}

function rowOf({ target, verdict, findings, plan }: ScanResult): string {
  const { name, resourceGroup = '' } = partsOf(target.clusterId);
  const open = findings.filter((finding) => !isFine(finding)).length;
  return `| ${text(name)} | ${text(resourceGroup)} | ${verdict} | ${open} | ${plan.actions.length} |`;
}

function rowOfFailed({ clusterId, code, problem }: NotScanned): string {
  return `| ${text(clusterId)} | | not looked at | ${text(`${code}: ${problem}`)} | |`;
}

function sectionOf(result: ScanResult): readonly string[] {
  const { target, verdict, reason, findings, plan, planId } = result;
  const open = findings.filter((finding) => !isFine(finding));
  const told = open.filter(({ outcome }) => outcome !== 'blocked');
  return [
    '',
    `## ${text(partsOf(target.clusterId).name)}: ${verdict}`,
    '',
    code(target.clusterId),
    '',
    findings.length === 0
      ? text(reason)
      : `${findings.length - open.length} of ${findings.length} prerequisites are in place or do not apply.`,
    ...(open.length === 0
      ? []
      : [
          '',
          ...told.flatMap((finding) => itemOf(finding, plan)),
          ...waitingGroups(open).map((group) => `- ${describeWaiting(group)}`),
        ]),
    ...(plan.actions.length === 0
      ? []
      : [
          '',
          `Backstay would do now, as plan ${code(planId)}:`,
          '',
          ...plan.actions.map((action) => `1. ${text(action.text)}`),
        ]),
  ];
}

function itemOf(finding: Finding, plan: Plan): readonly string[] {
  const { ruleId, outcome, severity, message } = finding;
  return [
    `- **${ruleId}** (${outcome}${severity === 'required' ? '' : `, ${severity}`}) ${text(message)}`,
    ...stepsOf(finding, plan).map((step) => `  - ${code(step)}`),
  ];
}

/** Text of others, shown letter by letter. Entities mean the same everywhere, while a backslash does not in a table or in HTML. */
function text(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_{}[\]#+!|~<>&@:]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`);
}

/** To be copied as it stands: inside a run of backticks longer than any within. Not for tables, where a pipe would end the cell. */
function code(value: string): string {
  const line = oneLine(value);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${room}${line}${room}${fence}`;
}
