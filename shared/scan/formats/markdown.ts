import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import { acceptedOf, describeAccepted } from '../../wording/describe-accepted.ts';
import { describeProtection } from '../../wording/describe-protection.ts';
import { markdownCode, markdownText } from '../../wording/markdown.ts';
import { PROTECTION_WORDS } from '../../wording/page-words.ts';
import { describeWaiting, waitingGroups } from '../../wording/waiting-groups.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, stepsOf } from './steps.ts';

/** For pull requests and wikis: a table of the clusters, then what is to be done at each. GitHub's dialect. */
export function toMarkdown({ startedAt, results }: ScanReport): string {
  return [
    '# Ready for Azure Backup?',
    '',
    `Checked ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'}, ${markdownText(startedAt)}.`,
    '',
    '| cluster | resource group | verdict | to do | plan | protection |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map((result) => (isScanned(result) ? rowOf(result) : rowOfFailed(result))),
    ...results.flatMap((result) => (isScanned(result) ? sectionOf(result) : [])),
    '',
  ].join('\n');
}

function rowOf({ target, verdict, findings, plan }: ScanResult): string {
  const { name, resourceGroup = '' } = partsOf(target.clusterId);
  const open = findings.filter((finding) => !isFine(finding)).length;
  return `| ${markdownText(name)} | ${markdownText(resourceGroup)} | ${verdict} | ${open} | ${plan.actions.length} | ${PROTECTION_WORDS[protectionOf(findings).state].short} |`;
}

function rowOfFailed({ clusterId, code, problem }: NotScanned): string {
  return `| ${markdownText(clusterId)} | | not looked at | ${markdownText(`${code}: ${problem}`)} | | |`;
}

function sectionOf(result: ScanResult): readonly string[] {
  const { target, verdict, reason, findings, plan, planId } = result;
  const open = findings.filter((finding) => !isFine(finding));
  const accepted = acceptedOf(findings);
  const told = open.filter(({ outcome }) => outcome !== 'blocked');
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
    ...(open.length === 0
      ? []
      : [
          '',
          ...told.flatMap((finding) => itemOf(finding, plan)),
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
}

function itemOf(finding: Finding, plan: Plan): readonly string[] {
  const { ruleId, outcome, severity, message } = finding;
  return [
    `- **${ruleId}** (${outcome}${severity === 'required' ? '' : `, ${severity}`}) ${markdownText(message)}`,
    ...stepsOf(finding, plan).map((step) => `  - ${markdownCode(step)}`),
  ];
}
