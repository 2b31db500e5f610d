import { changeFor, commandsFor, KINDS } from '../../changes/index.ts';
import type { Finding } from '../../model/finding.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Rule } from '../../model/rule.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { rerunnable } from '../../steps/rerunnable.ts';
import { kindOf } from '../../steps/step.ts';
import { oneLine } from '../../wording/one-line.ts';
import { titleFor } from '../../wording/rule-title.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, stepsOf } from './steps.ts';

type RuleTitle = Pick<Rule, 'id' | 'failureTitle' | 'title'>;

/**
 * One script for a POSIX shell with the command of all that is missing, each in its turn. It can be run again. Decisions,
 * and commands that wait for something outside of the script, are comments.
 */
export function toScript({ startedAt, results }: ScanReport, rules: readonly RuleTitle[]): string {
  const titles = new Map(rules.map((rule) => [rule.id, rule]));
  const printed = new Set<string>();
  return [
    '#!/bin/sh',
    ...comments(
      `Makes ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'} ready for Azure Backup, as scanned at ${startedAt}.`,
      'It can be run again: a command whose result exists changes nothing.',
      'Scan again afterwards: some prerequisites can be judged only when others are in place.',
    ),
    'set -eu',
    ...results.flatMap((result) => (isScanned(result) ? blocksOf(result, titles, printed) : notScanned(result))),
    '',
  ].join('\n');
}

function blocksOf(result: ScanResult, titles: ReadonlyMap<RuleId, RuleTitle>, printed: Set<string>): readonly string[] {
  const { target, findings, plan, reason, verdict } = result;
  const { name, resourceGroup = '', subscriptionId } = partsOf(target.clusterId);
  const open = inOrder(findings.filter((finding) => !isFine(finding)));
  const unmet = new Map(plan.skipped.flatMap(({ action, unmet = [] }) => action.ruleIds.map((id) => [id, unmet])));
  const runnable = runnableOf(open, unmet);
  const heading = `Cluster ${name}, resource group ${resourceGroup}, subscription ${subscriptionId}, profile ${target.profile}`;
  if (findings.length === 0) return ['', ...comments(heading, `${verdict}: ${reason}`)];
  return [
    '',
    ...comments(heading, ...(open.length === 0 ? ['Nothing is missing.'] : [])),
    ...open.flatMap((finding) => {
      const rule = titles.get(finding.ruleId);
      const title = comments(
        `${finding.ruleId}: ${rule === undefined ? finding.message : titleFor(finding.outcome, rule)}`,
      );
      if (!runnable.has(finding.ruleId)) {
        const waits = unmet.get(finding.ruleId) ?? (finding.outcome === 'blocked' ? finding.by : []);
        return [
          '',
          ...title,
          ...comments(
            finding.message,
            ...(waits.length > 0 ? [`Waits for ${waits.join(', ')}.`] : []),
            ...stepsOf(finding, { skipped: [] }),
          ),
        ];
      }
      const commands = commandsOf(finding).filter((command) => !printed.has(command));
      for (const command of commands) printed.add(command);
      return ['', ...title, ...commands.flatMap((command) => rerunnable(command) ?? [])];
    }),
  ];
}

/** Findings for a person first: they stand in the way of changes. Of the changes, those that others stand on. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding) =>
    finding.outcome === 'missing' ? KINDS.indexOf(finding.remedy.kind) : finding.outcome === 'manual' ? -1 : 99;
  return [...findings].sort((one, other) => rank(one) - rank(other));
}

/** The findings whose commands run: without a decision, and standing on nothing that the script does not do before. */
function runnableOf(open: readonly Finding[], unmet: ReadonlyMap<RuleId, readonly RuleId[]>): ReadonlySet<RuleId> {
  const runnable = new Set<RuleId>();
  for (const finding of open) {
    const commands = commandsOf(finding);
    const isWhole = commands.length > 0 && commands.every((command) => rerunnable(command) !== undefined);
    if (isWhole && (unmet.get(finding.ruleId) ?? []).every((id) => runnable.has(id))) runnable.add(finding.ruleId);
  }
  return runnable;
}

/** Empty where a person has to decide something. */
function commandsOf(finding: Finding): readonly string[] {
  if (finding.outcome !== 'missing' && finding.outcome !== 'manual') return [];
  // An inspection or a validation is no change; Backstay does it where the profile allows it.
  if (finding.outcome === 'missing' && changeFor(finding.remedy).changesNothing === true) return [];
  const steps = finding.outcome === 'missing' ? commandsFor(finding) : finding.steps;
  return steps.every((step) => kindOf(step) === 'az') ? steps : [];
}

function notScanned({ clusterId, code, problem }: NotScanned): readonly string[] {
  return ['', ...comments(`Not checked: ${clusterId}`, `${code}: ${problem}`)];
}

/** Text of others, each on a line of its own that a shell does not read. */
function comments(...texts: readonly string[]): readonly string[] {
  return texts.map((text) => `# ${oneLine(text)}`);
}
