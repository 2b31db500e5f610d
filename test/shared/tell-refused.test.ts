import { expect, test } from 'vitest';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { tellRefused } from '../../shared/tell-refused.ts';
import { memoryNotes } from '../support/memory-rows.ts';

const since = '2026-01-01T00:00:00Z';
const refused = (why: string) => ({ profiles: [], refused: { since, why } });
const GOOD = { profiles: [], refused: undefined };

test('a card that is not taken on is sent again at the next sweep', async () => {
  const answers = [
    { status: 'failed', retry: true, why: 'HTTP 503' },
    { status: 'accepted' },
    { status: 'accepted' },
  ] as const;
  let sent = 0;
  const ports = {
    notes: memoryNotes(),
    publicUrl: undefined,
    teller: { tell: async () => answers[sent++] ?? { status: 'accepted' as const } },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  for (let sweep = 0; sweep < 4; sweep++) await tellRefused(refused('a fault'), ports);
  expect(sent).toBe(2);
});

test('each fault of the profile file is told once, however often and by however many instances it is seen', async () => {
  const cards: CardMessage[] = [];
  const logged: string[] = [];
  const ports = {
    notes: memoryNotes(),
    publicUrl: undefined,
    teller: {
      tell: async (card: CardMessage) => {
        cards.push(card);
        return { status: 'accepted' } as const;
      },
    },
    log: { info: () => {}, warn: () => {}, error: (message: string) => void logged.push(message) },
  };
  const first = refused('profiles.json is not valid:\n  - profiles[0].vault: must be an id');
  for (const seen of [GOOD, first, first, GOOD, GOOD, first, refused('another fault'), GOOD]) {
    await tellRefused(seen, ports);
  }
  expect(cards).toHaveLength(3);
  expect(JSON.stringify(cards[0])).toContain('profiles[0].vault: must be an id');
  expect(JSON.stringify(cards[2])).toContain('another fault');
  expect(logged).toHaveLength(4);
});
