import type { Evidence } from './finding.ts';

/** Ends the name under which evidence says how many items of a list are left out. */
export const LEFT_OUT = 'LeftOut';

/** Whether a list in the evidence is not whole. */
export function isCut(evidence: Evidence | undefined, name: string): boolean {
  return evidence?.[`${name}${LEFT_OUT}`] !== undefined;
}

/** A list of texts, and nothing else. */
export function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
