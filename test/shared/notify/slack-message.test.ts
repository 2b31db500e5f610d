import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slackMessage } from '../../../shared/notify/slack-message.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { cardsWith } from '../../support/card-examples.ts';
import { must } from '../../support/facts.ts';
import { slackSchema } from '../../support/slack-schema.ts';

const WORDS = { name: 'shop', message: 'The binding is missing.', steps: ['az aks show'], action: 'Grant', many: 2 };

test.each(atLeastOne(Object.entries(cardsWith(WORDS))))('Slack takes the card %s', (_, card) => {
  const message = slackMessage(card);
  expect(slackSchema.parse(message)).toEqual(message);
});

test('a step that is a command stands by itself, so that it can be copied', () => {
  const message = slackMessage(must(cardsWith(WORDS)['needs-person']));
  const commands = message.blocks
    .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
    .filter(({ type }) => type === 'rich_text_preformatted');
  expect(commands[0]?.elements).toEqual([{ type: 'text', text: 'az aks show' }]);
});

test('buttons lead to the report, its button "Check now" and the portal', () => {
  const { blocks } = slackMessage(must(cardsWith(WORDS)['needs-person']));
  expect(blocks.at(-1)).toMatchObject({
    type: 'actions',
    elements: [
      { url: expect.stringContaining('https://backstay.example/api/report?target=') },
      { url: expect.stringMatching(/#check$/) },
      { url: expect.stringContaining('https://portal.azure.com/#@/resource/subscriptions/') },
    ],
  });
});

test('more than Slack takes is cut, and the message says so', () => {
  const cards = Object.values(cardsWith({ ...WORDS, many: 60 }));
  const cut = cards.map(slackMessage).filter(({ blocks }) => JSON.stringify(blocks).includes('The rest does not fit'));
  for (const message of atLeastOne(cut)) expect(slackSchema.safeParse(message).success).toBe(true);
});

test('no words of others are read as markup: they stand in texts that Slack shows letter by letter', () => {
  const hostile = fc.constantFrom(
    '<!channel>',
    '<@U024BE7LH>',
    '<https://evil.example|the report>',
    '*bold* `code` &amp;',
    ' ',
    '',
    '\u202Egpj.exe',
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (message, step, action) => {
      for (const card of atLeastOne(Object.values(cardsWith({ ...WORDS, message, steps: [step], action })))) {
        const made = slackMessage(card);
        expect(slackSchema.safeParse(made).error?.issues ?? []).toEqual([]);
        expect(made.text).not.toMatch(/[<>&*_`]/);
      }
    }),
    { numRuns: 50 },
  );
});
