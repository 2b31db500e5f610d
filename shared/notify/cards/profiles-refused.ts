import { type CardMessage, headline, item, note } from './elements.ts';
import { messageOf } from './message.ts';
import { type CardContext, reportLink } from './report-link.ts';

/** The card that says that the profile file is wrong, and that the one before it holds on. `why` may have several lines. */
export function profilesRefusedCard(why: string, { publicUrl }: CardContext): CardMessage {
  const title = 'The profile file is wrong and not in force';
  const [what = '', ...places] = why.split('\n');
  return messageOf({
    summary: title,
    link: reportLink(publicUrl),
    body: [
      headline(title, 'Attention'),
      note(what),
      ...places.map((place) => item(place.replace(/^ *- /, ''))),
      note('The profiles that were in force before stay so until the file is put right.'),
    ],
  });
}
