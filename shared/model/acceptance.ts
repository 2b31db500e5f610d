import type { Caller } from './caller.ts';
import type { RuleId } from './rule-id.ts';

/** An operator accepts a finding as it is, for a time. It holds for this evidence only. */
export interface Acceptance {
  /**
   * Follows from the content: the same acceptance has the same id on the page, in the row and in
   * the audit log.
   */
  readonly id: string;
  readonly ruleId: RuleId;
  /** Hash of what the finding says. Another evidence has another basis, and the acceptance ends. */
  readonly basis: string;
  readonly reason: string;
  /** The team that answers for it. */
  readonly owner: string;
  /** ISO 8601, as are the others. */
  readonly until: string;
  readonly acceptedAt: string;
  readonly by: AcceptedBy;
  /** It is on the audit log; until then it does not count. */
  readonly recorded?: true;
  /** Set by a person who ended it, until the audit log says so. */
  readonly withdrawnBy?: Caller;
  /**
   * An acceptance of the profile file that ended stays as a mark, so that the same lines do not
   * accept other evidence.
   */
  readonly ended?: true;
  /** The notification that it ends soon was sent. */
  readonly reminded?: true;
}

export type AcceptedBy = Caller | { readonly kind: 'profile'; readonly entry: string };

/** The part of an acceptance that its finding shows. */
export type Accepted = Pick<Acceptance, 'id' | 'reason' | 'owner' | 'until' | 'acceptedAt' | 'by'>;

/** Why an acceptance ended. */
export type AcceptanceEnd =
  | 'Expired'
  /** The finding is settled, or says something else now. */
  | 'EvidenceChanged'
  /** By a person, or because the profile file does not list it any more. */
  | 'Withdrawn'
  /** The rule is not acceptable any more. */
  | 'NotAcceptable'
  /** The cluster is gone, or opted out. */
  | 'TargetEnded';

/** An entry under `accept` of a profile. */
export interface ProfileAcceptance {
  readonly ruleId: RuleId;
  /** Only for these clusters; for all of the profile when left out. */
  readonly clusters?: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly until: string;
}

/** No acceptance holds longer. */
export const MAX_ACCEPTANCE_DAYS = 180;
