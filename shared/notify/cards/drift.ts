import type { Mention } from '../../model/profile.ts';
import type { Condition, TargetState } from '../../model/state.ts';
import { isAccepted, needsPerson } from '../../plan/verdict.ts';
import { aboutTarget, type CardMessage, headline, nameOf, note } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

/** The cluster was ready, and something has been taken away since: what, and who mends it. */
export function driftCard(state: TargetState, context: CardContext, mentions: readonly Mention[]): CardMessage {
  const { target, verdict, conditions } = state;
  const title = `${nameOf(target)} was ready for backup, and is not any more`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    mentions: verdict === 'Remediating' ? [] : mentions,
    body: [
      headline(title, verdict === 'Failed' ? 'Attention' : 'Warning'),
      ...aboutTarget(target),
      note(
        verdict === 'Remediating'
          ? 'Backstay restores it. Find out what removed it, or it will be missing again.'
          : 'Backstay cannot restore it alone.',
      ),
      ...findingBlocks(conditions.filter(isDrift)),
    ],
  });
}

/** True for what was in place and is missing now. */
export function isDrift(condition: Condition): boolean {
  return (
    condition.severity === 'required' &&
    !isAccepted(condition) &&
    (condition.outcome === 'missing' || needsPerson(condition))
  );
}
