import type { Verdict } from '../../model/state.ts';
import type { Target } from '../../model/target.ts';
import { spaced } from '../../wording/page-words.ts';
import { aboutVerdict, VERDICT_ORDER } from '../../wording/verdict-order.ts';
import { andMore, type CardMessage, heading, headline, item, nameOf, note } from './elements.ts';
import { type CardContext, reportLinks } from './links.ts';
import { messageOf } from './message.ts';

/** One target's news. */
export interface News {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly reason: string;
}

const MAX_OF_EACH = 8;

/** Much has happened at once: one card for all of it. `troubles` counts the dead-lettered steps. */
export function burstDigestCard(news: readonly News[], troubles: number, context: CardContext): CardMessage {
  const title = `${news.length} ${news.length === 1 ? 'cluster' : 'clusters'} changed state`;
  return messageOf({
    summary: title,
    links: reportLinks(context),
    body: [
      headline(title, 'Default'),
      note('Many clusters changed state at once, so this is one card.'),
      ...VERDICT_ORDER.flatMap((verdict) => {
        const some = news.filter((each) => each.verdict === verdict);
        if (some.length === 0) return [];
        return [
          heading(`${some.length} ${aboutVerdict(verdict)}`),
          ...some
            .slice(0, MAX_OF_EACH)
            .map(({ target, reason }) =>
              item(`${nameOf(target)} (${target.profile})${verdict === 'Ready' ? '' : `: ${spaced(reason)}`}`),
            ),
          ...andMore(some.length - MAX_OF_EACH, 'clusters'),
        ];
      }),
      ...(troubles === 0
        ? []
        : [heading('Trouble'), item(`${troubles} times a step was dead-lettered; see the log of the functions.`)]),
    ],
  });
}
