import { describe, expect, test } from 'vitest';
import { toProperties } from '../../../shared/lib/table-json.ts';
import { isCut } from '../../../shared/model/evidence.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Remedy } from '../../../shared/model/remedy.ts';
import { boundEvidence, boundFinding } from '../../../shared/rules/bound-finding.ts';
import { defineRule, manual } from '../../../shared/rules/define-rule.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { note } from '../../../shared/steps/step.ts';
import { known, PROFILE, READY } from '../../support/facts.ts';

const finding = (changes: Partial<Finding> = {}): Finding =>
  ({
    ruleId: 'BKS-112',
    severity: 'required',
    sources: [],
    outcome: 'manual',
    reason: 'Locked',
    message: 'A lock is in the way.',
    evidence: {},
    steps: [],
    ...changes,
  }) as Finding;
const many = (count: number, length: number) =>
  Array.from({ length: count }, (_, index) => `${index} ${'x'.repeat(length)}`);

describe('evidence', () => {
  test('of usual size stays as it is', () => {
    const evidence = { scope: '/x', locks: many(50, 30), count: 3, any: null, own: true };
    expect(boundEvidence(evidence)).toEqual(evidence);
  });

  test('of 300 locks keeps the first, and says how many are left out', () => {
    const locks = many(300, 30);
    const bounded = boundEvidence({ locks, scopes: ['/a'] });
    expect(bounded).toEqual({ locks: locks.slice(0, 50), locksLeftOut: 250, scopes: ['/a'] });
    expect([isCut(bounded, 'locks'), isCut(bounded, 'scopes'), isCut(undefined, 'locks')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['many long names', { locks: many(300, 400), others: many(300, 400) }],
    ['one endless name', { name: 'x'.repeat(1_000_000) }],
    ['many parts', Object.fromEntries(many(500, 10).map((name) => [name, 'x'.repeat(400)]))],
    ['many lists', Object.fromEntries(many(500, 10).map((name) => [name, many(100, 100)]))],
  ])('of %s has an end', (_, evidence) => {
    expect(JSON.stringify(boundEvidence(evidence)).length).toBeLessThan(25_000);
  });

  test('holds no secret', () => {
    const evidence = { message: 'AccountKey=0123456789abcdef', list: ['"password": "0123456789abcdef"'] };
    expect(JSON.stringify(boundEvidence(evidence))).not.toContain('0123456789abcdef');
  });
});

test('a message is cut, and holds no secret', () => {
  const { message } = boundFinding(finding({ message: `SharedAccessKey=0123456789abcdef; ${'x'.repeat(5_000)}` }));
  expect(message).toMatch(/^SharedAccessKey=…; x+…$/);
  expect(message).toHaveLength(1_000);
});

test('steps are left out whole: half a command is another command', () => {
  const steps = many(100, 300);
  const bounded = boundFinding(finding({ steps }));
  expect('steps' in bounded && bounded.steps).toEqual([
    ...steps.slice(0, 30),
    '70 more steps are left out here: there are too many.',
  ]);
  const huge = boundFinding(finding({ steps: ['one', 'y'.repeat(100_000)] }));
  expect('steps' in huge && huge.steps).toEqual(['one', '1 more step is left out here: there are too many.']);
});

test('a change that is too large for the audit log is left to a person', () => {
  const remedy = {
    kind: 'policyExclusion',
    assignmentId: '/a',
    parameter: 'excludedNamespaces',
    namespaces: many(50, 20),
  } as const;
  const { steps: _, ...base } = { ...finding(), steps: [] };
  const missing = (remedy: Remedy): Finding => ({ ...base, outcome: 'missing', remedy }) as Finding;
  expect(boundFinding(missing(remedy))).toMatchObject({ outcome: 'missing', remedy });
  const huge = boundFinding(missing({ ...remedy, namespaces: many(1_000, 20) }));
  expect(huge).toMatchObject({
    outcome: 'manual',
    reason: 'ChangeTooLarge',
    steps: [expect.stringContaining('docs/rules/BKS-112.md')],
  });
  expect('remedy' in huge).toBe(false);
});

test('all rules together fit into a row with any messages', () => {
  const hostile = RULES.map(({ id }) =>
    defineRule({
      ...(RULES[0] as (typeof RULES)[number]),
      id,
      needs: ['cluster'],
      evaluate: () =>
        manual('Hostile', 'm'.repeat(100_000), many(300, 40).map(note), {
          locks: many(300, 400),
          name: 'n'.repeat(100_000),
        }),
    }),
  );
  const conditions = evaluateRules(hostile, known({ cluster: READY.cluster }), PROFILE);
  const characters = Object.values(toProperties({ conditions })).join('').length;
  // A row holds 1 MiB, and a character counts as two bytes.
  expect(characters).toBeLessThan(0.8 * 512 * 1024);
});
