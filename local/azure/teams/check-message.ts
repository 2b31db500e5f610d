import { z } from 'zod';
import { adaptiveCards } from './adaptive-cards.ts';

/** An Adaptive Card that was posted, as it came. */
export type Card = z.infer<typeof cardSchema>;

/** The fate of a message in the workflow, after it was accepted. */
export type Run =
  | { readonly status: 'posted'; readonly card: Card }
  | { readonly status: 'failed'; readonly why: string };

const { AdaptiveCard, GlobalRegistry, SerializationContext, Version, Versions } = adaptiveCards;
/**
 * "Post card in a chat or channel" fails with 1.5:
 * https://github.com/microsoft/AdaptiveCards/issues/8965
 */
const NEWEST = Versions.v1_4;
/**
 * Without a bot behind the card:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */
const ACTIONS_OF_BOTS = ['Action.Submit', 'Action.Execute'];

const cardSchema = z.looseObject({
  type: z.literal('AdaptiveCard', `Property 'type' must be 'AdaptiveCard'`),
  version: z.string('is missing'),
  body: z.array(z.unknown(), 'must be a list').optional(),
});

const messageSchema = z.object({
  type: z.literal('message'),
  attachments: z.tuple(
    [z.object({ contentType: z.literal('application/vnd.microsoft.card.adaptive'), content: cardSchema })],
    'must hold one card: send {"type":"message","attachments":[…]}, not a card alone',
  ),
});

/** Runs a message through the workflow "Post to a channel when a webhook request is received". */
export function checkMessage(message: unknown): Run {
  const parsed = messageSchema.safeParse(message);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { status: 'failed', why: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  const card = parsed.data.attachments[0].content;
  const why = troubleWith(card);
  return why === undefined ? { status: 'posted', card } : { status: 'failed', why };
}

function troubleWith(card: Card): string | undefined {
  const version = Version.parse(card.version, new SerializationContext());
  if (version?.isValid !== true) return `version: "${card.version}" is no version`;
  if (version.compareTo(NEWEST) > 0) return `version: ${card.version} is newer than ${NEWEST}`;

  const context = new SerializationContext(version);
  const actions = new adaptiveCards.CardObjectRegistry<InstanceType<typeof adaptiveCards.Action>>();
  GlobalRegistry.populateWithDefaultActions(actions);
  for (const action of ACTIONS_OF_BOTS) actions.unregister(action);
  context.setActionRegistry(actions);
  new AdaptiveCard().parse(card, context);
  return context.eventCount === 0 ? undefined : context.getEventAt(0).message;
}
