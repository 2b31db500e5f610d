import { z } from 'zod';

/**
 * The elements of Adaptive Cards 1.4 that our cards are made of, as the published schema has them
 * (https://adaptivecards.io/schemas/1.4.0/adaptive-card.json): the same properties, required ones
 * and values, and nothing besides. It is written from that text and is not that text; kinds of
 * elements that we do not use are refused here.
 */
const size = z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']);
const weight = z.enum(['Default', 'Lighter', 'Bolder']);
const color = z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']);
const spacing = z.enum(['Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding']);
const fontType = z.enum(['Default', 'Monospace']);
const element = { separator: z.boolean().optional(), spacing: spacing.optional() };
const lettering = {
  text: z.string(),
  color: color.optional(),
  fontType: fontType.optional(),
  isSubtle: z.boolean().optional(),
  size: size.optional(),
  weight: weight.optional(),
};

const textRun = z.strictObject({ type: z.literal('TextRun'), ...lettering });
const richTextBlock = z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(textRun), ...element });
const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  ...lettering,
  wrap: z.boolean().optional(),
  ...element,
});
const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  url: z.url({ protocol: /^https$/ }),
  title: z.string(),
});

const cardSchema = z.strictObject({
  $schema: z.url(),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.4'),
  fallbackText: z.string().min(1),
  body: z.array(z.union([richTextBlock, textBlock])).min(1),
  actions: z.array(openUrl).optional(),
});

/** Teams' own addition, which the published schema does not know. */
const teamsSchema = z.strictObject({
  entities: z.array(
    z.strictObject({
      type: z.literal('mention'),
      text: z.string().regex(/^<at>[^<>]+<\/at>$/),
      mentioned: z.strictObject({ id: z.string().min(1), name: z.string().min(1) }),
    }),
  ),
});

/** The whole of a message, with its one card. */
export const messageSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: cardSchema.extend({ msteams: teamsSchema.optional() }),
    }),
  ]),
});
