import type { Approval } from '../../model/approval.ts';
import type { Mention } from '../../model/profile.ts';
import type { TargetState } from '../../model/state.ts';
import { needsPerson } from '../../plan/verdict.ts';
import { describeEffect } from '../../wording/describe-effect.ts';
import {
  aboutTarget,
  andMore,
  type CardMessage,
  fact,
  heading,
  headline,
  MAX_TEXT,
  moment,
  nameOf,
  note,
  plain,
  type RichTextBlock,
} from './elements.ts';
import { findingBlocks } from './finding-blocks.ts';
import { type CardContext, targetLinks } from './links.ts';
import { messageOf } from './message.ts';

const MAX_APPROVALS = 6;
/**
 * Room for two resource ids and the roles between them, so that the card says all that the page
 * says.
 */
const MAX_EFFECT = 1200;

/** A request for approval: the change, its rule, its effect, and how it is undone. */
export function approvalWantedCard(
  state: TargetState,
  context: CardContext,
  mentions: readonly Mention[],
): CardMessage {
  const { target, conditions } = state;
  const open = openApprovals(state);
  const title = `${nameOf(target)} waits for your approval`;
  return messageOf({
    summary: title,
    links: targetLinks(context, target),
    mentions,
    body: [
      headline(title, 'Accent'),
      ...aboutTarget(target),
      note(
        context.publicUrl === undefined
          ? 'An approver (role Backstay.Approve) answers on the page /api/report of the app.'
          : 'An approver (role Backstay.Approve) answers in the report.',
      ),
      ...open.slice(0, MAX_APPROVALS).flatMap(approvalBlocks),
      ...andMore(open.length - MAX_APPROVALS, 'approvals'),
      ...findingBlocks(conditions.filter((each) => needsPerson(each) && !isAsked(each))),
    ],
  });
}

/** Open requests. */
export function openApprovals({ approvals = [] }: TargetState): readonly Approval[] {
  return approvals.filter(({ answer }) => answer === undefined);
}

function approvalBlocks({ action, expiresAt }: Approval): readonly RichTextBlock[] {
  const { text, rules, effect, undo } = describeEffect(action);
  return [
    heading(plain(text, MAX_TEXT)),
    fact('By rule', rules.join(', ')),
    fact('Effect', effect, MAX_EFFECT),
    fact('Undo', undo),
    fact('Answer until', moment(expiresAt)),
  ];
}

function isAsked({ progress }: TargetState['conditions'][number]): boolean {
  return progress?.state === 'skipped' && progress.reason === 'ApprovalPending';
}
