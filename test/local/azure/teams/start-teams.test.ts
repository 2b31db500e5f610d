import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalTeams, startTeams } from '../../../../local/azure/teams/start-teams.ts';
import { cardsWith } from '../../../support/card-examples.ts';
import { must } from '../../../support/facts.ts';

const message = must(
  cardsWith({ name: 'shop', message: 'so', steps: ['do it'], action: 'x', many: 1 })['needs-person'],
);
const [attachment] = message.attachments;

let teams: LocalTeams;
beforeEach(async () => {
  teams = await startTeams({ speed: 1000 });
});
afterEach(() => teams.close());

const post = async (body: unknown, url = teams.url) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })).status;
};

test('takes the cards that Backstay sends', async () => {
  expect(await post(message)).toBe(202);
  expect(teams.cards()).toEqual([attachment.content]);
  expect(teams.failedRuns()).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  ['a card without its message', attachment.content, /attachments|type/],
  [
    'a newer version',
    { ...message, attachments: [{ ...attachment, content: { ...attachment.content, version: '1.5' } }] },
    /version/,
  ],
  [
    'another type',
    { ...message, attachments: [{ ...attachment, content: { type: 'Card', version: '1.4' } }] },
    /AdaptiveCard/,
  ],
])('accepts %s, as Teams does, and posts nothing', async (_, body, why) => {
  expect(await post(body)).toBe(202);
  expect(teams.cards()).toEqual([]);
  expect(teams.failedRuns()).toEqual([expect.stringMatching(why)]);
});

test.each<[string, unknown, number]>([
  ['what is no JSON', '{"type":', 400],
  ['what is too large', { ...message, padding: 'x'.repeat(28 * 1024) }, 413],
])('refuses %s', async (_, body, status) => {
  expect(await post(body)).toBe(status);
});

test('refuses a caller that does not know the whole address', async () => {
  expect(await post(message, teams.url.replace(/sig=.*/, 'sig=guessed'))).toBe(401);
});

test('fails as often as it is asked to', async () => {
  teams.failNext(2, 503);
  expect([await post(message), await post(message), await post(message)]).toEqual([503, 503, 202]);
});

test('takes four in a second and no more', async () => {
  const slow = await startTeams();
  const statuses = await Promise.all(Array.from({ length: 6 }, () => post(message, slow.url)));
  await slow.close();
  expect(statuses.filter((status) => status === 202)).toHaveLength(4);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});
