import type { Fact, FactSet, FactValues, Need, Source } from '../model/fact.ts';
import type { Finding, Unread } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import { boundFinding } from './bound-finding.ts';
import { type AnyRule, notApplicable } from './define-rule.ts';
import { giveRights, nameOfNeed } from './read-by.ts';

/**
 * Judges each rule on the facts. One rule that cannot see, or that throws, does not keep the others
 * from being judged.
 */
export function evaluateRules(rules: readonly AnyRule[], facts: FactSet, profile: Profile): readonly Finding[] {
  return rules.map((rule) => boundFinding(evaluateRule(rule, facts, profile)));
}

/** The finding on rules that wait for another one and are not judged meanwhile. */
export function blockedBy(rules: readonly AnyRule[], cause: Finding): readonly Finding[] {
  return rules.map((rule) => ({
    ruleId: rule.id,
    severity: rule.severity,
    sources: cause.sources,
    outcome: 'blocked',
    by: [cause.ruleId],
    reason: 'Blocked',
    message: cause.message,
    evidence: {},
  }));
}

function evaluateRule(rule: AnyRule, facts: FactSet, profile: Profile): Finding {
  const needed = rule.needs.map((need) => ({ need, fact: factOf(facts, need) }));
  const base = { ruleId: rule.id, severity: rule.severity, sources: needed.flatMap(({ fact }) => sourcesOf(fact)) };

  if (rule.forBackupsOnly && profile.purpose === 'restoreTarget') {
    const message = `Clusters of profile ${profile.name} are not backed up: backups are restored to them.`;
    return { ...base, ...notApplicable('RestoreTarget', message) };
  }
  const unread = needed.flatMap(({ need, fact }) =>
    fact.state === 'unknown' ? [{ need, failure: fact.failure }] : [],
  );
  const [first] = unread;
  if (first !== undefined) {
    const { code, message } = first.failure;
    return {
      ...base,
      outcome: 'unknown',
      reason: code,
      message: `Backstay cannot read ${nameOfNeed(first.need)}: ${message}`,
      steps: [...new Set(unread.map(stepToRead))],
      unread,
      evidence: {},
    };
  }
  try {
    return { ...base, ...rule.evaluate(knownValues(needed), profile) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...base, outcome: 'error', reason: 'RuleError', message: `Rule ${rule.id} failed: ${why}`, evidence: {} };
  }
}

const INSPECTED: readonly Need[] = ['inspection', 'podIdentityInspection'];

/**
 * The step that lets Backstay read the fact; a failure that passes needs none, a permanent one
 * never passes by itself.
 */
function stepToRead({ need, failure }: Unread): string {
  switch (failure.class) {
    case 'forbidden':
    case 'gone':
      return giveRights(need);
    case 'permanent':
      // The command inside the cluster failed, not a call to Azure.
      if (INSPECTED.includes(need)) return 'Backstay runs the inspection again in a later assessment.';
      return `Azure refuses to answer (${failure.code}), and asking again does not help. Report it with the calls under Evidence.`;
    default:
      return 'Backstay reads it again in its next assessment.';
  }
}

function factOf(facts: FactSet, need: Need): Fact<unknown> {
  const fact = facts[need];
  if (fact === undefined) throw new Error(`The fact "${need}" was not collected.`);
  return fact;
}

function knownValues(needed: readonly { need: Need; fact: Fact<unknown> }[]): Partial<FactValues> {
  return Object.fromEntries(needed.map(({ need, fact }) => [need, fact.state === 'known' ? fact.value : undefined]));
}

function sourcesOf(fact: Fact<unknown>): readonly Source[] {
  return fact.sources;
}
