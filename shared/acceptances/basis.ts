import { canonicalHash } from '../lib/canonical-hash.ts';
import { lastingEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import { formerReason } from '../model/renamed-reasons.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Target } from '../model/target.ts';

/** The part of a rule that acceptances need. */
export type AcceptanceRule = Pick<Rule, 'id' | 'aliases' | 'neverAccepted' | 'confirmable'>;

/** The cluster, and the places that its profile names. */
export interface AcceptanceSubject {
  readonly target: Target;
  readonly profile: Pick<Profile, 'vaultId' | 'storage' | 'snapshotGroupId'>;
}

/** Why this finding cannot be accepted, as a sentence; `undefined` where it can. */
export function whyNotAcceptable(finding: Finding, rule: AcceptanceRule | undefined): string | undefined {
  if (rule === undefined) return `There is no rule ${finding.ruleId}.`;
  if (rule.neverAccepted !== undefined) return `${finding.ruleId} cannot be accepted: ${rule.neverAccepted}`;
  switch (finding.outcome) {
    case 'manual':
    case 'missing':
      return undefined;
    case 'unknown':
      return isConfirmable(finding, rule)
        ? undefined
        : `${finding.ruleId} could not be checked, and Azure may show it later: only a finding that was checked can be accepted.`;
    default:
      return `${finding.ruleId} is ${finding.outcome}: there is nothing to accept.`;
  }
}

/**
 * Names what the finding says about this cluster: only a finding with the same basis is accepted.
 */
export function basisOf({ ruleId, outcome, reason, evidence }: Finding, subject: AcceptanceSubject): string {
  const { vaultId, storage, snapshotGroupId } = subject.profile;
  const places = { vaultId, accountId: storage.accountId, container: storage.container, snapshotGroupId };
  const { clusterId, profile } = subject.target;
  // With the former name of the reason: an update that only renames it lets no acceptance lapse.
  const named = formerReason(reason);
  return canonicalHash({
    clusterId,
    profile,
    places,
    ruleId,
    outcome,
    reason: named,
    evidence: lastingEvidence(evidence),
  });
}

/** Nothing in the finding says whether the evidence is still the same. */
export function isUnsure(finding: Finding): boolean {
  const { outcome } = finding;
  return (
    outcome === 'error' ||
    outcome === 'blocked' ||
    outcome === 'pending' ||
    (outcome === 'unknown' && finding.unread.length > 0)
  );
}

/** Azure never shows it, by design: an operator can confirm it in place of Backstay. */
function isConfirmable(
  finding: Extract<Finding, { outcome: 'unknown' }>,
  { confirmable = [] }: AcceptanceRule,
): boolean {
  return finding.unread.length === 0 && confirmable.includes(finding.reason);
}

/** The rule by any id that it ever had. */
export function ruleNamed<R extends AcceptanceRule>(rules: readonly R[], ruleId: RuleId): R | undefined {
  return rules.find(({ id, aliases = [] }) => id === ruleId || aliases.includes(ruleId));
}
