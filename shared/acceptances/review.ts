import { canonicalHash } from '../lib/canonical-hash.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import {
  type Acceptance,
  type AcceptanceEnd,
  MAX_ACCEPTANCE_DAYS,
  type ProfileAcceptance,
} from '../model/acceptance.ts';
import type { Caller } from '../model/caller.ts';
import type { Finding } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import type { RecordBody } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { AcceptanceContext } from './active.ts';
import { basisOf, isUnsure, ruleNamed, whyNotAcceptable } from './basis.ts';

export interface ReviewContext extends AcceptanceContext {
  readonly profile: Profile;
  /** The findings that were judged this time. */
  readonly findings: readonly Finding[];
}

/** Acceptances as they are now, and what the audit log has to say of it before they count. */
export interface AcceptanceReview {
  readonly acceptances: readonly Acceptance[];
  readonly records: readonly RecordBody[];
}

/**
 * Ends what is over, and takes up what the profile file accepts. The file cannot name evidence, so
 * that an entry holds for the evidence of the first assessment that finds it. When that changes,
 * the entry has to be changed.
 */
export function reviewAcceptances(held: readonly Acceptance[], context: ReviewContext): AcceptanceReview {
  const { profile, target, rules } = context;
  const entries = (profile.accept ?? [])
    .filter(({ clusters }) => clusters === undefined || clusters.includes(target.clusterId))
    .map((entry) => ({ ...entry, ruleId: ruleNamed(rules, entry.ruleId)?.id ?? entry.ruleId }));
  const listed = new Map(entries.map((entry) => [entryIdOf(entry), entry]));

  const kept: Acceptance[] = [];
  const records: RecordBody[] = [];
  for (const acceptance of held) {
    const isListed = acceptance.by.kind !== 'profile' || listed.has(acceptance.by.entry);
    if (acceptance.ended) {
      if (isListed) kept.push(acceptance);
      continue;
    }
    if (!acceptance.recorded) records.push(acceptedBody(acceptance));
    const because = whyEnded(acceptance, isListed, context);
    if (because === undefined) kept.push({ ...acceptance, recorded: true });
    else {
      records.push(endedBody(acceptance, because));
      if (acceptance.by.kind === 'profile' && isListed) kept.push({ ...acceptance, recorded: true, ended: true });
    }
  }
  for (const [entryId, entry] of listed) {
    if (held.some(({ by }) => by.kind === 'profile' && by.entry === entryId)) continue;
    const bound = bind(entry, entryId, context);
    if (bound === undefined) continue;
    kept.push(bound);
    records.push(acceptedBody(bound));
  }
  return { acceptances: kept, records };
}

/** The target is gone or not ours: nothing is accepted of it any more. */
export function endAll(acceptances: readonly Acceptance[]): readonly RecordBody[] {
  return acceptances
    .filter(({ ended }) => ended === undefined)
    .flatMap((each) => [
      ...(each.recorded ? [] : [acceptedBody(each)]),
      endedBody(each, each.withdrawnBy === undefined ? 'TargetEnded' : 'Withdrawn'),
    ]);
}

/** A person's acceptance of a finding. */
export function acceptanceBy(
  caller: Caller,
  finding: Finding,
  wish: Pick<Acceptance, 'reason' | 'owner' | 'until'>,
  context: AcceptanceContext,
): Acceptance {
  const { reason, owner, until } = wish;
  const content = { ruleId: finding.ruleId, basis: basisOf(finding, context), reason, owner, until };
  return withId({ ...content, acceptedAt: context.now, by: caller }, context.target);
}

/** Whether a new acceptance may hold until then. */
export function isWithinLimit(until: string, now: string): boolean {
  return (
    until > now && secondsBetween(`${now.slice(0, 10)}T00:00:00.000Z`, until) < (MAX_ACCEPTANCE_DAYS + 1) * 24 * 3600
  );
}

function bind(entry: ProfileAcceptance, entryId: string, context: ReviewContext): Acceptance | undefined {
  const { ruleId, reason, owner, until } = entry;
  const finding = context.findings.find((each) => each.ruleId === ruleId);
  if (finding === undefined || !isWithinLimit(until, context.now)) return undefined;
  if (whyNotAcceptable(finding, ruleNamed(context.rules, ruleId)) !== undefined) return undefined;
  const content = { ruleId, basis: basisOf(finding, context), reason, owner, until };
  const by = { kind: 'profile' as const, entry: entryId };
  return { ...withId({ ...content, acceptedAt: context.now, by }, context.target), recorded: true };
}

function whyEnded(acceptance: Acceptance, isListed: boolean, context: ReviewContext): AcceptanceEnd | undefined {
  const { ruleId, basis, until, withdrawnBy } = acceptance;
  if (withdrawnBy !== undefined || !isListed) return 'Withdrawn';
  if (until <= context.now) return 'Expired';
  const rule = ruleNamed(context.rules, ruleId);
  if (rule === undefined || rule.neverAccepted !== undefined) return 'NotAcceptable';
  const finding = context.findings.find((each) => each.ruleId === ruleId);
  if (finding === undefined || isUnsure(finding)) return undefined;
  if (whyNotAcceptable(finding, rule) !== undefined) return 'EvidenceChanged';
  return basisOf(finding, context) === basis ? undefined : 'EvidenceChanged';
}

function withId(content: Omit<Acceptance, 'id'>, { clusterId, profile }: Target): Acceptance {
  return { id: canonicalHash({ clusterId, profile, ...content }), ...content };
}

function entryIdOf({ ruleId, clusters, reason, owner, until }: ProfileAcceptance): string {
  const sorted = clusters === undefined ? 'all' : [...clusters].sort();
  return canonicalHash({ ruleId, clusters: sorted, reason, owner, until });
}

function acceptedBody({ id, ruleId, basis, reason, owner, until, by }: Acceptance): RecordBody {
  const who = by.kind === 'profile' ? {} : { caller: by };
  return { type: 'findingAccepted', acceptanceId: id, ruleId, basis, reason, owner, until, ...who };
}

function endedBody({ id, ruleId, withdrawnBy }: Acceptance, because: AcceptanceEnd): RecordBody {
  const who = because === 'Withdrawn' && withdrawnBy !== undefined ? { caller: withdrawnBy } : {};
  return { type: 'acceptanceEnded', acceptanceId: id, ruleId, because, ...who };
}
