import { parseResourceId, partsOf } from '../../model/resource-id.ts';
import type { Target } from '../../model/target.ts';

/**
 * The body that a Teams workflow ("When a Teams webhook request is received") takes: one Adaptive
 * Card in a message.
 */
export interface CardMessage {
  readonly type: 'message';
  readonly attachments: readonly [CardAttachment];
}

interface CardAttachment {
  readonly contentType: 'application/vnd.microsoft.card.adaptive';
  readonly contentUrl: null;
  readonly content: AdaptiveCard;
}

export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  /** Workflows refuse 1.5, although Teams itself can show it. */
  readonly version: '1.4';
  /**
   * The text of a client that knows no cards of this version. It may be read as markdown, hence it
   * holds letters and digits only.
   */
  readonly fallbackText: string;
  readonly body: readonly Block[];
  readonly actions?: readonly OpenUrl[];
  /**
   * Teams' own part of a card:
   * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
   */
  readonly msteams?: { readonly entities: readonly MentionEntity[] };
}

export type Block = RichTextBlock | MentionBlock;

/**
 * The block of all text that others had a hand in. A TextBlock reads its text as markdown, so that
 * a resource's name could pass for a link; the runs of a RichTextBlock are shown letter by letter,
 * and a command can be copied from them as it stands.
 * https://adaptivecards.io/explorer/RichTextBlock.html
 */
export interface RichTextBlock {
  readonly type: 'RichTextBlock';
  readonly inlines: readonly TextRun[];
  readonly spacing?: 'None' | 'Medium';
  readonly separator?: true;
}

export interface TextRun {
  readonly type: 'TextRun';
  readonly text: string;
  readonly size?: 'Large';
  readonly weight?: 'Bolder';
  readonly color?: Color;
  readonly isSubtle?: true;
  readonly fontType?: 'Monospace';
}

/** The one TextBlock: Teams looks for `<at>` in no other. It holds names from the profile only. */
export interface MentionBlock {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
}

export interface MentionEntity {
  readonly type: 'mention';
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

export interface OpenUrl {
  readonly type: 'Action.OpenUrl';
  readonly title: string;
  readonly url: string;
}

export type Color = 'Good' | 'Warning' | 'Attention' | 'Accent' | 'Default';

export const MAX_NAME = 90;
export const MAX_TEXT = 400;
const MAX_STEP = 1200;

/**
 * Text of others on one line, without characters that change how the rest is read, and not too
 * long.
 */
export function plain(text: string, characters: number): string {
  const letters = [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')];
  return letters.length <= characters ? letters.join('') : `${letters.slice(0, characters - 1).join('')}…`;
}

export function block(run: Omit<TextRun, 'type'>): RichTextBlock {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', ...run }] };
}

/** The first line of a card. */
export function headline(text: string, color: Color): RichTextBlock {
  return block({ text: plain(text, MAX_NAME + 60), size: 'Large', weight: 'Bolder', color });
}

/** The line above a part of a card. */
export function heading(text: string): RichTextBlock {
  return { ...block({ text, weight: 'Bolder' }), spacing: 'Medium', separator: true };
}

export function fact(title: string, value: string, characters = MAX_TEXT): RichTextBlock {
  const name: TextRun = { type: 'TextRun', text: `${title}: `, isSubtle: true };
  return {
    type: 'RichTextBlock',
    spacing: 'None',
    inlines: [name, { type: 'TextRun', text: plain(value, characters) }],
  };
}

/** One entry of a list. */
export function item(text: string): RichTextBlock {
  return { ...block({ text: `•  ${plain(text, MAX_TEXT)}` }), spacing: 'None' };
}

/**
 * A step; a command stands as it can be copied, as a whole wherever ids have lengths that Azure
 * allows.
 */
export function step(text: string): RichTextBlock {
  const words = plain(text, MAX_STEP);
  return block(/^(?:az|kubectl) /.test(words) ? { text: words, fontType: 'Monospace' } : { text: words });
}

/** A number and what it counts. */
export function count(number: number, what: string): RichTextBlock {
  const figure: TextRun = { type: 'TextRun', text: `${number} `, weight: 'Bolder' };
  return { type: 'RichTextBlock', spacing: 'None', inlines: [figure, { type: 'TextRun', text: what }] };
}

/** A time as people read it, from ISO 8601. */
export function moment(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

export function note(text: string): RichTextBlock {
  return block({ text: plain(text, MAX_TEXT), isSubtle: true });
}

export function andMore(count: number, what: string): readonly RichTextBlock[] {
  return count > 0 ? [note(`and ${count} ${what} more`)] : [];
}

/** Which target a card is about. */
export function aboutTarget({ clusterId, profile }: Target): readonly RichTextBlock[] {
  const { resourceGroup = '', subscriptionId } = partsOf(clusterId);
  return [
    fact('Resource group', plain(resourceGroup, MAX_NAME)),
    fact('Subscription', plain(subscriptionId, MAX_NAME)),
    fact('Profile', plain(profile, MAX_NAME)),
  ];
}

export function nameOf({ clusterId }: Target): string {
  // A chain that was tampered with may name no cluster, and must not keep the card from being sent.
  const id = parseResourceId(clusterId);
  return plain(id === undefined ? clusterId : partsOf(id).name, MAX_NAME);
}
