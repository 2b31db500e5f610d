import type { Approval } from '../model/approval.ts';
import type { Right } from '../model/caller.ts';
import type { ShownUndo } from '../model/command.ts';
import type { ShownProtection } from '../model/protection.ts';
import type { RecordEntry } from '../model/record.ts';
import type { Rule } from '../model/rule.ts';
import type { TargetState } from '../model/state.ts';
import { protectionOf } from '../plan/shown-protection.ts';
import type { Shell } from '../steps/in-shell.ts';
import { type Disagreement, disagreementIn } from '../wording/describe-disagreement.ts';
import { describeEffect, type Effect } from '../wording/describe-effect.ts';
import { daysOf, foldHistory, type TimelineDay } from '../wording/timeline.ts';
import { type FindingGroup, groupsOf } from './groups.ts';
import { type Notice, noticeOf } from './notice.ts';
import { type Work, workOf } from './work.ts';

/** The content of the page of one target, ready to be rendered. */
export interface TargetView {
  /** ISO 8601. */
  readonly now: string;
  /** The function key in the page's address, where there is one. */
  readonly code: string | undefined;
  readonly id: string;
  readonly state: TargetState;
  readonly rules: RuleBook;
  readonly groups: readonly FindingGroup[];
  readonly work: readonly Work[];
  readonly protection: ShownProtection;
  readonly disagreement: Disagreement | undefined;
  readonly approvals: readonly ApprovalView[];
  readonly accept: PageTokens['accept'];
  readonly acceptanceEnds: PageTokens['acceptanceEnds'];
  readonly mayApprove: boolean;
  readonly check: PageTokens['check'];
  /** The Azure portal, as `portalAddress` takes it. */
  readonly portal: string | undefined;
  readonly hold: HoldView | undefined;
  readonly undo: UndoView | undefined;
  /** Newest first. */
  readonly story: readonly TimelineDay[];
  /** Lines that are older than those shown. */
  readonly earlier: number;
  /** Rows of the record that hold no entry: they were altered. */
  readonly unreadable: number;
  readonly notice: Notice | undefined;
  /** The shell that commands are quoted for. */
  readonly shell: Shell;
}

/** A rule as a page shows it. */
export type RuleBook = ReadonlyMap<string, Pick<Rule, 'title' | 'failureTitle' | 'why' | 'docs' | 'severity'>>;

export interface ApprovalView {
  readonly approval: Approval;
  readonly effect: Effect;
  /** Of its form; none where this viewer cannot answer, or it is no longer open. */
  readonly token: string | undefined;
}

/** The hidden fields of the form that accepts a finding. */
export interface AcceptForm {
  readonly basis: string;
  readonly token: string;
}

export interface HoldView {
  readonly since: string;
  readonly token: string | undefined;
}

export type UndoView =
  /** Some changes can be undone. */
  | { readonly kind: 'offered' }
  | { readonly kind: 'shown'; readonly plan: ShownUndo; readonly token: string }
  /** Nothing is undone, because backups would be harmed. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'notPossible'; readonly why: string };

/** Of the forms on the page, for this very viewer. */
export interface PageTokens {
  readonly approvals: ReadonlyMap<string, string>;
  /** Of the findings that this viewer can accept, by rule. */
  readonly accept: ReadonlyMap<string, AcceptForm>;
  /** Of the acceptances that this viewer can end, by id. */
  readonly acceptanceEnds: ReadonlyMap<string, string>;
  readonly resume: string | undefined;
  /** Of the form that has the cluster assessed now. */
  readonly check: string | undefined;
}

export interface TargetInput {
  readonly now: string;
  readonly code: string | undefined;
  readonly id: string;
  readonly state: TargetState;
  readonly entries: readonly (RecordEntry | undefined)[];
  readonly rights: readonly Right[];
  readonly tokens: PageTokens;
  readonly undo: UndoView | undefined;
  readonly rules: RuleBook;
  readonly portal: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

/** The most lines of the timeline that one page shows. */
const MAX_LINES = 200;

export function targetView(input: TargetInput): TargetView {
  const { now, code, id, state, entries, rights, tokens, undo, rules, portal, query } = input;
  const readable = entries.filter((entry) => entry !== undefined);
  // The words for an outcome need its intent, so that the whole history is worded before it is cut.
  const lines = foldHistory(readable);
  const shown = lines.slice(-MAX_LINES);
  const approvals = (state.approvals ?? []).map((approval) => ({
    approval,
    effect: describeEffect(approval.action),
    token: isOpen(approval, now) ? tokens.approvals.get(approval.id) : undefined,
  }));
  return {
    ...{ now, code, id, state, rules, approvals, undo, portal },
    accept: tokens.accept,
    acceptanceEnds: tokens.acceptanceEnds,
    groups: groupsOf(state.conditions),
    work: workOf(state.conditions),
    protection: protectionOf(state.conditions),
    disagreement: disagreementIn(state.conditions),
    check: tokens.check,
    mayApprove: rights.includes('Backstay.Approve'),
    hold: state.onHoldSince === undefined ? undefined : { since: state.onHoldSince, token: tokens.resume },
    story: daysOf(shown.toReversed()),
    earlier: lines.length - shown.length,
    unreadable: entries.length - readable.length,
    notice: noticeOf(query, state),
    shell: query.shell === 'pwsh' ? 'pwsh' : 'sh',
  };
}

/** True while it can be answered. */
export function isOpen({ answer, expiresAt }: Approval, now: string): boolean {
  return answer === undefined && expiresAt > now;
}

/** True where the audit log has a change of Backstay, which may be undone. */
export function hasWritten(entries: readonly (RecordEntry | undefined)[]): boolean {
  return entries.some((entry) => entry?.body.type === 'actionSucceeded' && entry.body.how !== 'alreadyDone');
}
