import type { Condition } from '../../model/state.ts';
import { andMore, block, MAX_TEXT, plain, type RichTextBlock, step } from './elements.ts';
import { stepsOf } from './steps-of.ts';

const MAX_FINDINGS = 6;
const MAX_STEPS = 3;

/** Findings with their steps; many are cut, and counted. */
export function findingBlocks(conditions: readonly Condition[]): readonly RichTextBlock[] {
  return [
    ...conditions.slice(0, MAX_FINDINGS).flatMap(blocksOf),
    ...andMore(conditions.length - MAX_FINDINGS, 'findings'),
  ];
}

function blocksOf(condition: Condition): readonly RichTextBlock[] {
  const steps = stepsOf(condition);
  return [
    {
      ...block({ text: plain(`${condition.ruleId}  ${condition.message}`, MAX_TEXT), weight: 'Bolder' }),
      spacing: 'Medium',
      separator: true,
    },
    ...steps.slice(0, MAX_STEPS).map(step),
    ...andMore(steps.length - MAX_STEPS, 'steps'),
  ];
}
