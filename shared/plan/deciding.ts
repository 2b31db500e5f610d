import type { Condition, StatusPart } from '../model/state.ts';

/** The finding that the verdict comes from; none where the verdict has another source. */
export function decidingOf({
  conditions,
  verdictReason,
}: Pick<StatusPart, 'conditions' | 'verdictReason'>): Condition | undefined {
  return conditions.find(({ reason, outcome }) => reason === verdictReason && outcome !== 'satisfied');
}
