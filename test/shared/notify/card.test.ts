import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, TargetState } from '../../../shared/model/state.ts';
import { verdictCard } from '../../../shared/notify/card.ts';
import {
  condition,
  failure,
  manualFinding,
  missingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';
import { TARGET } from '../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';
const MOST_BYTES = 28 * 1024;

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

function textOf(card: ReturnType<typeof verdictCard>): string {
  return card.attachments[0].content.body.map(({ inlines }) => inlines.map(({ text }) => text).join('')).join('\n');
}

describe('what a card says', () => {
  test('ready: that all is in place', () => {
    const text = textOf(verdictCard(state('Ready', [condition(satisfiedFinding(), T)])));
    expect(text).toContain('shop is ready for backup');
    expect(text).toContain('1 checked, all in place');
  });

  test('ready: what is only recommended is not said to be in place', () => {
    const asked = condition({ ...manualFinding('BKS-210'), severity: 'recommended' }, T);
    const text = textOf(verdictCard(state('Ready', [condition(satisfiedFinding(), T), asked])));
    expect(text).toContain('1 of 2 in place');
    expect(text).toContain('BKS-210  so');
  });

  test('needs a person: which finding, and the exact steps', () => {
    const text = textOf(
      verdictCard(state('NeedsPerson', [condition(satisfiedFinding(), T), condition(manualFinding('BKS-102'), T)])),
    );
    expect(text).toContain('BKS-102  so\ndo it');
    expect(text).not.toContain('BKS-101');
  });

  test.each([
    [{ state: 'skipped', actionKey: 'k', reason: 'ObserveMode' }, 'only observes'],
    [{ state: 'skipped', actionKey: 'k', reason: 'NotAllowed' }, '"providerRegistration" under "allow"'],
    [{ state: 'skipped', actionKey: 'k', reason: 'NoProgress' }, 'missing again'],
    [{ state: 'retrying', actionKey: 'k', failure: failure('forbidden'), since: T, retryAt: T }, 'Code: text'],
  ] as const)('%s: what stands in the way', (progress, words) => {
    expect(textOf(verdictCard(state('NeedsPerson', [condition(missingFinding(), T, { progress })])))).toContain(words);
  });

  test('unknown: what could not be read', () => {
    expect(textOf(verdictCard(state('Unknown', [condition(unknownFinding(failure('forbidden')), T)])))).toContain(
      'BKS-101  so',
    );
  });

  test('unknown: nothing of what is only recommended, which is not why', () => {
    const off = condition({ ...unknownFinding(failure('permanent'), 'BKS-209'), severity: 'recommended' }, T);
    const text = textOf(verdictCard(state('Unknown', [condition(unknownFinding(failure('forbidden')), T), off])));
    expect(text).not.toContain('BKS-209');
  });

  test('many findings are cut, and counted', () => {
    const many = Array.from({ length: 38 }, (_, index) => condition(manualFinding(`BKS-${100 + index}`), T));
    expect(textOf(verdictCard(state('NeedsPerson', many)))).toContain('and 32 findings more');
  });
});

describe('whatever names and messages it is given', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.constantFrom(
      '[click](https://evil.example)',
      '<at>everyone</at>',
      '**bold**\n# big',
      '\u202eesrever',
      '👩‍👩‍👧‍👦'.repeat(200),
      '<script>alert(1)</script>',
      '\\"}],',
    ),
  );
  const conditions = fc.array(
    fc
      .record({ message: hostile, steps: fc.array(hostile, { maxLength: 8 }) })
      .map(({ message, steps }) => condition({ ...manualFinding(), outcome: 'manual', message, steps }, T)),
    { maxLength: 40 },
  );

  test('it stays under the size that Teams takes', () => {
    fc.assert(
      fc.property(
        conditions,
        (some) => Buffer.byteLength(JSON.stringify(verdictCard(state('NeedsPerson', some)))) < MOST_BYTES,
      ),
    );
  });

  test('only blocks without markdown hold text, on one line each, without characters that turn the reading order', () => {
    fc.assert(
      fc.property(conditions, (some) => {
        for (const { type, inlines } of verdictCard(state('NeedsPerson', some)).attachments[0].content.body) {
          expect(type).toBe('RichTextBlock');
          for (const { text } of inlines) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        }
      }),
    );
  });
});
