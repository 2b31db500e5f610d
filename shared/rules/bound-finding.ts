import { withoutSecrets } from '../lib/secrets.ts';
import { LEFT_OUT } from '../model/evidence.ts';
import type { Evidence, Finding } from '../model/finding.ts';
import { MAX_QUOTED_CHARACTERS } from '../model/limits.ts';

/** Items of one list in the evidence. */
export const MAX_ITEMS = 50;
const MAX_KEYS = 40;
const MAX_EVIDENCE = 8_000;
const MAX_MESSAGE = 1_000;
const MAX_REMEDY = 16_000;
const MAX_STEPS = 30;
const MAX_STEP_CHARACTERS = 16_000;

/**
 * A finding of a size that a row of Table storage (1 MiB) has room for, with those of all other
 * rules. Names, locks, rules and messages come from other users of Azure, and so does their number.
 */
export function boundFinding(finding: Finding): Finding {
  const message = clip(withoutSecrets(finding.message), MAX_MESSAGE);
  const evidence = boundEvidence(finding.evidence);
  if ('steps' in finding) return { ...finding, message, evidence, steps: boundSteps(finding.steps) };
  const bounded: Finding = { ...finding, message, evidence };
  return 'remedy' in finding && JSON.stringify(finding.remedy).length > MAX_REMEDY ? tooLarge(bounded) : bounded;
}

/** The audit log could not hold the change. */
function tooLarge({ ruleId, severity, sources, evidence, message }: Finding): Finding {
  return {
    ...{ ruleId, severity, sources, evidence, message },
    outcome: 'manual',
    reason: 'ChangeTooLarge',
    steps: [
      `Backstay does not make this change, because it is too large for the audit log. See docs/rules/${ruleId}.md.`,
    ],
  };
}

/**
 * Evidence without secrets and of limited size; of each list that is cut it says how many items are
 * left out.
 */
export function boundEvidence(evidence: Evidence): Evidence {
  for (const items of [MAX_ITEMS, 20, 5]) {
    const bounded = withItems(evidence, items);
    if (JSON.stringify(bounded).length <= MAX_EVIDENCE) return bounded;
  }
  return withItems(evidence, 0);
}

function withItems(evidence: Evidence, items: number): Evidence {
  const entries = Object.entries(evidence);
  const kept = entries.slice(0, MAX_KEYS).flatMap(([name, value]): [string, Evidence[string]][] => {
    if (typeof value === 'string') return [[name, clipped(value)]];
    if (!Array.isArray(value)) return [[name, value]];
    const some = value.slice(0, items).map(clipped);
    return value.length <= items
      ? [[name, some]]
      : [
          [name, some],
          [`${name}${LEFT_OUT}`, value.length - items],
        ];
  });
  const left = entries.length - MAX_KEYS;
  return Object.fromEntries(left > 0 ? [...kept, [`evidence${LEFT_OUT}`, left]] : kept);
}

/** Whole steps only: half a command is another command. */
function boundSteps(steps: readonly string[]): readonly string[] {
  let characters = 0;
  const count = steps.findIndex((step, index) => {
    characters += step.length;
    return index >= MAX_STEPS || characters > MAX_STEP_CHARACTERS;
  });
  if (count < 0) return steps;
  const left = steps.length - count;
  return [
    ...steps.slice(0, count),
    `${left} more ${left === 1 ? 'step is' : 'steps are'} left out here: there are too many.`,
  ];
}

function clipped(text: string): string {
  return clip(withoutSecrets(text), MAX_QUOTED_CHARACTERS);
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
