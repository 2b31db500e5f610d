import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../../local/azure/teams/check-message.ts';
import type { Finding } from '../../../../shared/model/finding.ts';
import type { Condition, TargetState } from '../../../../shared/model/state.ts';
import { targetIdOf } from '../../../../shared/model/target-id.ts';
import type { CardMessage } from '../../../../shared/notify/cards/elements.ts';
import type { CardContext } from '../../../../shared/notify/cards/links.ts';
import { verdictCard } from '../../../../shared/notify/cards/verdict-card.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import { CONTEXT, cardsWith } from '../../../support/card-examples.ts';
import { messageSchema } from '../../../support/card-schema.ts';
import {
  condition,
  failure,
  manualFinding,
  missingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../../support/conditions.ts';
import { must } from '../../../support/facts.ts';
import { TARGET } from '../../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';
const MAX_BYTES = 28 * 1024;

const PLAIN = {
  name: 'shop',
  message: 'The binding is missing.',
  steps: ['do it'],
  action: 'Grant Reader',
  many: 1,
};

function state(verdict: TargetState['verdict'], conditions: readonly Condition[]): TargetState {
  return {
    schemaVersion: 1,
    target: TARGET,
    verdict,
    verdictReason: 'x',
    verdictSince: T,
    conditions,
    attempts: {},
    dirty: false,
    seenEvents: [],
  };
}

function textOf({ attachments: [{ content }] }: CardMessage): string {
  return content.body
    .map((each) => (each.type === 'TextBlock' ? each.text : each.inlines.map(({ text }) => text).join('')))
    .join('\n');
}

function unchecked209(step: string): Finding {
  return {
    ruleId: 'BKS-209',
    severity: 'recommended',
    outcome: 'unknown',
    reason: 'InspectionDisabled',
    message: 'so',
    steps: [step],
    unread: [],
    evidence: {},
    sources: [],
  };
}

const cardOf = (one: TargetState) => must(verdictCard(one, CONTEXT));

describe('what a card says', () => {
  test('ready: that all is in place', () => {
    const text = textOf(cardOf(state('Ready', [condition(satisfiedFinding(), T)])));
    expect(text).toContain('shop is ready for backup');
    expect(text).toContain('1 checked, all in place');
  });

  test('ready: what is only recommended is not said to be in place', () => {
    const asked = condition({ ...manualFinding('BKS-210'), severity: 'recommended' }, T);
    const text = textOf(cardOf(state('Ready', [condition(satisfiedFinding(), T), asked])));
    expect(text).toContain('1 of 2 in place');
    expect(text).toContain('BKS-210  so');
  });

  test('ready: what was not checked is named, with the step that lets Backstay check it', () => {
    const unchecked = condition(unchecked209('Set inspectCluster to true.'), T);
    const text = textOf(cardOf(state('Ready', [condition(satisfiedFinding(), T), unchecked])));
    expect(text).toMatch(/Not checked\nBKS-209 {2}so\n.*Set inspectCluster to true\./);
  });

  test('unknown: who can settle it, and how', () => {
    const unread = condition({ ...unchecked209('Check the appliance.'), severity: 'required' }, T);
    expect(textOf(cardOf(state('Unknown', [unread])))).toContain('Check the appliance.');
  });

  test('needs a person: which finding, and the exact steps', () => {
    const text = textOf(
      cardOf(state('NeedsPerson', [condition(satisfiedFinding(), T), condition(manualFinding('BKS-102'), T)])),
    );
    expect(text).toContain('BKS-102  so\ndo it');
    expect(text).not.toContain('BKS-101');
  });

  test.each([
    [{ state: 'skipped', actionKey: 'k', reason: 'ObserveMode' }, 'only observes'],
    [{ state: 'skipped', actionKey: 'k', reason: 'ChangeNotAllowed' }, '"providerRegistration" under "allow"'],
    [{ state: 'skipped', actionKey: 'k', reason: 'NoProgress' }, 'missing again'],
    [{ state: 'retrying', actionKey: 'k', failure: failure('forbidden'), since: T, retryAt: T }, 'Code: text'],
  ] as const)('%s: what stands in the way', (progress, words) => {
    expect(textOf(cardOf(state('NeedsPerson', [condition(missingFinding(), T, { progress })])))).toContain(words);
  });

  test('unknown: what could not be read', () => {
    expect(textOf(cardOf(state('Unknown', [condition(unknownFinding(failure('forbidden')), T)])))).toContain(
      'BKS-101  so',
    );
  });

  test('unknown: nothing of what is only recommended, which is not why', () => {
    const off = condition({ ...unknownFinding(failure('permanent'), 'BKS-209'), severity: 'recommended' }, T);
    const text = textOf(cardOf(state('Unknown', [condition(unknownFinding(failure('forbidden')), T), off])));
    expect(text).not.toContain('BKS-209');
  });

  test('ready: what Backstay did', () => {
    const done = [{ text: 'Grant Reader on shop to the vault', at: T }];
    const text = textOf(cardOf({ ...state('Ready', [condition(satisfiedFinding(), T)]), done }));
    expect(text).toContain('Changes by Backstay\n•  Grant Reader on shop to the vault');
  });

  test('approval wanted: what, by which rule, with which effect, and how it is undone', () => {
    const text = textOf(must(cardsWith(PLAIN)['approval-wanted']));
    expect(text).toContain('Grant Reader\nBy rule: BKS-101\nEffect: The identity of the vault (principal 0000');
    expect(text).toContain('\nUndo: Delete the role assignment. Operations that need the role fail from then on.');
    expect(text).toContain('For <at>Ada Example</at>');
  });

  test('drift: that it was ready, and what is missing', () => {
    const text = textOf(must(cardsWith(PLAIN).drift));
    expect(text).toContain('shop was ready for backup, and is not any more');
    expect(text).toContain('BKS-101  The binding is missing.');
  });

  test('nothing is reported of a cluster that is merely being worked on', () => {
    expect(verdictCard(state('Remediating', [condition(missingFinding(), T)]), CONTEXT)).toBeUndefined();
  });

  test('buttons lead to the report, to its button "Check now" and to the portal, where their addresses are known', () => {
    const linksIn = (context: CardContext) =>
      must(verdictCard(state('Ready', []), context)).attachments[0].content.actions?.map(({ title, url }) => [
        title,
        url,
      ]);
    const page = `https://backstay.example/api/report?target=${targetIdOf(TARGET)}`;
    const portal = ['Open in the portal', `https://portal.azure.com/#@/resource${TARGET.clusterId}`];
    expect(linksIn(CONTEXT)).toEqual([['Open the report', page], ['Check now', `${page}#check`], portal]);
    expect(linksIn({ ...CONTEXT, publicUrl: undefined })).toEqual([portal]);
    expect(linksIn({ publicUrl: CONTEXT.publicUrl })).toHaveLength(2);
    const without = must(verdictCard(state('Ready', []), { publicUrl: undefined }));
    expect(without.attachments[0].content).not.toHaveProperty('actions');
  });

  test('many findings are cut, and counted', () => {
    const many = Array.from({ length: 38 }, (_, index) => condition(manualFinding(`BKS-${100 + index}`), T));
    expect(textOf(cardOf(state('NeedsPerson', many)))).toContain('and 32 findings more');
  });
});

describe('a card with any names and messages', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 500 }),
    fc.constantFrom(
      '[click](https://evil.example)',
      '<at>everyone</at>',
      '**bold**\n# big',
      '\u202eesrever',
      'ש'.repeat(500),
      '👩‍👩‍👧‍👦'.repeat(200),
      '<script>alert(1)</script>',
      '\\"}],',
      '\\'.repeat(500),
      '\ud800'.repeat(500),
    ),
  );
  const words = fc.record({
    name: hostile,
    message: hostile,
    steps: fc.array(hostile, { maxLength: 8 }),
    action: hostile,
    many: fc.integer({ min: 1, max: 40 }),
  });
  const kinds = atLeastOne(Object.keys(cardsWith(PLAIN)));

  test.each(kinds)('%s: it is an Adaptive Card of version 1.4, under the size that Teams takes', (kind) => {
    fc.assert(
      fc.property(words, (some) => {
        const message = must(cardsWith(some)[kind]);
        messageSchema.parse(message);
        expect(checkMessage(message)).toMatchObject({ status: 'posted' });
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(MAX_BYTES);
      }),
    );
  });

  test.each(kinds)('%s: what others wrote is never read as markdown, and does not turn the reading order', (kind) => {
    fc.assert(
      fc.property(words, (some) => {
        const { body, fallbackText } = must(cardsWith(some)[kind]).attachments[0].content;
        expect(fallbackText).toMatch(/^[\p{L}\p{M}\p{N} ,…-]+$/u);
        for (const each of body) {
          if (each.type === 'TextBlock') expect(each.text).toBe('For <at>Ada Example</at>');
          else for (const { text } of each.inlines) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
