import type { Condition } from '../../model/state.ts';
import { acceptedOf, describeAccepted } from '../../wording/describe-accepted.ts';
import { andMore, heading, item, type RichTextBlock } from './elements.ts';

const MAX_ACCEPTED = 6;

/** Findings that operators accept: who answers for each, and until when. */
export function acceptedBlocks(conditions: readonly Condition[]): readonly RichTextBlock[] {
  const accepted = acceptedOf(conditions);
  if (accepted.length === 0) return [];
  return [
    heading('Accepted findings'),
    ...accepted
      .slice(0, MAX_ACCEPTED)
      .map(({ ruleId, message, accepted: by }) => item(`${ruleId} ${describeAccepted(by)}. ${message}`)),
    ...andMore(accepted.length - MAX_ACCEPTED, 'accepted findings'),
  ];
}
