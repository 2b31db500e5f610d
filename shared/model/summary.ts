import type { OutcomeName } from './finding.ts';
import type { ProtectionState } from './protection.ts';
import type { ResourceId } from './resource-id.ts';
import type { RuleId } from './rule-id.ts';
import type { Verdict } from './state.ts';
import type { Target } from './target.ts';

/** A target on one line: what a list of thousands shows of each. */
export interface TargetSummary {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly reason: string;
  /** ISO 8601, as is the next. */
  readonly since: string;
  readonly lookedAt?: string;
  readonly counts: { readonly [O in OutcomeName]?: number };
  /** Findings that need manual action, and actions that wait for an approval. */
  readonly forPeople: number;
  readonly approvalsWanted: number;
  readonly onHold: boolean;
  /**
   * Network security groups and route tables that its findings rest on. Not set in rows from before
   * this was kept.
   */
  readonly networkIds?: readonly ResourceId[];
  /** Not set in rows from before this was kept. */
  readonly protection?: ProtectionState;
  /** The last restore drill. Not set before the first one. */
  readonly restoreDrill?: 'confirmed' | 'refused';
  /**
   * Findings that operators accept, and when the first acceptance ends. Not set where there are
   * none.
   */
  readonly accepted?: {
    readonly count: number;
    readonly until: string;
    /** The teams that answer for them. Not set in rows from before this was kept. */
    readonly owners?: readonly string[];
  };
  /** The rule that the verdict comes from. Not set where there is none, as is the next. */
  readonly ruleId?: RuleId;
  /** Rules whose findings are open, without those that wait for another one. */
  readonly openRules?: readonly RuleId[];
  /** When Backstay last wrote to Azure for it, or a write of it ended. ISO 8601. */
  readonly wroteAt?: string;
}
