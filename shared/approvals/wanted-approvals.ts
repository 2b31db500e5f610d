import { secondsLater } from '../lib/iso-time.ts';
import type { OpenAction } from '../model/action.ts';
import type { Approval } from '../model/approval.ts';
import type { Finding } from '../model/finding.ts';
import type { Action, SkippedAction } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { RecordBody } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import { approvalIdOf, askingFor } from './approval-id.ts';

/** The facts that decide on approvals. */
export interface ApprovalContext {
  readonly target: Target;
  readonly profile: Pick<Profile, 'mode' | 'allow' | 'approve'>;
  /** The last word of every rule, whether or not it was judged in this round. */
  readonly findings: readonly Finding[];
  readonly open: readonly OpenAction[];
  /** ISO 8601. */
  readonly now: string;
}

/**
 * Approvals as they are now, and what there is to say of it; it goes on record before it counts.
 */
export interface ApprovalChange {
  readonly approvals: readonly Approval[];
  readonly records: readonly RecordBody[];
}

/** How long a question can be answered, and how long a yes that could not be followed stands. */
const APPROVAL_SECONDS = 7 * 24 * 3600;
/**
 * The process of an answer records it within these seconds; later it is dead, and the step records
 * it instead.
 */
const RECORDED_BY_THEN = 60;

/**
 * Without those whose facts have changed or whose time is over. A request about something that
 * cannot be read just now is kept.
 */
export function stillAsked(approvals: readonly Approval[], context: ApprovalContext): ApprovalChange {
  const kept: Approval[] = [];
  const records: RecordBody[] = [];
  for (const approval of approvals) {
    const because = whyLapsed(approval, context);
    if (because !== undefined) records.push(lapse(approval, because));
    else {
      const recorded = recordedFor(approval, context.now);
      records.push(...recorded.records);
      kept.push(recorded.approval);
    }
  }
  return { approvals: kept, records };
}

/** The answer to an action on the current state. An answer counts once it is on the audit log. */
export function answerTo(
  action: Action,
  approvals: readonly Approval[],
  { target, findings }: Pick<ApprovalContext, 'target' | 'findings'>,
): 'approved' | 'declined' | undefined {
  const id = approvalIdOf(target, action, askingFor(action, findings));
  const answer = approvals.find((approval) => approval.id === id)?.answer;
  return answer === undefined || answer.unrecorded ? undefined : answer.given;
}

/**
 * Requests approval of changes that the plan left out for lack of one, unless it is requested
 * already.
 */
export function wantedApprovals(
  skipped: readonly SkippedAction[],
  approvals: readonly Approval[],
  { target, findings, now }: ApprovalContext,
): ApprovalChange {
  const asked = skipped
    .filter(
      ({ action, reason }) => reason === 'ApprovalPending' && !approvals.some((each) => isAbout(each, action.key)),
    )
    .map(({ action: planned }): Approval => {
      const asking = askingFor(planned, findings);
      const action = { ...planned, ruleIds: asking.map(({ ruleId }) => ruleId) };
      return {
        id: approvalIdOf(target, action, asking),
        action,
        askedAt: now,
        expiresAt: secondsLater(now, APPROVAL_SECONDS),
      };
    });
  const records = asked.map(
    ({ id, action, expiresAt }): RecordBody => ({ type: 'approvalWanted', approvalId: id, action, expiresAt }),
  );
  return { approvals: [...approvals, ...asked], records };
}

/** Nothing is asked of a target any more: it is gone, or not ours. */
export function lapseAll(approvals: readonly Approval[]): readonly RecordBody[] {
  return approvals.map((approval) => lapse(approval, 'FactsChanged'));
}

function whyLapsed(approval: Approval, context: ApprovalContext): 'Expired' | 'FactsChanged' | undefined {
  const { action, answer, expiresAt } = approval;
  if (context.open.some((open) => open.action.key === action.key)) return undefined;
  if (!asksFor(context.profile, action)) return 'FactsChanged';
  const concerned = context.findings.filter(({ ruleId }) => action.ruleIds.includes(ruleId));
  if (!concerned.some(isUnsure)) {
    const asking = askingFor(action, context.findings);
    if (asking.length === 0 || approvalIdOf(context.target, action, asking) !== approval.id) return 'FactsChanged';
  }
  // A no stands as long as the facts do.
  return answer?.given !== 'declined' && expiresAt <= context.now ? 'Expired' : undefined;
}

function asksFor({ mode, allow, approve }: ApprovalContext['profile'], { remedy: { kind } }: Action): boolean {
  return mode === 'enforce' && allow.includes(kind) && approve.includes(kind);
}

/** Says nothing of whether the facts are still the same. */
function isUnsure({ outcome }: Finding): boolean {
  return outcome === 'unknown' || outcome === 'error' || outcome === 'blocked' || outcome === 'pending';
}

function recordedFor(approval: Approval, now: string): { approval: Approval; records: readonly RecordBody[] } {
  const { answer } = approval;
  const waits = answer?.unrecorded && secondsLater(answer.at, RECORDED_BY_THEN) <= now;
  return answer === undefined || !waits
    ? { approval, records: [] }
    : { approval: onRecord(approval), records: [answered(approval, answer)] };
}

/** An approval whose answer is on record, and counts from now on. */
export function onRecord(approval: Approval): Approval {
  if (approval.answer === undefined) return approval;
  const { unrecorded: _, ...answer } = approval.answer;
  return { ...approval, answer };
}

/** The audit log entry of an answer. */
export function answered({ id, action }: Approval, { given, by }: NonNullable<Approval['answer']>): RecordBody {
  return { type: 'approvalAnswered', approvalId: id, actionKey: action.key, given, caller: by };
}

function lapse({ id, action }: Approval, because: 'Expired' | 'FactsChanged'): RecordBody {
  return { type: 'approvalLapsed', approvalId: id, actionKey: action.key, because };
}

function isAbout({ action }: Approval, actionKey: string): boolean {
  return action.key === actionKey;
}
