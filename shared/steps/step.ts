import { quoteWord } from '../lib/shell.ts';
import type { StepKind, StepOf } from '../model/step.ts';

/** Why no command can stand for a decision. */
export type Because =
  /** More than one way leads on, and only the owner knows what each of them costs. */
  | 'ownerChooses'
  /** It would delete or change something that others may rely on. */
  | 'othersRelyOnIt'
  /**
   * It is done where the Azure CLI does not reach: DNS servers, proxies, appliances, pods, other
   * teams.
   */
  | 'outsideAzure'
  /** The answer of Azure does not name a remedy. */
  | 'causeUnknown'
  /** The Azure CLI would not take a value as it is. */
  | 'cannotBeWritten';

/**
 * A decision or an action of a person. The reason is in the code, for those who review the rule.
 */
export function decision(text: string, _because: Because): StepOf<'decision'> {
  return text as StepOf<'decision'>;
}

/** A sentence about the steps beside it. It asks for nothing. */
export function note(text: string): StepOf<'note'> {
  return text as StepOf<'note'>;
}

/** A line of the profile file; `purpose` ends the sentence. */
export function inProfile(profile: string, key: string, value: unknown, purpose = ''): StepOf<'profile'> {
  return `Set "${key}": ${JSON.stringify(value)} in profile ${profile}${purpose}.` as StepOf<'profile'>;
}

/** A command for an operator with the credentials of the cluster. */
export function kubectl(...words: readonly string[]): StepOf<'kubectl'> {
  return ['kubectl', ...words.map((word) => quoteWord(word))].join(' ') as StepOf<'kubectl'>;
}

/**
 * The kind of a step that was stored as text. Decisions and notes are both text for people, and
 * count as one.
 */
export function kindOf(step: string): Exclude<StepKind, 'note'> {
  if (step.startsWith('az ')) return 'az';
  if (step.startsWith('kubectl ')) return 'kubectl';
  return /^Set "[A-Za-z.]+": .* in profile \S/.test(step) ? 'profile' : 'decision';
}

/** Whether it is to be copied into a shell. */
export function isCommand(step: string): boolean {
  const kind = kindOf(step);
  return kind === 'az' || kind === 'kubectl';
}
