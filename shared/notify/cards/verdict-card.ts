import type { Mention } from '../../model/profile.ts';
import type { TargetState } from '../../model/state.ts';
import { approvalWantedCard, openApprovals } from './approval-wanted.ts';
import { driftCard, isDrift } from './drift.ts';
import type { CardMessage } from './elements.ts';
import { failedCard } from './failed.ts';
import type { CardContext } from './links.ts';
import { needsPersonCard } from './needs-person.ts';
import { readyCard } from './ready.ts';
import { unknownCard } from './unknown.ts';

/** The card about the verdict on a target; `undefined` where none is needed. */
export function verdictCard(
  state: TargetState,
  context: CardContext,
  mentions: readonly Mention[] = [],
): CardMessage | undefined {
  if (hasDrifted(state)) return driftCard(state, context, mentions);
  switch (state.verdict) {
    case 'Ready':
      return readyCard(state, context);
    case 'NeedsPerson':
      return openApprovals(state).length > 0
        ? approvalWantedCard(state, context, mentions)
        : needsPersonCard(state, context, mentions);
    case 'Failed':
      return failedCard(state, context, mentions);
    case 'Unknown':
      return unknownCard(state, context);
    default:
      return undefined;
  }
}

/**
 * The last notification said ready, and now something is missing without a request for approval.
 */
export function hasDrifted(state: TargetState): boolean {
  const { verdict, conditions, told, news } = state;
  if ((news ?? told)?.verdict !== 'Ready' || openApprovals(state).length > 0) return false;
  if (verdict !== 'Remediating' && verdict !== 'NeedsPerson' && verdict !== 'Failed') return false;
  return conditions.some(isDrift);
}
