import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import type { Shell } from '../../steps/in-shell.ts';
import { acceptedOf, describeAccepted } from '../../wording/describe-accepted.ts';
import { describeProtection } from '../../wording/describe-protection.ts';
import { markdownCode, markdownText } from '../../wording/markdown.ts';
import { PROTECTION_WORDS } from '../../wording/page-words.ts';
import { describeWaiting, waitingGroups } from '../../wording/waiting-groups.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, stepsOf } from './steps.ts';

/**
 * A step summary of GitHub is refused as a whole above 1 MiB.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
const MAX_BYTES = 900_000;
const MAX_ROWS = 1000;
/** With more clusters than this, the findings of each are folded. */
const MAX_UNFOLDED = 3;

/**
 * For pull requests, wikis and step summaries, in GitHub's dialect: a table of the clusters, then
 * the findings of each. Clusters that are not ready come first; a report that would be too large
 * says how many it leaves out.
 */
export function toMarkdown({ startedAt, results }: ScanReport, shell: Shell): string {
  const inOrder = [...results].sort((one, other) => rankOf(one) - rankOf(other));
  const rows = inOrder.slice(0, MAX_ROWS).map((result) => (isScanned(result) ? rowOf(result) : rowOfFailed(result)));
  const sections = inOrder.flatMap((result) =>
    isScanned(result) ? [sectionOf(result, results.length > MAX_UNFOLDED, shell).join('\n')] : [],
  );
  const head = [
    '# Ready for Azure Backup?',
    '',
    `${sumOf(results)} Checked ${markdownText(startedAt)}.`,
    '',
    '| cluster | resource group | verdict | to do | plan | protection |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    ...leftOut(inOrder.length - rows.length, 'in the table'),
  ].join('\n');
  let bytes = Buffer.byteLength(head);
  const fitting = sections.filter((section) => {
    bytes += Buffer.byteLength(section) + 1;
    return bytes <= MAX_BYTES;
  });
  return [head, ...fitting, ...leftOut(sections.length - fitting.length, 'below'), ''].join('\n');
}

function rankOf(result: ScanResult | NotScanned): number {
  if (!isScanned(result)) return 0;
  return result.verdict === 'Ready' ? 2 : 1;
}

function sumOf(results: ScanReport['results']): string {
  const count = (rank: number) => results.filter((result) => rankOf(result) === rank).length;
  const failed = count(0) === 0 ? '' : `, ${count(0)} could not be checked`;
  const clusters = `${results.length} ${results.length === 1 ? 'cluster' : 'clusters'}`;
  return `${clusters}: ${count(2)} ready, ${count(1)} not ready${failed}.`;
}

function leftOut(clusters: number, where: string): readonly string[] {
  if (clusters === 0) return [];
  return [
    '',
    `${clusters} more ${clusters === 1 ? 'cluster is' : 'clusters are'} not ${where}: the JSON report has all.`,
  ];
}

function rowOf({ target, verdict, findings, plan }: ScanResult): string {
  const { name, resourceGroup = '' } = partsOf(target.clusterId);
  const open = findings.filter((finding) => !isFine(finding)).length;
  return `| ${markdownText(name)} | ${markdownText(resourceGroup)} | ${verdict} | ${open} | ${plan.actions.length} | ${PROTECTION_WORDS[protectionOf(findings).state].short} |`;
}

function rowOfFailed({ clusterId, code, problem }: NotScanned): string {
  return `| ${markdownText(clusterId)} | | not checked | ${markdownText(`${code}: ${problem}`)} | | |`;
}

function sectionOf(result: ScanResult, isFolded: boolean, shell: Shell): readonly string[] {
  const { target, verdict, reason, findings, plan, planId } = result;
  const open = findings.filter((finding) => !isFine(finding)).sort(requiredFirst);
  const accepted = acceptedOf(findings);
  const told = open.filter(({ outcome }) => outcome !== 'blocked');
  const details = [
    ...(open.length === 0
      ? []
      : [
          '',
          ...told.flatMap((finding) => itemOf(finding, plan, shell)),
          ...waitingGroups(open).map((group) => `- ${describeWaiting(group)}`),
        ]),
    ...(accepted.length === 0
      ? []
      : [
          '',
          'Accepted findings:',
          '',
          ...accepted.map(
            ({ ruleId, message, accepted: by }) =>
              `- **${ruleId}** ${markdownText(describeAccepted(by))}. ${markdownText(message)}`,
          ),
        ]),
    ...(plan.actions.length === 0
      ? []
      : [
          '',
          `Backstay would do now, as plan ${markdownCode(planId)}:`,
          '',
          ...plan.actions.map((action) => `1. ${markdownText(action.text)}`),
        ]),
  ];
  return [
    '',
    `## ${markdownText(partsOf(target.clusterId).name)}: ${verdict}`,
    '',
    markdownCode(target.clusterId),
    '',
    findings.length === 0
      ? markdownText(reason)
      : `${findings.length - open.length - accepted.length} of ${findings.length} prerequisites are in place or do not apply.`,
    ...(findings.length === 0 ? [] : ['', `Protection: ${markdownText(describeProtection(protectionOf(findings)))}.`]),
    ...(isFolded && details.length > 0
      ? ['', '<details><summary>Findings</summary>', ...details, '', '</details>']
      : details),
  ];
}

function requiredFirst(one: Finding, other: Finding): number {
  return Number(one.severity !== 'required') - Number(other.severity !== 'required');
}

function itemOf(finding: Finding, plan: Plan, shell: Shell): readonly string[] {
  const { ruleId, outcome, severity, message } = finding;
  return [
    `- **${ruleId}** (${outcome}${severity === 'required' ? '' : `, ${severity}`}) ${markdownText(message)}`,
    ...stepsOf(finding, plan, shell).map((step) => `  - ${markdownCode(step)}`),
  ];
}
