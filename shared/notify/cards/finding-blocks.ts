import type { Condition } from '../../model/state.ts';
import { andMore, block, LONGEST_TEXT, plain, type RichTextBlock, step } from './elements.ts';
import { stepsOf } from './steps-of.ts';

const MOST_FINDINGS = 6;
const MOST_STEPS = 3;

/** Findings with their steps; many are cut, and counted. */
export function findingBlocks(conditions: readonly Condition[]): readonly RichTextBlock[] {
  return [
    ...conditions.slice(0, MOST_FINDINGS).flatMap(blocksOf),
    ...andMore(conditions.length - MOST_FINDINGS, 'findings'),
  ];
}

function blocksOf(condition: Condition): readonly RichTextBlock[] {
  const steps = stepsOf(condition);
  return [
    {
      ...block({ text: plain(`${condition.ruleId}  ${condition.message}`, LONGEST_TEXT), weight: 'Bolder' }),
      spacing: 'Medium',
      separator: true,
    },
    ...steps.slice(0, MOST_STEPS).map(step),
    ...andMore(steps.length - MOST_STEPS, 'steps'),
  ];
}
