import type { RuleId } from '../model/rule-id.ts';
import type { Condition } from '../model/state.ts';
import { isAccepted, needsPerson, waitsFor } from '../plan/verdict.ts';

/** Whose turn it is on a finding. */
export type Whose =
  | 'approver'
  | 'person'
  | 'unclear'
  | 'backstay'
  | 'azure'
  | 'other'
  | 'advice'
  | 'accepted'
  | 'nobody';

export interface FindingGroup {
  readonly whose: Whose;
  readonly conditions: readonly Condition[];
}

/** Findings that need action come first. */
const ORDER: readonly Whose[] = [
  'approver',
  'person',
  'unclear',
  'backstay',
  'azure',
  'other',
  'advice',
  'accepted',
  'nobody',
];

export const GROUP_WORDS: { readonly [W in Whose]: { readonly title: string; readonly about: string } } = {
  approver: { title: 'An approver has to answer', about: 'Backstay would do it, and asks first.' },
  person: { title: 'Action required', about: 'Backstay cannot continue alone. The steps say what to do.' },
  unclear: { title: 'Could not be checked', about: 'Backstay could not read or judge it. It retries.' },
  backstay: { title: 'Backstay is working', about: 'No action is required.' },
  azure: { title: 'Azure is at work', about: 'It is on its way without anybody doing anything.' },
  other: { title: 'Waits for other findings', about: 'It can be judged once those are settled.' },
  advice: { title: 'Recommended', about: 'The cluster can be ready without these. The steps say what to do.' },
  accepted: { title: 'Accepted', about: 'Operators accept these findings as they are, for a time.' },
  nobody: { title: 'In place', about: 'No action is required.' },
};

/** Findings by who has to act, without empty groups; what Ready depends on comes first in each. */
export function groupsOf(conditions: readonly Condition[]): readonly FindingGroup[] {
  const needed = new Set(conditions.filter(({ severity }) => severity === 'required').flatMap(waitsFor));
  return ORDER.map((whose) => ({
    whose,
    conditions: conditions
      .filter((condition) => groupOf(condition, needed) === whose)
      .sort((one, other) => Number(one.severity !== 'required') - Number(other.severity !== 'required')),
  })).filter((group) => group.conditions.length > 0);
}

/** Recommended findings come after all that Ready depends on, unless they hold that back. */
function groupOf(condition: Condition, needed: ReadonlySet<RuleId>): Whose {
  const whose = whoseTurn(condition);
  const isAdvice = condition.severity === 'recommended' && !needed.has(condition.ruleId);
  return isAdvice && (whose === 'person' || whose === 'unclear') ? 'advice' : whose;
}

export function whoseTurn(condition: Condition): Whose {
  const { outcome, progress } = condition;
  if (isAccepted(condition)) return 'accepted';
  if (progress?.state === 'skipped' && progress.reason === 'ApprovalPending' && outcome === 'missing')
    return 'approver';
  if (needsPerson(condition)) return 'person';
  switch (outcome) {
    case 'satisfied':
    case 'notApplicable':
      return 'nobody';
    case 'missing':
      return waitsFor(condition).length > 0 ? 'other' : 'backstay';
    case 'pending':
      return 'azure';
    case 'blocked':
      return 'other';
    default:
      return 'unclear';
  }
}
