import type { Acceptance } from '../../model/acceptance.ts';
import type { Mention } from '../../model/profile.ts';
import type { Target } from '../../model/target.ts';
import { aboutTarget, andMore, type CardMessage, fact, heading, headline, nameOf, note } from './elements.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

const MAX_ACCEPTANCES = 8;

/** Accepted findings of a cluster that count again within a week. */
export function acceptanceEndsCard(
  target: Target,
  ending: readonly Acceptance[],
  context: CardContext,
  mentions: readonly Mention[],
): CardMessage {
  const many = ending.length === 1 ? 'An accepted finding' : `${ending.length} accepted findings`;
  const title = `${many} of ${nameOf(target)} will count again soon`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    mentions,
    body: [
      headline(title, 'Warning'),
      ...aboutTarget(target),
      note('Correct the finding, or accept it again before that day. Otherwise the cluster is no longer ready.'),
      ...ending
        .slice(0, MAX_ACCEPTANCES)
        .flatMap(({ ruleId, until, owner, reason }) => [
          heading(`${ruleId}, accepted until ${until.slice(0, 10)}`),
          fact('Owner', owner),
          fact('Reason', reason),
        ]),
      ...andMore(ending.length - MAX_ACCEPTANCES, 'acceptances'),
    ],
  });
}
