import { CHANGES } from '../changes/index.ts';
import type { RemedyKind } from '../model/remedy.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Condition } from '../model/state.ts';
import { isFresh } from './conditions.ts';

/**
 * The rules that have to be judged along with these, so that a plan of a part of the rules stands
 * on findings that are as fresh: what was judged too long ago, or was written since and not read
 * yet.
 */
export function preconditionsToJudge(
  rules: readonly Pick<Rule, 'id' | 'fix'>[],
  conditions: readonly Condition[],
  now: string,
): readonly RuleId[] {
  const wanted = rules.flatMap(({ fix }) =>
    isKind(fix) ? CHANGES[fix].preconditions.map(({ ruleId }) => ruleId) : [],
  );
  return [...new Set(wanted)].filter((ruleId) => {
    const condition = conditions.find((each) => each.ruleId === ruleId);
    return condition === undefined || !isFresh(condition, now) || condition.progress?.state === 'done';
  });
}

function isKind(fix: Rule['fix']): fix is RemedyKind {
  return fix !== 'person' && fix !== 'time';
}
