import type { Block, CardMessage, TextRun } from './cards/elements.ts';

/**
 * The message that an incoming webhook of Slack takes.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export interface SlackMessage {
  /**
   * For notifications. Slack reads it as its own markup, so it holds letters, digits and plain
   * punctuation only.
   */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export type SlackBlock = RichText | Divider | Actions;

interface RichText {
  readonly type: 'rich_text';
  readonly elements: readonly (RichTextSection | RichTextPreformatted)[];
}

interface RichTextSection {
  readonly type: 'rich_text_section';
  readonly elements: readonly SlackText[];
}

interface RichTextPreformatted {
  readonly type: 'rich_text_preformatted';
  readonly elements: readonly [{ readonly type: 'text'; readonly text: string }];
}

interface SlackText {
  readonly type: 'text';
  readonly text: string;
  readonly style?: { readonly bold: true };
}

interface Divider {
  readonly type: 'divider';
}

interface Actions {
  readonly type: 'actions';
  readonly elements: readonly Button[];
}

interface Button {
  readonly type: 'button';
  readonly text: { readonly type: 'plain_text'; readonly text: string };
  readonly url: string;
}

/** Slack refuses a message of more blocks. */
const MAX_BLOCKS = 50;

/**
 * A card in Slack's form. Its text is in `rich_text` blocks, which show it letter by letter: no
 * name of a resource becomes a link or a mention. What does not fit is left out from the end, and
 * the message says so.
 */
export function slackMessage({ attachments: [{ content }] }: CardMessage): SlackMessage {
  const buttons = (content.actions ?? []).map(
    ({ title, url }): Button => ({ type: 'button', text: { type: 'plain_text', text: title }, url }),
  );
  // Slack refuses a block without a button.
  const links: readonly SlackBlock[] = buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }];
  const blocks = content.body.flatMap(blocksOf);
  const room = MAX_BLOCKS - links.length;
  const cut = textBlock([{ type: 'text', text: 'The rest does not fit into a message.' }]);
  const shown = blocks.length <= room ? blocks : [...blocks.slice(0, room - 1), cut];
  return { text: content.fallbackText || 'Backstay', blocks: [...shown, ...links] };
}

function blocksOf(block: Block): readonly SlackBlock[] {
  if (block.type === 'TextBlock') return [textBlock([{ type: 'text', text: withoutTags(block.text) }])];
  const divider: readonly SlackBlock[] = block.separator === true ? [{ type: 'divider' }] : [];
  // Slack refuses text without a letter.
  const runs = block.inlines.filter(({ text }) => text !== '');
  const [first] = runs;
  if (first === undefined) return divider;
  if (first.fontType === 'Monospace') {
    const command = runs.map(({ text }) => text).join('');
    const elements = [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: command }] }] as const;
    return [...divider, { type: 'rich_text', elements }];
  }
  return [...divider, textBlock(runs.map(textOf))];
}

function textBlock(elements: readonly SlackText[]): RichText {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function textOf({ text, weight }: TextRun): SlackText {
  return { type: 'text', text, ...(weight === 'Bolder' && { style: { bold: true } }) };
}

/** Teams' form of a mention: `<at>Name</at>`. */
function withoutTags(text: string): string {
  return text.replace(/<\/?at>/g, '');
}
