import type { OutcomeName } from '../model/finding.ts';
import type { SkipReason } from '../model/plan.ts';
import type { ProtectionState } from '../model/protection.ts';
import type { Progress, Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';

/** The words of the page in one place, so that none is missing and all agree. */

export const VERDICT_WORDS: { readonly [V in Verdict]: { readonly short: string; readonly sentence: string } } = {
  Failed: {
    short: 'Failed',
    sentence: 'A change failed and a retry will not help. An operator has to find the cause.',
  },
  NeedsPerson: {
    short: 'Action required',
    sentence: 'Azure Backup cannot protect this cluster until an operator acts or approves.',
  },
  Unknown: { short: 'Unknown', sentence: 'Backstay could not check everything. It retries.' },
  Remediating: {
    short: 'In progress',
    sentence: 'Backstay is working or waits for Azure. No action is required.',
  },
  Ready: { short: 'Ready', sentence: 'Everything that Azure Backup needs is in place.' },
  OptedOut: { short: 'Opted out', sentence: 'Its tag or the profiles exclude this cluster.' },
  Gone: { short: 'Gone', sentence: 'The cluster no longer exists in Azure.' },
};

export const PROTECTION_WORDS: {
  readonly [S in ProtectionState]: { readonly short: string; readonly sentence: string };
} = {
  inError: { short: 'In error', sentence: 'The backup instance of the cluster is in error: no backups are taken.' },
  stopped: {
    short: 'Stopped',
    sentence: 'The protection is stopped: recovery points are kept, and no new ones are taken.',
  },
  unprotected: { short: 'Not protected', sentence: 'No backup instance protects the cluster.' },
  inProgress: { short: 'In progress', sentence: 'Azure Backup is configuring the protection.' },
  notKnown: { short: 'Not known', sentence: 'Whether the cluster is protected could not be checked.' },
  elsewhere: { short: 'Other vault', sentence: 'A vault that the profile does not name protects the cluster.' },
  restoreTarget: {
    short: 'Restore target',
    sentence: 'Backups of other clusters are restored to this cluster. It is not backed up itself.',
  },
  protected: { short: 'Protected', sentence: 'The vault of the profile protects the cluster.' },
};

export const OUTCOME_WORDS: { readonly [O in OutcomeName]: string } = {
  satisfied: 'in place',
  missing: 'missing',
  pending: 'on its way',
  manual: 'for a person',
  blocked: 'waits for another',
  notApplicable: 'does not apply',
  unknown: 'not known',
  error: 'could not be checked',
};

export const PROGRESS_WORDS: { readonly [S in Progress['state']]: string } = {
  running: 'running',
  done: 'written, to be verified',
  retrying: 'failed, will be tried again',
  skipped: 'not carried out',
};

/** Why something is not carried out, as a sentence. */
export const SKIP_WORDS: { readonly [R in SkipReason]: string } = {
  ObserveMode: 'The profile only observes. Set its mode to "enforce", or make the change yourself.',
  ChangeNotAllowed:
    'The profile does not list this kind of change under "allow". List it, or make the change yourself.',
  Accepted: 'An operator accepts the finding as it is. End the acceptance to have the change made.',
  AcceptedPrecondition:
    'It stands on a finding that an operator accepts, and this kind of change needs that finding satisfied. Correct it, or make the change yourself.',
  UnmetPrecondition: 'Another finding has to be satisfied first; before that it cannot help.',
  Running: 'It started before and is running.',
  WriteLockHeld: 'Another write holds the cluster; this one is next.',
  RetryPending: 'It failed, and its time to try again has not come.',
  Contested:
    'Backstay made this change three times within a week, and each time it was changed back. Find the other deployment in the activity log, and make the two agree.',
  NoProgress: 'Backstay made this change several times and it is missing again. Find out what removes it.',
  ApprovalPending: 'It waits for an approval.',
  Declined: 'It was declined. You can still make the change yourself.',
  OnHold: "Backstay's work was undone here, so it only observes. Resume it, or make the change yourself.",
};

/** The side that has to act on a target. */
export const ACTORS = ['approver', 'operator', 'backstay', 'none'] as const;
export type Actor = (typeof ACTORS)[number];

export const ACTOR_WORDS: { readonly [A in Actor]: string } = {
  approver: 'Approver',
  operator: 'Operator',
  backstay: 'Backstay',
  none: 'None',
};

export function actorOn({ verdict, approvalsWanted, onHold }: TargetSummary): Actor {
  if (verdict === 'OptedOut' || verdict === 'Gone') return 'none';
  if (approvalsWanted > 0) return 'approver';
  if (onHold || verdict === 'NeedsPerson' || verdict === 'Failed') return 'operator';
  return verdict === 'Ready' ? 'none' : 'backstay';
}

/** The side that has to act, with the number of findings or requests. */
export function whoActs({ verdict, approvalsWanted, forPeople, onHold, accepted }: TargetSummary): string {
  if (verdict === 'OptedOut' || verdict === 'Gone') return 'None';
  const others = forPeople - approvalsWanted;
  if (approvalsWanted > 0) {
    return `Approver: ${counted(approvalsWanted, 'request')}${others > 0 ? `, operator: ${counted(others, 'finding')}` : ''}`;
  }
  if (onHold) return 'Operator: it is on hold';
  if (verdict === 'NeedsPerson' || verdict === 'Failed') {
    return others > 0 ? `Operator: ${counted(others, 'finding')}` : 'Operator';
  }
  if (verdict === 'Ready') {
    return [
      'None',
      ...(others > 0 ? [counted(others, 'recommendation')] : []),
      ...(accepted === undefined ? [] : [`${accepted.count} accepted until ${accepted.until.slice(0, 10)}`]),
    ].join('; ');
  }
  return 'Backstay';
}

/** The reason word of a verdict with spaces: `RoleNotGranted` → "Role not granted". */
export function spaced(word: string): string {
  return word.replace(/(?<=[a-z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The reason for a verdict with the rule that it is about: "BKS-207: Stopped". */
export function describeReason({ ruleId, reason }: Pick<TargetSummary, 'ruleId' | 'reason'>): string {
  return ruleId === undefined ? spaced(reason) : `${ruleId}: ${spaced(reason)}`;
}

export function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** 2000 → "2,000". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
