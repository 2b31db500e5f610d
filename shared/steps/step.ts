import { quoteWord } from '../lib/shell.ts';
import type { Step } from '../model/step.ts';

/** Why no command can stand for a decision. */
export type Because =
  /** More than one way leads on, and only the owner knows what each of them costs. */
  | 'ownerChooses'
  /** It would delete or change something that others may rely on. */
  | 'othersRelyOnIt'
  /** It is done where the Azure CLI does not reach: DNS servers, proxies, appliances, pods, other teams. */
  | 'outsideAzure'
  /** The answer of Azure does not name a remedy. */
  | 'causeUnknown';

/** A decision or an action of a person. The reason is in the code, for those who review the rule. */
export function decision(text: string, _because: Because): Step {
  return text as Step;
}

/** A sentence about the steps beside it. It asks for nothing. */
export function note(text: string): Step {
  return text as Step;
}

/** A line of the profile file; `purpose` ends the sentence. */
export function inProfile(profile: string, key: string, value: unknown, purpose = ''): Step {
  return `Set "${key}": ${JSON.stringify(value)} in profile ${profile}${purpose}.` as Step;
}

/** A command for an operator with the credentials of the cluster. */
export function kubectl(...words: readonly string[]): Step {
  return ['kubectl', ...words.map((word) => quoteWord(word))].join(' ') as Step;
}

/** Whether it is to be copied into a shell. */
export function isCommand(step: string): boolean {
  return /^(?:az|kubectl) /.test(step);
}
