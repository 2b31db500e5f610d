import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import { type Acceptance, type Accepted, MAX_ACCEPTANCE_DAYS } from '../model/acceptance.ts';
import type { Finding } from '../model/finding.ts';
import { type AcceptanceRule, type AcceptanceSubject, basisOf, ruleNamed, whyNotAcceptable } from './basis.ts';

const DAY_SECONDS = 24 * 3600;
const REMINDER_SECONDS = 7 * DAY_SECONDS;
/** `until` is the end of a day. */
const MAX_SECONDS = (MAX_ACCEPTANCE_DAYS + 1) * DAY_SECONDS;

export interface AcceptanceContext extends AcceptanceSubject {
  readonly rules: readonly AcceptanceRule[];
  /** ISO 8601. */
  readonly now: string;
}

/** Whether the acceptance counts at this time. */
export function isActive({ until, acceptedAt, recorded, withdrawnBy, ended }: Acceptance, now: string): boolean {
  return (
    recorded === true &&
    withdrawnBy === undefined &&
    ended === undefined &&
    until > now &&
    secondsBetween(acceptedAt, until) <= MAX_SECONDS
  );
}

/**
 * The findings, each with the acceptance that holds for it now. The only place that marks a finding
 * as accepted.
 */
export function withAccepted<F extends Finding>(
  findings: readonly F[],
  acceptances: readonly Acceptance[],
  context: AcceptanceContext,
): readonly F[] {
  return findings.map((finding) => {
    const { accepted: _, ...bare } = finding;
    const accepted = acceptedFor(finding, acceptances, context);
    return (accepted === undefined ? bare : { ...bare, accepted }) as F;
  });
}

/** The findings as they were marked, without marks of acceptances that have ended since. */
export function withoutEnded<F extends Finding>(
  findings: readonly F[],
  acceptances: readonly Acceptance[],
  now: string,
): readonly F[] {
  return findings.map((finding) => {
    const { accepted, ...bare } = finding;
    if (accepted === undefined) return finding;
    const holds = acceptances.some((each) => each.id === accepted.id && isActive(each, now));
    return holds ? finding : (bare as F);
  });
}

/**
 * When a target has to be assessed because of its acceptances: the end of each, and the time of its
 * reminder. ISO 8601.
 */
export function acceptanceTimes(acceptances: readonly Acceptance[], now: string): readonly string[] {
  return acceptances
    .filter((each) => isActive(each, now))
    .flatMap((each) => [each.until, ...(each.reminded ? [] : [remindAt(each)])])
    .filter((time) => time > now);
}

/**
 * True once an acceptance is over that the audit log still knows as active, or is not on it yet.
 */
export function isReviewDue(acceptances: readonly Acceptance[], now: string): boolean {
  return acceptances.some((each) => each.ended === undefined && !isActive(each, now));
}

/** A week before the end. */
export function remindAt({ until }: Pick<Acceptance, 'until'>): string {
  return secondsLater(until, -REMINDER_SECONDS);
}

function acceptedFor(
  finding: Finding,
  acceptances: readonly Acceptance[],
  context: AcceptanceContext,
): Accepted | undefined {
  const active = acceptances.filter((each) => each.ruleId === finding.ruleId && isActive(each, context.now));
  if (active.length === 0) return undefined;
  if (whyNotAcceptable(finding, ruleNamed(context.rules, finding.ruleId)) !== undefined) return undefined;
  const basis = basisOf(finding, context);
  const [longest] = active
    .filter((each) => each.basis === basis)
    .sort((one, other) => other.until.localeCompare(one.until));
  if (longest === undefined) return undefined;
  const { id, reason, owner, until, acceptedAt, by } = longest;
  return { id, reason, owner, until, acceptedAt, by };
}
