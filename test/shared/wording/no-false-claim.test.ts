/**
 * A failure title states that a prerequisite is not met, so it may only be read where that is
 * known.
 */
import { describe, expect, test } from 'vitest';
import { NOW, SOMEBODY, storyState } from '../../../scripts/pictures/story-page.ts';
import { reportFor } from '../../../shared/api/report.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { targetIdOf } from '../../../shared/model/target-id.ts';
import { verdictCard } from '../../../shared/notify/cards/verdict-card.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { FORMATS } from '../../../shared/scan/formats/index.ts';
import { CONTEXT } from '../../support/card-examples.ts';
import { blockedFinding, condition, failure, pendingFinding, unknownFinding } from '../../support/conditions.ts';
import { BARE } from '../../support/facts.ts';
import { resultOf } from '../../support/reports.ts';

const OPEN: readonly [string, (ruleId: RuleId) => Finding][] = [
  ['unknown', (ruleId) => unknownFinding(failure('forbidden'), ruleId)],
  ['pending', (ruleId) => pendingFinding(ruleId)],
  ['blocked', (ruleId) => blockedFinding('BKS-201', ruleId)],
];

describe.each(OPEN)('of rules that are %s', (_, findingOf) => {
  const findings = RULES.map(({ id }) => findingOf(id));
  const state = {
    ...storyState(),
    verdict: 'Unknown' as const,
    conditions: findings.map((finding) => condition(finding, NOW)),
  };

  test.each(Object.entries(FORMATS))('%s claims no failure', (_name, format) => {
    const text = format({ startedAt: NOW, results: [{ ...resultOf(BARE), findings }] });
    for (const { failureTitle } of RULES) expect(text).not.toContain(failureTitle);
  });

  test('the page claims no failure', async () => {
    const report = reportFor({
      now: () => new Date(NOW),
      summaries: async () => ({ summaries: [] }),
      target: async () => state,
      chain: async () => ({ target: state.target, entries: [], head: undefined }),
      acceptable: () => [],
      undo: async () => ({ kind: 'notFound' }) as never,
      rules: new Map(RULES.map((rule) => [rule.id, rule])),
      coverage: async () => [],
      verification: async () => ({}),
      portal: undefined,
      onUnreadable() {},
    });
    const viewer = { caller: SOMEBODY, rights: ['Backstay.Read'] as const };
    const { html } = await report(viewer, { target: targetIdOf(state.target) }, { make: async () => '' });
    expect(html).toContain('BKS-101');
    for (const { failureTitle } of RULES) expect(html).not.toContain(failureTitle.replaceAll("'", '&#39;'));
  });

  test('the card claims no failure', () => {
    const text = JSON.stringify(verdictCard(state, CONTEXT));
    for (const { failureTitle } of RULES) expect(text).not.toContain(failureTitle);
  });
});
