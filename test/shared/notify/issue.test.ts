import { expect, test } from 'vitest';
import type { TargetState, Verdict } from '../../../shared/model/state.ts';
import { issueOf, issueOfOver } from '../../../shared/notify/issue.ts';
import { cardsWith } from '../../support/card-examples.ts';
import { must } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const WORDS = { name: 'shop', message: 'The binding is missing.', steps: ['az aks show'], action: 'Grant', many: 1 };

function state(verdict: Verdict): TargetState {
  return {
    schemaVersion: 1,
    target: TARGET,
    verdict,
    verdictReason: 'x',
    verdictSince: '2026-01-01T00:00:00.000Z',
    conditions: [],
    attempts: {},
    dirty: false,
    seenEvents: [],
  };
}

const bodyWith = (words: Partial<typeof WORDS>) =>
  issueOf(state('NeedsPerson'), must(cardsWith({ ...WORDS, ...words })['needs-person'])).body;

test.each<[Verdict, boolean]>([
  ['NeedsPerson', true],
  ['Failed', true],
  ['Unknown', true],
  ['Ready', false],
  ['Remediating', false],
])('the issue of a target that is %s is open: %s', (verdict, open) => {
  expect(issueOf(state(verdict), must(cardsWith(WORDS)['needs-person'])).open).toBe(open);
});

test.each<[Verdict, boolean]>([
  ['OptedOut', true],
  ['Gone', true],
  ['NeedsPerson', false],
  ['Ready', false],
])('%s closes the issue without a card: %s', (verdict, closes) => {
  expect(issueOfOver(state(verdict))?.open).toBe(closes ? false : undefined);
});

test('it says what the card says: findings, commands that can be copied, the way to the report', () => {
  const body = bodyWith({});
  expect(body).toContain('The binding is missing.');
  expect(body).toContain('`az aks show`');
  expect(body).toContain('[Open the report](https://backstay.example/api/report?target=');
});

test('names and messages of others make no mention and no link', () => {
  const body = bodyWith({
    message: 'ask @octocat, see #12 and <b>[here](https://evil.example)</b>',
    steps: ['see @octocat'],
  });
  // GitHub turns an `@` into a mention, and a `#` into a link, only before a letter or a digit.
  const shown = body.replace(/`[^`]*`/g, '').replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  expect(shown).not.toMatch(/@[a-z\d]/i);
  expect(shown).not.toMatch(/#\d/);
  expect(body).not.toContain('<b>');
  expect(body).not.toContain('](https://evil');
});
