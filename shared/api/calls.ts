import type { Chain } from '../audit/chain-rows.ts';
import type { RecordReport } from '../audit/verify-record.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { Approval } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { ScanResult } from '../model/scan.ts';
import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import type { SummaryPage, SummaryQuery } from '../ports/target-rows.ts';
import type { ScanReport } from '../scan/report.ts';
import type { KnownCaller } from './caller.ts';
import type { FormTokens } from './form-token.ts';
import type { Format } from './schemas/requests.ts';

/** All that the API has done by other parts of Backstay; each handler takes those that it needs. */
export interface ApiCalls {
  readonly profiles: readonly Profile[];
  now(): Date;

  /** Writes nothing to Azure. */
  scanCluster(target: Target): Promise<ScanResult>;
  /** Has many looked at, one after the other; none of the parts left out means everything. */
  beginScan(over: ScanOver): Promise<{ readonly id: string; readonly total: number }>;
  scanOf(id: string): Promise<ScanProgress | undefined>;
  /** A report as people and pipelines read it. JSON is the API's own. */
  format(format: Exclude<Format, 'json'>, report: ScanReport): string | Promise<string>;

  /** Runs the plan with this id on a profile in any mode, if it still is the plan. */
  remediate(target: Target, planId: string, caller: Caller): Promise<Remediation>;
  /** Without `planId` it writes nothing. */
  undo(target: Target, what: UndoWhat, planId: string | undefined, caller: Caller): Promise<Undoing>;
  resume(target: Target, caller: Caller): Promise<'resumed' | 'notOnHold' | 'busy'>;
  answerApproval(
    target: Target,
    approvalId: string,
    given: 'approved' | 'declined',
    caller: Caller,
  ): Promise<ApprovalAnswered>;

  summaries(query: SummaryQuery): Promise<SummaryPage>;
  target(targetId: string): Promise<TargetState | undefined>;
  chain(target: Target): Promise<Chain | undefined>;
  verify(): AsyncIterable<RecordReport>;

  health(): Promise<readonly HealthCheck[]>;
  /** `query` is what the address of the page says: filters, and which target. Anyone may have written it. */
  report(known: KnownCaller, query: Readonly<Record<string, string>>, tokens: Pick<FormTokens, 'make'>): Promise<Page>;
  readonly formTokens: FormTokens;
}

export interface ScanOver {
  readonly subscriptionId?: string;
  readonly profile?: string;
}

/** How far a scan of many is. */
export interface ScanProgress {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly done: number;
  readonly total: number;
  /** Of what is done. */
  readonly results: readonly ScanResult[];
  readonly failures: readonly { readonly target: Target; readonly why: string }[];
}

/** What kept a call by hand from being carried out. */
export type NotDone =
  | { readonly kind: 'busy' }
  /** The facts have changed: this is what would run now. */
  | { readonly kind: 'planChanged'; readonly planId: string; readonly plan: Pick<Plan, 'actions'> }
  /** Azure could not be read, so that there is no plan; or there is nothing to do it to. */
  | { readonly kind: 'notPossible'; readonly why: string }
  /** It would harm backups. */
  | { readonly kind: 'refused'; readonly why: string };

export type Remediation = { readonly kind: 'done'; readonly results: readonly ActionOutcome[] } | NotDone;

export type UndoWhat = 'all' | readonly number[];

export interface UndoPlan {
  readonly planId: string;
  readonly actions: readonly Action[];
  /** What is not taken back, and why. */
  readonly kept: readonly { readonly sequence: number; readonly what: string; readonly because: string }[];
}

export type Undoing =
  | { readonly kind: 'shown'; readonly plan: UndoPlan }
  | { readonly kind: 'done'; readonly plan: UndoPlan; readonly results: readonly ActionOutcome[] }
  | NotDone;

export type ApprovalAnswered =
  | { readonly kind: 'answered'; readonly approval: Approval }
  | { readonly kind: 'unknown' | 'busy' }
  /** Answered before, lapsed or expired. */
  | { readonly kind: 'tooLate'; readonly why: string };

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Whether the app cannot work without it. */
  readonly needed: boolean;
  readonly detail: string;
}

/** A page with the policy that its own nonces make. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}
