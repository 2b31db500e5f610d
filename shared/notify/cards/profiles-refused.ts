import { type CardMessage, headline, item, note } from './elements.ts';
import { type CardContext, reportLinks } from './links.ts';
import { messageOf } from './message.ts';

/**
 * The card that says that the profile file is wrong, and that the one before it holds on. `why` may
 * have several lines.
 */
export function profilesRefusedCard(why: string, context: CardContext): CardMessage {
  const title = 'The profile file is invalid and not active';
  const [what = '', ...places] = why.split('\n');
  return messageOf({
    summary: title,
    links: reportLinks(context),
    body: [
      headline(title, 'Attention'),
      note(what),
      ...places.map((place) => item(place.replace(/^ *- /, ''))),
      note('The last valid profiles stay active until the file is corrected.'),
    ],
  });
}
