import type { AcceptanceEnd } from './acceptance.ts';
import type { Trace } from './action.ts';
import type { Caller } from './caller.ts';
import type { Failure } from './failure.ts';
import type { Evidence, OutcomeName } from './finding.ts';
import type { ConsumerName } from './outbox.ts';
import type { Action } from './plan.ts';
import type { RuleId } from './rule-id.ts';
import type { Verdict } from './state.ts';
import type { Target } from './target.ts';

/**
 * An entry of the audit log of a target. It holds no claims, tokens, webhook addresses or user
 * names.
 */
export type RecordBody =
  | { readonly type: 'eventAccepted'; readonly operation: string; readonly eventId: string }
  | { readonly type: 'findingsChanged'; readonly changes: readonly FindingChange[] }
  | { readonly type: 'actionIntended'; readonly action: Action }
  /** ARM has taken it on as a long operation. */
  | {
      readonly type: 'actionAccepted';
      readonly actionKey: string;
      readonly operationUrl?: string;
      readonly retryAfterSeconds?: number;
      /**
       * The state before the write, where Backstay has read it: kept here until the outcome is
       * known.
       */
      readonly before?: Evidence;
      readonly trace: Trace;
    }
  | {
      readonly type: 'actionSucceeded';
      readonly actionKey: string;
      readonly how: 'applied' | 'alreadyDone' | 'foundAfterCrash';
      /** The state before the write, where Backstay has read it. */
      readonly before?: Evidence;
      readonly after: Evidence;
      readonly trace?: Trace;
    }
  | {
      readonly type: 'actionFailed';
      readonly actionKey: string;
      readonly failure: ToldFailure;
      readonly trace?: Trace;
    }
  /**
   * The write was sent and its answer lost: whether Azure has taken it on shows in the resource.
   */
  | {
      readonly type: 'actionUnanswered';
      readonly actionKey: string;
      readonly failure: ToldFailure;
      readonly trace: Trace;
    }
  /**
   * Nothing was written: the process ended between the intent and the write, or an earlier write
   * took the cluster's lane.
   */
  | { readonly type: 'actionNotCarriedOut'; readonly actionKey: string; readonly trace: Trace }
  /**
   * A queue message was dead-lettered after its last try; the target is kept, and the next sweep
   * requeues it.
   */
  | { readonly type: 'stepGivenUp'; readonly tries: number }
  /**
   * A person or a pipeline had something changed; `planId` names the plan that was shown to them.
   */
  | { readonly type: 'calledByHand'; readonly call: HandCall; readonly caller: Caller; readonly planId?: string }
  | {
      readonly type: 'approvalWanted';
      readonly approvalId: string;
      readonly action: Action;
      readonly expiresAt: string;
    }
  | {
      readonly type: 'approvalAnswered';
      readonly approvalId: string;
      readonly actionKey: string;
      readonly given: 'approved' | 'declined';
      readonly caller: Caller;
    }
  /** No answer came in time, or the facts have changed. */
  | {
      readonly type: 'approvalLapsed';
      readonly approvalId: string;
      readonly actionKey: string;
      readonly because: 'Expired' | 'FactsChanged';
    }
  /** Without a caller: the profile file accepts it. */
  | {
      readonly type: 'findingAccepted';
      readonly acceptanceId: string;
      readonly ruleId: RuleId;
      readonly basis: string;
      readonly reason: string;
      readonly owner: string;
      readonly until: string;
      readonly caller?: Caller;
    }
  | {
      readonly type: 'acceptanceEnded';
      readonly acceptanceId: string;
      readonly ruleId: RuleId;
      readonly because: AcceptanceEnd;
      readonly caller?: Caller;
    }
  | { readonly type: 'verdictChanged'; readonly from: Verdict; readonly to: Verdict; readonly reason: string }
  | { readonly type: 'notificationSent'; readonly channel: ConsumerName; readonly about: Verdict }
  | {
      readonly type: 'notificationFailed';
      readonly channel: ConsumerName;
      readonly about: Verdict;
      readonly why: string;
    };

type ToldFailure = Pick<Failure, 'class' | 'code' | 'message'>;

/** Requests of people that change something; `resume` ends the hold that an undo starts. */
export type HandCall = 'remediate' | 'undo' | 'resume';

export interface FindingChange {
  readonly ruleId: RuleId;
  readonly from: OutcomeName | 'unseen';
  readonly to: OutcomeName;
  readonly reason: string;
  readonly message: string;
}

/** One link of a target's chain. */
export interface RecordEntry {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly target: Target;
  /** Version of Backstay that wrote it. */
  readonly writer: string;
  readonly body: RecordBody;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256, in hex, over the canonical JSON (RFC 8785) of everything above. */
  readonly hash: string;
}
