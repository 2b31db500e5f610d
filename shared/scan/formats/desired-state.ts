import { type Declaration, declaredId, type NotDeclared } from '../../changes/declaration.ts';
import { changeFor } from '../../changes/index.ts';
import type { Finding } from '../../model/finding.ts';
import type { Rule } from '../../model/rule.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import type { Shell } from '../../steps/in-shell.ts';
import { kindOf } from '../../steps/step.ts';
import { titleFor } from '../../wording/rule-title.ts';
import { isScanned, type ScanReport } from '../report.ts';
import { feasibleIn, headingOf, openInOrder, unmetIn, waitsFor } from './open-findings.ts';
import { stepsOf } from './steps.ts';

export type RuleTitle = Pick<Rule, 'id' | 'failureTitle' | 'title'>;
export type Declared = Exclude<Declaration, NotDeclared>;

/** Why a language cannot say it. What is `given`, a deployment sees to by itself. */
export interface LeftOut {
  readonly why: string;
  readonly isGiven?: true;
}

/** Lines for people, and what a template declares below them. */
export interface Item {
  readonly notes: readonly string[];
  readonly declared?: Declared;
  /** The same in every template. */
  readonly symbol: string;
}

/** The desired state of a report in the order in which it can be made, each item once. */
export function desiredState(
  { startedAt, results }: ScanReport,
  rules: readonly RuleTitle[],
  { leaveOut, shell }: Template,
): readonly Item[] {
  const titles = new Map(rules.map((rule) => [rule.id, rule]));
  const declared = new Set<string>();
  return [
    note(
      `Makes ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'} ready for Azure Backup, as scanned at ${startedAt}.`,
      'Scan again afterwards: some prerequisites can be judged only when others are in place.',
    ),
    ...results.flatMap((result) =>
      isScanned(result)
        ? itemsOf(result, { titles, declared, leaveOut, shell })
        : [note(`Not checked: ${result.clusterId}`, `${result.code}: ${result.problem}`)],
    ),
  ];
}

/** A language for templates, and the shell of the commands in its comments. */
interface Template {
  readonly leaveOut: (declaration: Declared) => LeftOut | undefined;
  readonly shell: Shell;
}

interface Context extends Template {
  readonly titles: ReadonlyMap<RuleId, RuleTitle>;
  /**
   * Resources that an earlier cluster declares; two profiles may want one of them in different
   * ways.
   */
  readonly declared: Set<string>;
}

function itemsOf(result: ScanResult, { titles, declared, leaveOut, shell }: Context): readonly Item[] {
  const { findings, plan, reason, verdict } = result;
  if (findings.length === 0) return [note(headingOf(result), `${verdict}: ${reason}`)];
  const open = openInOrder(findings);
  const unmet = unmetIn(plan);
  const reasonNot = (finding: Finding) => whyNot(finding, leaveOut);
  const feasible = feasibleIn(open, unmet, (finding) => {
    const not = reasonNot(finding);
    return not === undefined || not.isGiven === true;
  });
  return [
    note(headingOf(result), ...(open.length === 0 ? ['Nothing is missing.'] : [])),
    ...open.map((finding): Item => {
      const rule = titles.get(finding.ruleId);
      const title = `${finding.ruleId}: ${rule === undefined ? finding.message : titleFor(finding.outcome, rule)}`;
      const not = reasonNot(finding);
      if (finding.outcome !== 'missing' || not !== undefined || !feasible.has(finding.ruleId)) {
        const why = not === undefined ? [] : [`Not in this template: ${not.why}`];
        return note(
          title,
          finding.message,
          ...why,
          ...waitsFor(finding, unmet),
          ...stepsOf(finding, { skipped: [] }, shell),
        );
      }
      const { remedy, evidence } = finding;
      const change = changeFor(remedy);
      const declaration = change.declare({ remedy, evidence });
      if (declaration.kind === 'none') return note(title);
      const key = change.key(remedy);
      const identity = declaration.kind === 'resource' ? declaredId(declaration).toLowerCase() : key;
      if (declared.has(identity)) return note(title, 'Declared above.');
      declared.add(identity);
      return { notes: [title], declared: declaration, symbol: `${remedy.kind}_${key.slice(0, 8)}` };
    }),
  ];
}

/** The reason why nothing is declared for a finding, undefined where something can be. */
function whyNot(finding: Finding, leaveOut: Context['leaveOut']): LeftOut | undefined {
  switch (finding.outcome) {
    case 'missing': {
      const { remedy, evidence } = finding;
      const declaration = changeFor(remedy).declare({ remedy, evidence });
      return declaration.kind === 'none' ? declaration : leaveOut(declaration);
    }
    case 'manual':
      return { why: whyByHand(finding.steps) };
    case 'unknown':
    case 'error':
      return { why: 'it could not be checked.' };
    case 'pending':
      return { why: 'Azure is at work on it.' };
    default:
      return { why: 'other findings come first.' };
  }
}

function whyByHand(steps: readonly string[]): string {
  const kinds = steps.map(kindOf);
  if (kinds.includes('kubectl')) return 'kubectl changes the inside of the cluster.';
  if (kinds.includes('decision')) return 'a person has to decide.';
  return kinds.includes('profile')
    ? 'it is a line of the profile.'
    : 'Backstay makes no such change itself, so only the commands are known.';
}

function note(...notes: readonly string[]): Item {
  return { notes, symbol: '' };
}
