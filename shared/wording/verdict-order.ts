import type { Verdict } from '../model/state.ts';

/** Verdicts that need action come first. */
export const VERDICT_ORDER: readonly Verdict[] = [
  'Failed',
  'NeedsPerson',
  'Unknown',
  'Remediating',
  'Ready',
  'OptedOut',
  'Gone',
];

const WORDS: { readonly [V in Verdict]: string } = {
  Ready: 'ready for backup',
  Remediating: 'in progress',
  NeedsPerson: 'action required',
  Failed: 'failed',
  Unknown: 'could not be checked',
  OptedOut: 'opted out',
  Gone: 'gone',
};

/** The words behind a number of clusters, as in "3 waiting for people". */
export function aboutVerdict(verdict: Verdict): string {
  return WORDS[verdict];
}
