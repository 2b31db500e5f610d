import { changeFor } from '../changes/index.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Condition } from '../model/state.ts';
import { PROGRESS_WORDS, SKIP_WORDS } from '../wording/page-words.ts';
import { moment } from './time.ts';

/** One change that the findings ask for, and how far it is. */
export interface Work {
  readonly text: string;
  readonly ruleIds: readonly RuleId[];
  readonly state: 'next' | NonNullable<Condition['progress']>['state'];
  /** One sentence. */
  readonly how: string;
}

/** What is missing, change by change: one remedy can settle several findings. */
export function workOf(conditions: readonly Condition[]): readonly Work[] {
  const all = new Map<string, Work>();
  const open = openRules(conditions);
  for (const condition of conditions) {
    if (condition.outcome !== 'missing' || condition.accepted !== undefined) continue;
    const change = changeFor(condition.remedy);
    const key = change.key(condition.remedy);
    const same = all.get(key);
    const { progress } = condition;
    all.set(key, {
      text: change.describe(condition.remedy),
      ruleIds: [...(same?.ruleIds ?? []), condition.ruleId],
      state: progress?.state ?? 'next',
      how: howFar(progress, open),
    });
  }
  return [...all.values()];
}

/** The rules that are neither satisfied nor without a subject. */
export function openRules(conditions: readonly Condition[]): ReadonlySet<RuleId> {
  const isOpen = ({ outcome }: Condition) => outcome !== 'satisfied' && outcome !== 'notApplicable';
  return new Set(conditions.filter(isOpen).map(({ ruleId }) => ruleId));
}

/**
 * How far a change is, as one sentence. Of the rules that it waited for when it was planned, those
 * that are still open.
 */
export function howFar(progress: Condition['progress'], open: ReadonlySet<RuleId>): string {
  switch (progress?.state) {
    case undefined:
      return 'It is next.';
    case 'running': {
      const unseen = progress.unseen === undefined ? '' : ` Azure cannot be read. ${told(progress.unseen)}`;
      const failing =
        progress.failing === undefined
          ? ''
          : ` It has failed since ${moment(progress.failing.since)}. ${told(progress.failing.failure)}`;
      return `Running since ${moment(progress.since)}.${failing}${unseen}`;
    }
    case 'done':
      return `Written at ${moment(progress.at)}; it counts once Backstay has read it.`;
    case 'retrying':
      return `It ${PROGRESS_WORDS.retrying}: not before ${moment(progress.retryAt)}. ${told(progress.failure)}`;
    case 'skipped':
      return progress.reason === 'UnmetPrecondition' && progress.unmet !== undefined
        ? waitsFor(progress.unmet.filter((ruleId) => open.has(ruleId)))
        : SKIP_WORDS[progress.reason];
  }
}

function waitsFor(rules: readonly RuleId[]): string {
  return rules.length === 0 ? 'It is next.' : `It waits for ${rules.join(', ')}.`;
}

function told({ code, message }: { readonly code: string; readonly message: string }): string {
  return `Azure says ${code}: ${message}`;
}
