import type { Mention } from '../../model/profile.ts';
import type { TargetState } from '../../model/state.ts';
import { needsPerson } from '../../plan/verdict.ts';
import { aboutTarget, type CardMessage, headline, nameOf } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

/** An action failed for good: Azure's own words for it. */
export function failedCard(state: TargetState, context: CardContext, mentions: readonly Mention[]): CardMessage {
  const { target, conditions } = state;
  const title = `${nameOf(target)} could not be made ready for backup`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    mentions,
    body: [headline(title, 'Attention'), ...aboutTarget(target), ...findingBlocks(conditions.filter(needsPerson))],
  });
}
