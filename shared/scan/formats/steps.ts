import type { Finding } from '../../model/finding.ts';
import { commandsFor } from '../../plan/by-hand.ts';

/** What a person can type or look at, in any format. */
export function stepsOf(finding: Finding): readonly string[] {
  switch (finding.outcome) {
    case 'missing':
      return commandsFor(finding.remedy);
    case 'manual':
    case 'unknown':
      return finding.steps;
    default:
      return [];
  }
}

/** Whether nothing is to be done about it. */
export function isFine({ outcome }: Finding): boolean {
  return outcome === 'satisfied' || outcome === 'notApplicable';
}

/** One line without anything that would change how the rest is read. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
