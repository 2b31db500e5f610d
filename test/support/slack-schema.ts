import * as z from 'zod';

const styled = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1),
  style: z.strictObject({ bold: z.literal(true) }).optional(),
});
const verbatim = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const richText = z.strictObject({
  type: z.literal('rich_text'),
  elements: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(styled).min(1) }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(verbatim).min(1) }),
      ]),
    )
    .min(1),
});
const button = z.strictObject({
  type: z.literal('button'),
  text: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
  url: z.url().max(3000),
});

/**
 * The messages of Backstay that an incoming webhook accepts, with Slack's limits.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block and …/actions-block
 */
export const slackSchema = z.strictObject({
  text: z.string().min(1).max(40_000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        richText,
        z.strictObject({ type: z.literal('divider') }),
        z.strictObject({ type: z.literal('actions'), elements: z.array(button).min(1).max(25) }),
      ]),
    )
    .min(1)
    .max(50),
});
