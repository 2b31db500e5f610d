import type { Target } from '../../model/target.ts';
import { aboutTarget, block, type CardMessage, headline, nameOf } from './elements.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

/** The card that says that Backstay itself is in trouble with a target. */
export function troubleCard(target: Target, tries: number, context: CardContext): CardMessage {
  const title = `${nameOf(target)} could not be assessed`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    body: [
      headline(title, 'Attention'),
      ...aboutTarget(target),
      block({
        text: `A step failed ${tries} times. Backstay tries again within minutes; the log of its functions has the reason.`,
      }),
    ],
  });
}
