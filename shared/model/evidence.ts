import type { Evidence } from './finding.ts';

/** Ends the name under which evidence says how many items of a list are left out. */
export const LEFT_OUT = 'LeftOut';

/** Whether a list in the evidence is not whole. */
export function isCut(evidence: Evidence | undefined, name: string): boolean {
  return evidence?.[`${name}${LEFT_OUT}`] !== undefined;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** Says how much was read, which any other grant to the same identity changes. */
const HOW_MUCH_WAS_READ: ReadonlySet<string> = new Set(['assignmentsSeen']);

/**
 * The evidence without what differs between two reads of the same state: times, and how much was
 * read.
 */
export function lastingEvidence(evidence: Evidence): Evidence {
  const entries = Object.entries(evidence).filter(
    ([name, value]) => !HOW_MUCH_WAS_READ.has(name) && !TIME.test(String(value)),
  );
  return Object.fromEntries(entries);
}

/** A list of texts, and nothing else. */
export function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
