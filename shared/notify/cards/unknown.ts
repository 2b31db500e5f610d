import type { Condition, TargetState } from '../../model/state.ts';
import { aboutTarget, type CardMessage, headline, nameOf } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

/** Readiness could not be checked: facts that could not be read. */
export function unknownCard(state: TargetState, context: CardContext): CardMessage {
  const { target, conditions } = state;
  const title = `${nameOf(target)} could not be checked`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    body: [headline(title, 'Attention'), ...aboutTarget(target), ...findingBlocks(conditions.filter(isWhy))],
  });
}

function isWhy({ severity, outcome, accepted }: Condition): boolean {
  return severity === 'required' && accepted === undefined && (outcome === 'unknown' || outcome === 'error');
}
