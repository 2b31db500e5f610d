import type { OutcomeName } from '../model/finding.ts';
import type { SkipReason } from '../model/plan.ts';
import type { Progress, Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';

/** What the page calls things. One place, so that no word is missing and all of them agree. */

export const VERDICT_WORDS: { readonly [V in Verdict]: { readonly short: string; readonly sentence: string } } = {
  Failed: {
    short: 'Failed',
    sentence: 'A change failed, and trying again will not help. A person has to find out why.',
  },
  NeedsPerson: {
    short: 'Needs a person',
    sentence: 'It cannot be backed up before a person does or allows something.',
  },
  Unknown: { short: 'Unknown', sentence: 'Something could not be read, so nobody can say yet. Backstay looks again.' },
  Remediating: {
    short: 'Being made ready',
    sentence: 'Backstay is at work, or waits for Azure. Nobody has to do anything.',
  },
  Ready: { short: 'Ready', sentence: 'Everything that Azure Backup needs is in place.' },
  OptedOut: { short: 'Not looked after', sentence: 'Its tag or the profiles say that Backstay is to leave it alone.' },
  Gone: { short: 'Gone', sentence: 'Azure has no such cluster any more.' },
};

export const OUTCOME_WORDS: { readonly [O in OutcomeName]: string } = {
  satisfied: 'in place',
  missing: 'missing',
  pending: 'on its way',
  manual: 'for a person',
  blocked: 'waits for another',
  notApplicable: 'does not apply',
  unknown: 'not known',
  error: 'could not be judged',
};

export const PROGRESS_WORDS: { readonly [S in Progress['state']]: string } = {
  running: 'running',
  done: 'written, to be read once more',
  retrying: 'failed, will be tried again',
  skipped: 'not carried out',
};

/** Why something is not carried out, as a sentence. */
export const SKIP_WORDS: { readonly [R in SkipReason]: string } = {
  ObserveMode: 'The profile only observes. Set its mode to "enforce" to have it done, or do it by hand.',
  NotAllowed: 'The profile does not list this kind of change under "allow". List it to have it done, or do it by hand.',
  UnmetPrecondition: 'Another finding has to be satisfied first; before that it cannot help.',
  Running: 'It was begun before, and is running.',
  LaneBusy: 'Another write holds the cluster; this one is next.',
  WaitingToRetry: 'It failed, and its time to try again has not come.',
  Contested:
    'Backstay made this change three times within a week, and each time it was changed back. Find the other deployment in the activity log, and make the two agree.',
  NoProgress: 'It was carried out several times and is missing again. Find out who takes it back.',
  ApprovalWanted: 'It waits until somebody approves it.',
  Declined: 'Somebody declined it. It can still be done by hand.',
  OnHold: "Backstay's work was undone here, so it only observes. Resume it, or do it by hand.",
};

/** Whose turn it is on a target. */
export function whoActs({ verdict, approvalsWanted, forPeople, onHold }: TargetSummary): string {
  if (verdict === 'OptedOut' || verdict === 'Gone') return 'Nobody';
  const others = forPeople - approvalsWanted;
  if (approvalsWanted > 0) {
    return `Approver: ${counted(approvalsWanted, 'question')}${others > 0 ? `, and a person: ${counted(others, 'finding')}` : ''}`;
  }
  if (onHold) return 'A person: it is on hold';
  if (verdict === 'NeedsPerson' || verdict === 'Failed') {
    return others > 0 ? `A person: ${counted(others, 'finding')}` : 'A person';
  }
  if (verdict === 'Ready') return others > 0 ? `Nobody; ${counted(others, 'recommendation')}` : 'Nobody';
  return 'Backstay';
}

/** The reason word of a verdict with spaces: `RoleNotGranted` → "Role not granted". */
export function spaced(word: string): string {
  return word.replace(/(?<=[a-z])[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** 2000 → "2,000". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
