import { expect, test } from 'vitest';
import { notifyRefusedProfiles } from '../../../shared/jobs/notify-refused-profiles.ts';
import type { OutboxMessage } from '../../../shared/model/outbox.ts';
import type { CardMessage } from '../../../shared/notify/cards/elements.ts';
import { must } from '../../support/facts.ts';
import { memoryNotes } from '../../support/memory-rows.ts';

const since = '2026-01-01T00:00:00Z';
const refused = (why: string) => ({ profiles: [], refused: { since, why } });
const GOOD = { profiles: [], refused: undefined };

test('a card that cannot be stored is stored at the next sweep', async () => {
  let tries = 0;
  const put = async () => {
    tries++;
    if (tries === 1) throw new Error('storage');
  };
  const ports = {
    notes: memoryNotes(),
    publicUrl: undefined,
    outbox: { has: () => true, put },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  await expect(notifyRefusedProfiles(refused('a fault'), ports)).rejects.toThrow('storage');
  for (let sweep = 0; sweep < 3; sweep++) await notifyRefusedProfiles(refused('a fault'), ports);
  expect(tries).toBe(2);
});

test('each fault of the profile file is reported once, however often and by however many instances it is seen', async () => {
  const cards: CardMessage[] = [];
  const logged: string[] = [];
  const ports = {
    notes: memoryNotes(),
    publicUrl: undefined,
    outbox: {
      has: () => true,
      put: async (_: string, [message]: readonly OutboxMessage[]) =>
        void cards.push(must(message).payload as CardMessage),
    },
    log: { info: () => {}, warn: () => {}, error: (message: string) => void logged.push(message) },
  };
  const first = refused('profiles.json is not valid:\n  - profiles[0].vault: must be an id');
  for (const seen of [GOOD, first, first, GOOD, GOOD, first, refused('another fault'), GOOD]) {
    await notifyRefusedProfiles(seen, ports);
  }
  expect(cards).toHaveLength(3);
  expect(JSON.stringify(cards[0])).toContain('profiles[0].vault: must be an id');
  expect(JSON.stringify(cards[2])).toContain('another fault');
  expect(logged).toHaveLength(4);
});
