import type { Mention } from '../../model/profile.ts';
import type { TargetState } from '../../model/state.ts';
import { approvalWantedCard, openApprovals } from './approval-wanted.ts';
import { driftCard, isDrift } from './drift.ts';
import type { CardMessage } from './elements.ts';
import { failedCard } from './failed.ts';
import { needsPersonCard } from './needs-person.ts';
import { readyCard } from './ready.ts';
import type { CardContext } from './report-link.ts';
import { unknownCard } from './unknown.ts';

/** The card that tells people the verdict on a target; `undefined` where there is nothing to tell. */
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

/** People were last told that it is ready, and now something of it is missing that nobody has been asked about. */
export function hasDrifted(state: TargetState): boolean {
  const { verdict, conditions, told, news } = state;
  if ((news ?? told)?.verdict !== 'Ready' || openApprovals(state).length > 0) return false;
  if (verdict !== 'Remediating' && verdict !== 'NeedsPerson' && verdict !== 'Failed') return false;
  return conditions.some(isDrift);
}
