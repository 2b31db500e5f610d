import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { verdictCard } from '../../shared/notify/cards/verdict-card.ts';
import { must } from '../support/facts.ts';
import { CONTEXT, otherCards } from './other-cards.ts';
import type { Pictures } from './world.ts';

const MENTIONS = [
  { name: 'Ada Example', id: 'ada@contoso.example' },
  { name: 'Bo Example', id: 'bo@contoso.example' },
];

/** One card of each kind, as Backstay sends it. */
export function messagesOf({ cards, fleet, now }: Pictures): Readonly<Record<string, CardMessage>> {
  const verdicts = Object.entries(cards).map(
    ([kind, state]) => [kind, must(verdictCard(state, CONTEXT, MENTIONS))] as const,
  );
  const states = fleet.map(({ state }) => state);
  return { ...Object.fromEntries(verdicts), ...otherCards(states, now) };
}
