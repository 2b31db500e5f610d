import { changeFor, commandsFor } from '../../changes/index.ts';
import type { Finding } from '../../model/finding.ts';
import type { Rule } from '../../model/rule.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { inShell, type Shell } from '../../steps/in-shell.ts';
import { rerunnable } from '../../steps/rerunnable.ts';
import { kindOf } from '../../steps/step.ts';
import { oneLine } from '../../wording/one-line.ts';
import { titleFor } from '../../wording/rule-title.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { feasibleIn, headingOf, openInOrder, unmetIn, waitsFor } from './open-findings.ts';
import { stepsOf } from './steps.ts';

type RuleTitle = Pick<Rule, 'id' | 'failureTitle' | 'title'>;

/**
 * One script with the command of all that is missing, each in its turn. It can be run again.
 * Decisions, and commands that wait for something outside of the script, are comments.
 */
export function toScript({ startedAt, results }: ScanReport, rules: readonly RuleTitle[], shell: Shell): string {
  const titles = new Map(rules.map((rule) => [rule.id, rule]));
  const printed = new Set<string>();
  return [
    ...FRAME[shell].first,
    ...comments(
      `Makes ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'} ready for Azure Backup, as scanned at ${startedAt}.`,
      'It can be run again: a command whose result exists changes nothing.',
      'Scan again afterwards: some prerequisites can be judged only when others are in place.',
    ),
    ...FRAME[shell].settings,
    ...results.flatMap((result) =>
      isScanned(result) ? blocksOf(result, { titles, printed, shell }) : notScanned(result),
    ),
    '',
  ].join('\n');
}

interface Context {
  readonly titles: ReadonlyMap<RuleId, RuleTitle>;
  /** Commands that an earlier cluster has. */
  readonly printed: Set<string>;
  readonly shell: Shell;
}

function blocksOf(result: ScanResult, { titles, printed, shell }: Context): readonly string[] {
  const { findings, plan, reason, verdict } = result;
  const heading = headingOf(result);
  if (findings.length === 0) return ['', ...comments(heading, `${verdict}: ${reason}`)];
  const open = openInOrder(findings);
  const unmet = unmetIn(plan);
  const runnable = feasibleIn(open, unmet, (finding) => {
    const commands = commandsOf(finding);
    return commands.length > 0 && commands.every((command) => rerunnable(command) !== undefined);
  });
  return [
    '',
    ...comments(heading, ...(open.length === 0 ? ['Nothing is missing.'] : [])),
    ...open.flatMap((finding) => {
      const rule = titles.get(finding.ruleId);
      const title = comments(
        `${finding.ruleId}: ${rule === undefined ? finding.message : titleFor(finding.outcome, rule)}`,
      );
      if (!runnable.has(finding.ruleId)) {
        const waits = waitsFor(finding, unmet);
        return ['', ...title, ...comments(finding.message, ...waits, ...stepsOf(finding, { skipped: [] }, shell))];
      }
      const commands = commandsOf(finding).filter((command) => !printed.has(command));
      for (const command of commands) printed.add(command);
      return ['', ...title, ...commands.flatMap((command) => linesOf(command, shell))];
    }),
  ];
}

interface Frame {
  readonly first: readonly string[];
  readonly settings: readonly string[];
  lines(command: string, unless: string | undefined): readonly string[];
}

/** The frame of a script in each shell: it ends with the first command that fails. */
const FRAME: { readonly [S in Shell]: Frame } = {
  sh: {
    first: ['#!/bin/sh'],
    settings: ['set -eu'],
    lines: (command, unless) =>
      unless === undefined ? [command] : [`if ! ${unless} >/dev/null 2>&1; then`, `  ${command}`, 'fi'],
  },
  pwsh: {
    first: ['#!/usr/bin/env pwsh', '#Requires -Version 7.3'],
    settings: ["$ErrorActionPreference = 'Stop'", '$PSNativeCommandUseErrorActionPreference = $false'],
    lines(command, unless) {
      const checked = [command, 'if ($LASTEXITCODE) { exit $LASTEXITCODE }'];
      if (unless === undefined) return checked;
      return [`${unless} *> $null`, 'if ($LASTEXITCODE) {', ...checked.map((line) => `  ${line}`), '}'];
    },
  },
};

function linesOf(command: string, shell: Shell): readonly string[] {
  const again = rerunnable(command);
  if (again === undefined) return [];
  const { unless } = again;
  return FRAME[shell].lines(inShell(again.command, shell), unless && inShell(unless, shell));
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
