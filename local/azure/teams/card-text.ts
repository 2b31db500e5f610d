import type { CardElement } from 'adaptivecards';
import { adaptiveCards } from './adaptive-cards.ts';
import type { Card } from './check-message.ts';

const { AdaptiveCard, CardElementContainer, FactSet, OpenUrlAction, RichTextBlock, TextBlock } = adaptiveCards;

/** A card as lines of plain text, for a terminal. */
export function cardText(card: Card): readonly string[] {
  const parsed = new AdaptiveCard();
  parsed.parse(card);
  const links = Array.from({ length: parsed.getActionCount() }, (_, index) => parsed.getActionAt(index)).map(
    (action) => (action instanceof OpenUrlAction ? `[${action.title}] ${action.url}` : `[${action?.title}]`),
  );
  return [...linesOf(parsed), ...links].map(printable);
}

function linesOf(element: CardElement): readonly string[] {
  if (element instanceof TextBlock) return (element.text ?? '').split('\n');
  if (element instanceof FactSet) return element.facts.map(({ name, value }) => `${name}  ${value}`);
  if (element instanceof RichTextBlock) {
    const runs = Array.from({ length: element.getInlineCount() }, (_, index) => element.getInlineAt(index));
    return runs
      .map((run) => (run instanceof adaptiveCards.TextRun ? (run.text ?? '') : ''))
      .join('')
      .split('\n');
  }
  if (element instanceof CardElementContainer) {
    return Array.from({ length: element.getItemCount() }, (_, index) => element.getItemAt(index)).flatMap(linesOf);
  }
  return [];
}

/** Text of strangers must not steer the terminal. */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
}
