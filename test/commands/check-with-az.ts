import type { FoundCommand } from './all-commands.ts';
import type { Answer, RealAz } from './ask-az.ts';
import { commandIn, isInTable } from './check-command.ts';

export interface AzCheck {
  /** Lines about what was checked, and what was not. */
  readonly said: readonly string[];
  readonly refused: readonly string[];
}

/** Gives each command to the parser of the Azure CLI of this machine, where there is one. */
export function checkWithAz(az: RealAz | undefined, commands: readonly FoundCommand[]): AzCheck {
  if (az === undefined) return { said: ['Not checked with a real az: none is installed.'], refused: [] };
  const answers = az.ask(commands.map(({ words }) => withSamples(words.slice(1))));
  const notChecked = new Map<string, string>();
  const refused: string[] = [];
  for (const [index, { where, text, words }] of commands.entries()) {
    const answer = answers[index] ?? null;
    if (answer === null) continue;
    const why = whyNotChecked(answer, words);
    if (why !== undefined) notChecked.set(commandIn(words) ?? text, why);
    else if ('error' in answer) refused.push(`${where}: az says: ${answer.error}: ${text}`);
  }
  const taken = answers.filter((answer) => answer === null).length;
  return {
    said: [
      `${taken} of them are taken by the parser of az ${az.version}`,
      ...[...notChecked].sort().map(([name, why]) => `  not checked with it: az ${name} (${why})`),
    ],
    refused,
  };
}

/** A command that this az does not have, or cannot parse here. */
function whyNotChecked(answer: NonNullable<Answer>, words: readonly string[]): string | undefined {
  if ('absent' in answer) return answer.absent;
  if (/az login/.test(answer.error)) return 'turns the name of a region into its id, for which it signs in';
  const isOlder = /unrecognized arguments/.test(answer.error) && !isInTable(words);
  return isOlder ? 'an option is younger than this az' : undefined;
}

const SAMPLE_ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.Web/sites/one';

/** The parser takes ids and queries apart, and cannot do so with a variable of the shell. */
function withSamples(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const option = words[index - 1];
    if (option === '--ids' && /^\$|^[A-Z-]+$/.test(word)) return SAMPLE_ID;
    return option === '--query' && word.startsWith('$') ? '[]' : word;
  });
}
