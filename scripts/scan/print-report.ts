import picocolors from 'picocolors';
import type { Finding } from '../../shared/model/finding.ts';
import type { SkippedAction } from '../../shared/model/plan.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { partsOf } from '../../shared/model/resource-id.ts';
import type { ScanResult } from '../../shared/model/scan.ts';
import type { Verdict } from '../../shared/model/state.ts';
import { stepsByHand } from '../../shared/plan/by-hand.ts';
import { protectionOf } from '../../shared/plan/shown-protection.ts';
import { isScanned, type NotScanned, type ScanReport } from '../../shared/scan/report.ts';
import { inShell, type Shell } from '../../shared/steps/in-shell.ts';
import { harmless } from '../../shared/wording/audit-history.ts';
import { acceptedOf, describeAccepted } from '../../shared/wording/describe-accepted.ts';
import { describeProtection } from '../../shared/wording/describe-protection.ts';
import { describeWaiting, waitingGroups } from '../../shared/wording/waiting-groups.ts';
import { printValue } from './print-value.ts';
import { summaryRows } from './summary-rows.ts';

// On a build server picocolors writes colours into a pipe as well, where they end up in files and
// mails.
const onTerminal = process.stdout.isTTY || Boolean(process.env.FORCE_COLOR);
const pc = picocolors.createColors(picocolors.isColorSupported && onTerminal);

/**
 * A report as people read it on a terminal: the commands of all that is missing. In some profiles
 * Backstay only observes.
 */
export function printReport(
  report: ScanReport,
  profiles: readonly Pick<Profile, 'name' | 'mode'>[],
  shell: Shell = 'sh',
): string {
  const { results } = report;
  const observing = new Set(profiles.filter(({ mode }) => mode === 'observe').map(({ name }) => name));
  const lines = results.flatMap((result) => [
    ...(isScanned(result) ? linesOf(result, observing.has(result.target.profile), shell) : linesOfFailed(result)),
    '',
  ]);
  // The clusters at a glance first: what follows can be long.
  const first = results.length > 1 ? `${printValue(summaryRows(report), 'table')}\n` : '';
  if (results.length !== 1) lines.push(...sumOf(results));
  return `${first}${lines.join('\n').trimEnd()}\n`;
}

function linesOf(result: ScanResult, observes: boolean, shell: Shell): readonly string[] {
  const { target, verdict, findings, plan } = result;
  const { name, resourceGroup = '', subscriptionId } = partsOf(target.clusterId);
  const planned = new Set(plan.actions.flatMap(({ ruleIds }) => ruleIds));
  const skipped = new Map(
    plan.skipped.flatMap((skipped) => skipped.action.ruleIds.map((id) => [id, skipped] as const)),
  );
  const accepted = acceptedOf(findings);
  const open = findings.filter(
    (finding) =>
      finding.outcome !== 'satisfied' && finding.outcome !== 'notApplicable' && finding.accepted === undefined,
  );
  const waits = ({ outcome, ruleId }: Finding) =>
    outcome === 'missing' && skipped.get(ruleId)?.reason === 'UnmetPrecondition';
  const forYou = open.filter(
    (finding) =>
      finding.outcome === 'manual' ||
      (finding.outcome === 'missing' && !planned.has(finding.ruleId) && !waits(finding)),
  );
  const unseen = open.filter(({ outcome }) => outcome === 'unknown' || outcome === 'error');
  const waiting = open.filter(({ outcome }) => outcome === 'pending');
  const heldBack = open.filter(waits);
  const groups = waitingGroups(open);
  const stepLine = (step: string) => pc.dim(`       ${harmless(inShell(step, shell))}`);
  const section = sectionWith(stepLine);
  const shortId = result.planId.slice(0, 12);
  return [
    `${mark(verdict)}  ${pc.bold(harmless(name))}  ${observes && verdict === 'Remediating' ? 'is not ready' : WORDS[verdict]}`,
    pc.dim(harmless(`   resource group ${resourceGroup}, subscription ${subscriptionId}, profile ${target.profile}`)),
    findings.length === 0
      ? `   ${reasonInWords(result.reason)}`
      : pc.dim(harmless(`   ${describeProtection(protectionOf(findings))}`)),
    ...section('Action required', forYou, (finding) => stepsOf(finding, skipped.get(finding.ruleId))),
    ...(plan.actions.length === 0
      ? []
      : [
          '',
          pc.bold(
            observes
              ? `   Missing: the profile only observes, so run the commands, or set "mode": "enforce" (plan ${shortId})`
              : `   Backstay would do now (plan ${shortId})`,
          ),
          ...plan.actions.flatMap(({ text, ruleIds }) => [
            `   ${pc.cyan('+')} ${harmless(text)}  ${pc.dim(ruleIds.join(', '))}`,
            ...findings
              .filter(({ ruleId }) => ruleId === ruleIds[0])
              .flatMap((finding) => (finding.outcome === 'missing' ? stepsByHand(finding) : []))
              .map(stepLine),
          ]),
        ]),
    ...section('In progress in Azure', waiting, () => []),
    ...(groups.length === 0
      ? []
      : ['', pc.bold('   Waiting'), ...groups.map((group) => `   ${pc.dim('·')} ${describeWaiting(group)}`)]),
    ...section('Waits for other findings', heldBack, (finding) =>
      finding.outcome === 'missing' ? stepsByHand(finding, skipped.get(finding.ruleId)?.unmet) : [],
    ),
    ...section('Not checked', unseen, (finding) => (finding.outcome === 'unknown' ? finding.steps : [])),
    ...section('Accepted', accepted, (finding) => (finding.accepted ? [describeAccepted(finding.accepted)] : [])),
    ...(findings.length === 0
      ? []
      : ['', pc.dim(`   ${findings.length - open.length - accepted.length} of ${findings.length} in place`)]),
  ];
}

function sectionWith(stepLine: (step: string) => string) {
  return (
    title: string,
    findings: readonly Finding[],
    stepsFor: (finding: Finding) => readonly string[],
  ): readonly string[] => {
    if (findings.length === 0) return [];
    return [
      '',
      pc.bold(`   ${title}`),
      ...findings.flatMap((finding) => [
        `   ${finding.severity === 'required' ? pc.yellow('!') : pc.dim('·')} ${harmless(finding.message)}  ${pc.dim(
          `${finding.ruleId}${finding.severity === 'required' ? '' : `, ${finding.severity}`}`,
        )}`,
        ...stepsFor(finding).map(stepLine),
      ]),
    ];
  };
}

function stepsOf(finding: Finding, skipped: SkippedAction | undefined): readonly string[] {
  if (finding.outcome === 'manual') return finding.steps;
  if (finding.outcome !== 'missing') return [];
  const why =
    skipped?.reason === 'ChangeNotAllowed'
      ? [`The profile does not list "${finding.remedy.kind}" under "allow". To make the change yourself:`]
      : skipped?.reason === 'ApprovalPending'
        ? [
            `An approver has to approve it: the profile lists "${finding.remedy.kind}" under "approve". To make the change yourself:`,
          ]
        : [];
  return [...why, ...stepsByHand(finding, skipped?.unmet)];
}

const WORDS: { readonly [V in Verdict]: string } = {
  Ready: 'is ready for backup',
  Remediating: 'is not ready; Backstay can make it so',
  NeedsPerson: 'is not ready; it needs you',
  Failed: 'is not ready; something failed',
  Unknown: 'could not be checked',
  OptedOut: 'has opted out',
  Gone: 'is gone',
};

const REASONS: Readonly<Record<string, string>> = {
  OptOutTag: 'Its tag "backstay" says "off".',
  ProfileChanged: 'Its tag "backstay" picks another profile.',
  ProfileTagMismatch: 'Its tag "backstay" names no profile that selects it: correct the tag, or remove it.',
};

function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason;
}

function linesOfFailed({ clusterId, code, problem }: NotScanned): readonly string[] {
  return [
    `${pc.red('✗')}  ${pc.bold(harmless(clusterId))}  could not be checked`,
    `   ${harmless(`${code}: ${problem}`)}`,
  ];
}

function mark(verdict: Verdict): string {
  if (verdict === 'Ready') return pc.green('✓');
  return verdict === 'Failed' || verdict === 'Unknown' ? pc.red('✗') : pc.yellow('○');
}

function sumOf(results: ScanReport['results']): readonly string[] {
  const scanned = results.filter(isScanned);
  const ready = scanned.filter(({ verdict }) => verdict === 'Ready').length;
  const failed = results.length - scanned.length;
  return [
    pc.bold(
      `${results.length} clusters: ${ready} ready, ${scanned.length - ready} not ready${failed === 0 ? '' : `, ${failed} could not be checked`}`,
    ),
  ];
}
