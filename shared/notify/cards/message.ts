import type { Mention } from '../../model/profile.ts';
import type { AdaptiveCard, Block, CardMessage, MentionEntity, OpenUrl } from './elements.ts';
import { note, plain } from './elements.ts';

/** The parts of a card. */
export interface CardParts {
  /** One line for clients that cannot show the card. */
  readonly summary: string;
  readonly body: readonly Block[];
  /** The buttons. */
  readonly links: readonly OpenUrl[];
  readonly mentions?: readonly Mention[];
}

/** Teams takes 28 KB; what the workflow adds around the card is not known. */
const MAX_BYTES = 24 * 1024;
const MAX_MENTIONS = 10;
const MAX_SUMMARY = 200;

/**
 * The message that Teams takes. What does not fit is left out from the end, and the card says so.
 */
export function messageOf({ summary, body, links, mentions = [] }: CardParts): CardMessage {
  const some = mentions.slice(0, MAX_MENTIONS);
  const whole = messageWith(summary, [...body, ...mentionBlocks(some)], links, some);
  if (bytesOf(whole) <= MAX_BYTES) return whole;
  const cut = note('The rest does not fit into a card.');
  for (let kept = body.length - 1; kept > 0; kept--) {
    const shorter = messageWith(summary, [...body.slice(0, kept), cut, ...mentionBlocks(some)], links, some);
    if (bytesOf(shorter) <= MAX_BYTES) return shorter;
  }
  return messageWith(summary, [cut], links, []);
}

function messageWith(
  summary: string,
  body: readonly Block[],
  links: readonly OpenUrl[],
  mentions: readonly Mention[],
): CardMessage {
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: lettersOf(summary),
    body,
    ...(links.length > 0 && { actions: links }),
    ...(mentions.length > 0 && { msteams: { entities: mentions.map(entityOf) } }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

/**
 * The profile's schema keeps markdown out of these names: escaped, they would no longer be the text
 * that Teams looks for.
 */
function mentionBlocks(mentions: readonly Mention[]): readonly Block[] {
  if (mentions.length === 0) return [];
  return [{ type: 'TextBlock', text: `For ${mentions.map(tagOf).join(', ')}`, wrap: true }];
}

/** Teams takes the id of Entra's object as well as a user principal name. */
function entityOf(mention: Mention): MentionEntity {
  return { type: 'mention', text: tagOf(mention), mentioned: { id: mention.id, name: mention.name } };
}

function tagOf({ name }: Mention): string {
  return `<at>${name}</at>`;
}

/** Nothing of it can be read as markdown or as a link. */
function lettersOf(text: string): string {
  return plain(text.replace(/[^\p{L}\p{M}\p{N} ,-]+/gu, ' '), MAX_SUMMARY);
}

function bytesOf(message: CardMessage): number {
  return new TextEncoder().encode(JSON.stringify(message)).length;
}
