import type { Target } from '../../model/target.ts';
import { andMore, type CardMessage, headline, item, nameOf, note } from './elements.ts';
import { type CardContext, reportLinks } from './links.ts';
import { messageOf } from './message.ts';

/** A part of the record that does not hold, and the first thing about it that shows so. */
export interface BrokenChain {
  /** `undefined`: the anchors themselves. */
  readonly target: Target | undefined;
  readonly why: string;
}

const MAX_SHOWN = 12;

/** The card that says that the record was tampered with, or damaged. */
export function recordBrokenCard(broken: readonly BrokenChain[], context: CardContext): CardMessage {
  const title = `Audit log integrity check failed: ${broken.length} ${broken.length === 1 ? 'chain' : 'chains'}`;
  return messageOf({
    summary: title,
    links: reportLinks(context),
    body: [
      headline(title, 'Attention'),
      note('The audit log was altered or damaged. Nothing was repaired: the current content is the evidence.'),
      ...broken
        .slice(0, MAX_SHOWN)
        .map(({ target, why }) =>
          item(`${target === undefined ? 'The anchors' : `${nameOf(target)} (${target.profile})`}: ${why}`),
        ),
      ...andMore(broken.length - MAX_SHOWN, 'chains'),
      note('Run npm run audit -- verify for all findings.'),
    ],
  });
}
