import { changeFor, KINDS } from '../changes/index.ts';
import { unmetPreconditions } from '../changes/unmet-preconditions.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import type { OpenAction } from '../model/action.ts';
import type { Finding } from '../model/finding.ts';
import type { Action, Plan, SkippedAction, SkipReason } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { Remedy } from '../model/remedy.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Attempts } from '../model/state.ts';
import { actionFor } from './action-for.ts';
import { isContested } from './contested.ts';

/** Facts that the planner needs besides the findings. */
export interface PlanContext {
  readonly profile: Pick<
    Profile,
    'mode' | 'allow' | 'approve' | 'inspectCluster' | 'confirm' | 'protection' | 'restoreDrill'
  >;
  /** Open actions. */
  readonly open: readonly OpenAction[];
  readonly attempts: Readonly<Record<string, Attempts>>;
  /** ISO 8601. */
  readonly now: string;
  /** Findings of the other rules, judged lately enough to act on: an action can stand on them. */
  readonly others?: readonly Finding[];
  /** A person had Backstay's work undone, and it is not resumed yet. */
  readonly onHold?: boolean;
  /** The answers to actions that the profile lists under `approve`; without it there are none. */
  answerTo?(action: Action): 'approved' | 'declined' | undefined;
}

/** How often a remedy is carried out before a person is asked why its finding does not change. */
const ENOUGH_TIMES = 3;
/** The cause of the reversal may be gone by then. */
const AGAIN_AFTER_SECONDS = 6 * 3600;

/**
 * Turns findings into the actions that are possible now; the rest is kept with the reason why not.
 *
 * This is the one gate for `observe`, for targets on hold, for what a profile allows and for what a
 * change stands on: everything that comes out under `actions` will be written.
 */
export function makePlan(findings: readonly Finding[], context: PlanContext): Plan {
  const taken = new Set(context.open.flatMap(({ action }) => laneOf(action.remedy) ?? []));
  const actions: Action[] = [];
  const skipped: SkippedAction[] = [];

  const standing = new Map([...(context.others ?? []), ...findings].map((finding) => [finding.ruleId, finding]));
  for (const action of wantedActions(findings)) {
    const lane = laneOf(action.remedy);
    const unmet = unmetPreconditions(action.remedy, standing, action.ruleIds);
    const isAccepted = action.ruleIds.every((ruleId) => standing.get(ruleId)?.accepted !== undefined);
    const reason =
      whyNot(action, isAccepted, unmetReason(unmet, standing), context) ??
      (lane !== undefined && taken.has(lane) ? 'WriteLockHeld' : undefined);
    if (reason !== undefined) {
      skipped.push({ action, reason, ...(unmet.length > 0 && { unmet }) });
      continue;
    }
    actions.push(action);
    if (lane !== undefined && changeFor(action.remedy).longRunning) taken.add(lane);
  }
  return { actions, skipped, hash: canonicalHash(actions.map(({ key }) => key)) };
}

/** One action for each different remedy, however many rules ask for it. */
function wantedActions(findings: readonly Finding[]): readonly Action[] {
  const byKey = new Map<string, Action>();
  for (const finding of findings) {
    if (finding.outcome !== 'missing') continue;
    const before = { finding: finding.reason, ...finding.evidence };
    const action = { ...actionFor(finding.remedy, [finding.ruleId]), before };
    const same = byKey.get(action.key);
    byKey.set(action.key, same === undefined ? action : { ...same, ruleIds: [...same.ruleIds, finding.ruleId] });
  }
  return [...byKey.values()].sort((a, b) => KINDS.indexOf(a.remedy.kind) - KINDS.indexOf(b.remedy.kind));
}

function whyNot(
  action: Action,
  isAccepted: boolean,
  unmet: SkipReason | undefined,
  { profile, open, attempts, now, onHold, answerTo }: PlanContext,
): SkipReason | undefined {
  if (open.some((other) => other.action.key === action.key)) return 'Running';
  // A person's decision is not written over.
  if (isAccepted) return 'Accepted';
  if (onHold) return 'OnHold';
  if (profile.mode !== 'enforce') return 'ObserveMode';
  if (!allows(profile, action.remedy)) return 'ChangeNotAllowed';
  if (unmet !== undefined) return unmet;
  const tried = attempts[action.key];
  const often = tried !== undefined && tried.carriedOut >= ENOUGH_TIMES;
  if (often && secondsBetween(tried.carriedOutAt ?? now, now) < AGAIN_AFTER_SECONDS) return 'NoProgress';
  if (isContested(action.remedy.kind, tried, now)) return 'Contested';
  if (profile.approve.includes(action.remedy.kind)) {
    const answer = answerTo?.(action);
    if (answer !== 'approved') return answer === 'declined' ? 'Declined' : 'ApprovalPending';
  }
  return tried?.retryAt !== undefined && tried.retryAt > now ? 'RetryPending' : undefined;
}

/**
 * What is accepted is not going to be satisfied: a change that waits for nothing else waits for a
 * person.
 */
function unmetReason(unmet: readonly RuleId[], standing: ReadonlyMap<RuleId, Finding>): SkipReason | undefined {
  if (unmet.length === 0) return undefined;
  const onlyAccepted = unmet.every((ruleId) => standing.get(ruleId)?.accepted !== undefined);
  return onlyAccepted ? 'AcceptedPrecondition' : 'UnmetPrecondition';
}

function allows(
  { allow, inspectCluster, confirm, protection, restoreDrill }: PlanContext['profile'],
  remedy: Remedy,
): boolean {
  const { allowed } = changeFor(remedy);
  if (typeof allowed === 'string') return allow.includes(remedy.kind);
  if ('with' in allowed) return allow.includes(allowed.with);
  switch (allowed.setting) {
    case 'inspectCluster':
      return inspectCluster;
    case 'confirm':
      return confirm === 'service';
    case 'firstBackup':
      return protection?.firstBackup === true;
    case 'restoreDrill':
      return restoreDrill !== undefined;
  }
}

function laneOf(remedy: Remedy) {
  return changeFor(remedy).lane(remedy);
}
