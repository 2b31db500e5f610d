import type { AuditPage } from '../audit/audit-page.ts';
import type { Chain } from '../audit/chain-rows.ts';
import type { RecordReport } from '../audit/verify-record.ts';
import type { Caller } from '../model/caller.ts';
import type {
  AcceptableFinding,
  AcceptanceWithdrawn,
  AcceptOrder,
  Answered,
  FindingAccepted,
  Remediated,
  Resumed,
  ScanOver,
  ShownOrNot,
  Undone,
  UndoWhat,
} from '../model/command.ts';
import type { Profile } from '../model/profile.ts';
import type { ScanResult } from '../model/scan.ts';
import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';
import type { WeeklyReport } from '../model/weekly-report.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { ScanPartsPage, ScanState } from '../ports/scan-store.ts';
import type { SummaryPage, SummaryQuery } from '../ports/target-rows.ts';
import type { ScanReport } from '../scan/report.ts';
import type { Shell } from '../steps/in-shell.ts';
import type { KnownCaller } from './caller.ts';
import type { FormTokens } from './form-token.ts';
import type { Format } from './schemas/requests.ts';

/** The other parts of Backstay that the API calls; each handler uses those that it needs. */
export interface ApiCalls {
  readonly profiles: readonly Profile[];
  now(): Date;
  /** Where the location or the tags of a cluster decide which profile is meant. */
  getCluster: ArmReader['getCluster'];

  /** Writes nothing to Azure. */
  scanCluster(target: Target): Promise<ScanResult>;
  /** Queues a scan of many clusters. */
  beginScan(over: ScanOver): Promise<{ readonly id: string }>;
  scanOf(id: string): Promise<ScanState | undefined>;
  scanParts(id: string, limit: number, continuation?: string): Promise<ScanPartsPage>;
  /** A report as people and pipelines read it. JSON is the API's own. */
  format(format: Exclude<Format, 'json'>, report: ScanReport, shell: Shell | undefined): string | Promise<string>;

  /** Runs the plan with this id on a profile in any mode, if it still is the plan. */
  remediate(target: Target, planId: string, caller: Caller): Promise<Remediated>;
  /** Without `planId` it writes nothing. */
  undo(target: Target, what: UndoWhat, planId: string | undefined, caller: Caller): Promise<ShownOrNot | Undone>;
  resume(target: Target, caller: Caller): Promise<Resumed>;
  /** Requeues the target for a full assessment, as an event does. */
  check(target: Target): Promise<void>;
  answerApproval(target: Target, approvalId: string, given: 'approved' | 'declined', caller: Caller): Promise<Answered>;

  acceptFinding(order: AcceptOrder): Promise<FindingAccepted>;
  withdrawAcceptance(target: Target, id: string, caller: Caller): Promise<AcceptanceWithdrawn>;
  /** The findings of a target that a person can accept as they are. */
  acceptable(state: Pick<TargetState, 'target' | 'conditions'>): readonly AcceptableFinding[];

  summaries(query: SummaryQuery): Promise<SummaryPage>;
  target(targetId: string): Promise<TargetState | undefined>;
  auditPage(target: Target, after: number, limit: number): Promise<AuditPage>;
  chain(target: Target): Promise<Chain | undefined>;
  verify(): AsyncIterable<RecordReport>;

  health(): Promise<readonly HealthCheck[]>;
  /**
   * `query` is the query of the page's address: filters, and which target. Anyone may have written
   * it.
   */
  report(known: KnownCaller, query: Readonly<Record<string, string>>, tokens: Pick<FormTokens, 'make'>): Promise<Page>;
  /** The last seven days. */
  weekly(): Promise<WeeklyReport>;
  readonly formTokens: FormTokens;
  /** The OpenAPI document. It is derived from the routes, which therefore cannot import it. */
  description(): Promise<object>;
}

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
