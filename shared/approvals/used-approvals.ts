import type { ActionOutcome } from '../model/action.ts';
import type { Approval } from '../model/approval.ts';
import type { ApprovalsPart } from '../model/state.ts';

/**
 * An approval is for one time: a change that was carried out and is missing again needs another. A
 * failed one may be retried.
 */
export function withoutUsed(approvals: readonly Approval[], results: readonly ActionOutcome[]): readonly Approval[] {
  const done = new Set(
    results
      .filter(({ result: { status } }) => status === 'applied' || status === 'alreadyDone')
      .map(({ action }) => action.key),
  );
  return approvals.filter(({ action }) => !done.has(action.key));
}

/** The state with these approvals; rows without any stay as they always were. */
export function withApprovals<S extends ApprovalsPart>(state: S, approvals: readonly Approval[]): S {
  const { approvals: _, ...rest } = state;
  return (approvals.length === 0 ? rest : { ...rest, approvals }) as S;
}

/** The approvals of a step, with the answers that came while it was at work. */
export function withAnswers(held: readonly Approval[], newer: readonly Approval[]): readonly Approval[] {
  return held.map((approval) => {
    if (approval.answer !== undefined && !approval.answer.unrecorded) return approval;
    const same = newer.find(({ id, askedAt }) => id === approval.id && askedAt === approval.askedAt);
    return same?.answer === undefined ? approval : same;
  });
}
