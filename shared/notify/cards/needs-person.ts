import type { Mention } from '../../model/profile.ts';
import type { TargetState } from '../../model/state.ts';
import { needsPerson } from '../../plan/verdict.ts';
import { acceptedBlocks } from './accepted-blocks.ts';
import { aboutTarget, block, type CardMessage, headline, nameOf } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

/** Steps where no finding has them, because the cluster was not assessed. */
const WITHOUT_FINDINGS: Readonly<Record<string, string>> = {
  ProfileTagMismatch: 'Its tag "backstay" names no profile that selects it: correct the tag, or remove it.',
};

/** Only people can go on: which findings, and the exact steps. */
export function needsPersonCard(state: TargetState, context: CardContext, mentions: readonly Mention[]): CardMessage {
  const { target, conditions, verdictReason } = state;
  const title = `${nameOf(target)} needs action before it can be backed up`;
  const found = conditions.filter(needsPerson);
  const otherwise = found.length === 0 ? WITHOUT_FINDINGS[verdictReason] : undefined;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    mentions,
    body: [
      headline(title, 'Warning'),
      ...aboutTarget(target),
      ...(otherwise === undefined ? [] : [block({ text: otherwise, weight: 'Bolder' })]),
      ...findingBlocks(found),
      ...acceptedBlocks(conditions),
    ],
  });
}
