import type { Acceptance } from '../model/acceptance.ts';
import type { AcceptancesPart } from '../model/state.ts';

/** The state with these acceptances; rows without any stay as they always were. */
export function withAcceptances<S extends AcceptancesPart>(state: S, acceptances: readonly Acceptance[]): S {
  const { acceptances: _, ...rest } = state;
  return (acceptances.length === 0 ? rest : { ...rest, acceptances }) as S;
}

/**
 * The acceptances at the end of a step, with the changes that approvers made meanwhile: acceptances
 * that were not there when it began, and those that were withdrawn.
 */
export function withMeanwhile(
  before: readonly Acceptance[],
  held: readonly Acceptance[],
  newer: readonly Acceptance[],
): readonly Acceptance[] {
  const merged = held.map((each) => {
    const withdrawnBy = newer.find(({ id }) => id === each.id)?.withdrawnBy;
    return withdrawnBy === undefined ? each : { ...each, withdrawnBy };
  });
  const seen = new Set([...before, ...held].map(({ id }) => id));
  return [...merged, ...newer.filter(({ id }) => !seen.has(id))];
}
