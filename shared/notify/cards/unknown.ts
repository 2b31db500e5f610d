import type { Condition, TargetState } from '../../model/state.ts';
import { aboutTarget, type CardMessage, headline, nameOf } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { messageOf } from './message.ts';
import { type CardContext, reportLink } from './report-link.ts';

/** Readiness could not be checked: facts that could not be read. */
export function unknownCard(state: TargetState, { publicUrl }: CardContext): CardMessage {
  const { target, conditions } = state;
  const title = `${nameOf(target)} could not be checked`;
  return messageOf({
    summary: title,
    link: reportLink(publicUrl, target),
    body: [headline(title, 'Attention'), ...aboutTarget(target), ...findingBlocks(conditions.filter(isWhy))],
  });
}

function isWhy({ severity, outcome, accepted }: Condition): boolean {
  return severity === 'required' && accepted === undefined && (outcome === 'unknown' || outcome === 'error');
}
