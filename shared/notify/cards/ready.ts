import type { Condition, TargetState } from '../../model/state.ts';
import { isAccepted, needsPerson } from '../../plan/verdict.ts';
import { isNotChecked } from '../../wording/open-beside-ready.ts';
import { acceptedBlocks } from './accepted-blocks.ts';
import { aboutTarget, andMore, type CardMessage, fact, heading, headline, item, nameOf } from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

const MAX_DONE = 12;

/**
 * The cluster can be backed up: what Backstay did for it, and what is only recommended and missing.
 */
export function readyCard(state: TargetState, context: CardContext): CardMessage {
  const { target, conditions, done = [] } = state;
  const isRestored = hasBeenMended(state) && done.some(({ protects }) => protects !== true);
  const title = isRestored
    ? `${nameOf(target)} is ready for backup again: something was missing`
    : `${nameOf(target)} is ready for backup`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    body: [
      headline(title, 'Good'),
      ...aboutTarget(target),
      fact('Prerequisites', inPlace(conditions)),
      ...(done.length === 0
        ? []
        : [
            heading(isRestored ? 'Restored by Backstay' : 'Changes by Backstay'),
            ...done.slice(0, MAX_DONE).map(({ text }) => item(text)),
          ]),
      ...andMore(done.length - MAX_DONE, 'changes'),
      ...acceptedBlocks(conditions),
      ...findingBlocks(conditions.filter(needsPerson)),
      ...notChecked(conditions.filter((each) => isNotChecked(each) && !isAccepted(each))),
    ],
  });
}

/**
 * People know it as ready, and Backstay has written since: drift that was remediated before a
 * notification, or its protection.
 */
export function hasBeenMended({ verdict, done = [], told, news }: TargetState): boolean {
  return verdict === 'Ready' && (news ?? told)?.verdict === 'Ready' && done.length > 0;
}

/** Ready does not rest on these rules; the steps say what lets Backstay check them. */
function notChecked(conditions: readonly Condition[]) {
  return conditions.length === 0 ? [] : [heading('Not checked'), ...findingBlocks(conditions)];
}

/** Ready speaks of what is required; what is only recommended may be missing, or not known. */
function inPlace(conditions: readonly Condition[]): string {
  const open = conditions.filter(({ outcome }) => outcome !== 'satisfied' && outcome !== 'notApplicable');
  if (open.length === 0) return `${conditions.length} checked, all in place`;
  const accepted = open.filter(isAccepted).length;
  const rest = [
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
    ...(accepted === open.length ? [] : ['the others are recommended']),
  ];
  return `${conditions.length - open.length} of ${conditions.length} in place, ${rest.join(', ')}`;
}
