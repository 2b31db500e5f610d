import type { Expect } from '../../local/cases/case-file.ts';
import type { Condition, TargetState } from '../../shared/model/state.ts';
import { stepsOf } from '../../shared/notify/cards/steps-of.ts';

interface Outcome {
  readonly state: TargetState | undefined;
  readonly writes: readonly string[];
}

/** Everything that is not as expected. */
export function checkCase(expect: Expect, { state, writes }: Outcome): readonly string[] {
  const verdict = state?.verdict ?? 'none';
  const text = openConditions(state).flatMap(wordsOf).join('\n');
  return [
    ...(expect.verdict?.includes(verdict) === false ? [`verdict ${verdict}, expected ${expect.verdict}`] : []),
    ...(expect.notVerdict?.includes(verdict) ? [`verdict ${verdict}`] : []),
    ...(expect.noWrite ?? []).flatMap((pattern) => {
      const [first, ...others] = writes.filter((write) => matches(pattern, write));
      return first === undefined ? [] : [`${1 + others.length} writes match /${pattern}/: ${first}`];
    }),
    ...(expect.write ?? [])
      .filter((pattern) => !writes.some((write) => matches(pattern, write)))
      .map((pattern) => `no write matches /${pattern}/`),
    ...Object.entries(expect.rules ?? {}).flatMap(([ruleId, wanted]) => {
      const found = state?.conditions.find((condition) => condition.ruleId === ruleId);
      const differs = (is: string | undefined, may: string | readonly string[] | undefined) =>
        may !== undefined && ![may].flat().includes(is ?? '');
      return differs(found?.outcome, wanted.outcome) || differs(found?.reason, wanted.reason)
        ? [`${ruleId} is ${found?.outcome}/${found?.reason}, expected ${JSON.stringify(wanted)}`]
        : [];
    }),
    ...(expect.says ?? []).filter((pattern) => !matches(pattern, text)).map((pattern) => `nothing says /${pattern}/`),
    ...(expect.saysNot ?? [])
      .filter((pattern) => matches(pattern, text))
      .map((pattern) => `something says /${pattern}/`),
  ];
}

/** The words that a person reads about a target that is not Ready. */
export function openConditions(state: TargetState | undefined): readonly Condition[] {
  return (state?.conditions ?? []).filter(({ outcome }) => outcome !== 'satisfied' && outcome !== 'notApplicable');
}

function wordsOf(condition: Condition): readonly string[] {
  const { reason, message, evidence, progress } = condition;
  const failure = progress?.state === 'retrying' ? progress.failure.message : '';
  return [reason, message, failure, JSON.stringify(evidence ?? {}), ...stepsOf(condition)];
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'i').test(text);
}
