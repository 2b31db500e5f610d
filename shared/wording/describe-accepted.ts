import type { Accepted } from '../model/acceptance.ts';
import type { Finding } from '../model/finding.ts';

/** "accepted until 2027-01-31", as page, cards and scans all say it. */
export function acceptedUntil({ until }: Pick<Accepted, 'until'>): string {
  return `accepted until ${until.slice(0, 10)}`;
}

/** The same with the team that answers for it, and why. One sentence without its full stop. */
export function describeAccepted(accepted: Pick<Accepted, 'until' | 'owner' | 'reason'>): string {
  return `${acceptedUntil(accepted)} by ${accepted.owner}: ${accepted.reason}`;
}

/** Findings that operators accept. */
export function acceptedOf<F extends Pick<Finding, 'accepted'>>(
  findings: readonly F[],
): readonly (F & { readonly accepted: Accepted })[] {
  return findings.filter((finding): finding is F & { readonly accepted: Accepted } => finding.accepted !== undefined);
}
