import type { Target } from '../../model/target.ts';
import { aboutTarget, block, type CardMessage, headline, nameOf } from './elements.ts';
import { messageOf } from './message.ts';
import { type CardContext, reportLink } from './report-link.ts';

/** The card that says that Backstay itself is in trouble with a target. */
export function troubleCard(target: Target, tries: number, { publicUrl }: CardContext): CardMessage {
  const title = `${nameOf(target)} could not be assessed`;
  return messageOf({
    summary: title,
    link: reportLink(publicUrl, target),
    body: [
      headline(title, 'Attention'),
      ...aboutTarget(target),
      block({
        text: `A step failed ${tries} times. Backstay tries again within minutes; the log of its functions has the reason.`,
      }),
    ],
  });
}
