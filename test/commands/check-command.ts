import { readFileSync } from 'node:fs';
import { YOUNGER } from './younger-commands.ts';

/** An option as the parser of the Azure CLI has it; `nargs` as in Python's argparse. */
export interface OptionOf {
  readonly also?: readonly string[];
  readonly required?: boolean;
  readonly flag?: boolean;
  readonly nargs?: string;
  readonly choices?: readonly string[];
}

type Options = Readonly<Record<string, OptionOf>>;

/**
 * Read out of the parser of azure-cli 2.45 with the extensions k8s-extension and dataprotection.
 */
const TABLE: { readonly global: readonly string[]; readonly commands: Readonly<Record<string, Options>> } = JSON.parse(
  readFileSync(new URL('./az-2.45.json', import.meta.url), 'utf8'),
);

/** Commands that refuse it, as the real az 2.45 did. */
export const WITHOUT_SUBSCRIPTION = ['policy exemption create'];

/**
 * Whether the table of az 2.45 has the command with all the options that are given: the real one
 * can be asked then.
 */
export function isInTable(words: readonly string[]): boolean {
  const name = commandIn(words);
  const options = TABLE.commands[name ?? ''];
  return options !== undefined && given(words, name ?? '').every(([option]) => find(options, option) !== undefined);
}

/** Whether it is the name of a command, or of a group of commands. */
export function isKnownName(name: string): boolean {
  return [...Object.keys(TABLE.commands), ...Object.keys(YOUNGER)].some(
    (known) => known === name || known.startsWith(`${name} `),
  );
}

/** The longest known command that the words begin with. */
export function commandIn(words: readonly string[]): string | undefined {
  const end = words.findIndex((word) => word.startsWith('-'));
  const names = words.slice(1, end < 0 ? undefined : end);
  for (let length = names.length; length > 0; length--) {
    const name = names.slice(0, length).join(' ');
    if (name in TABLE.commands || name in YOUNGER) return name;
  }
  return undefined;
}

/**
 * Reasons for which the Azure CLI refuses a command, given as the words that the shell passes on.
 */
export function problemsOf(words: readonly string[]): readonly string[] {
  const name = commandIn(words);
  if (name === undefined) return ['is in neither table of commands'];
  const options: Options = { ...TABLE.commands[name], ...YOUNGER[name]?.options };
  const rest = words.slice(1 + name.split(' ').length);
  const stray = rest.slice(
    0,
    Math.max(
      0,
      rest.findIndex((word) => word.startsWith('-')),
    ) || (rest.some((word) => word.startsWith('-')) ? 0 : rest.length),
  );
  const all = given(words, name);
  const seen = new Set<string>();
  const problems = stray.map((word) => `has the word ${word}, which belongs to no option`);
  for (const [option, values] of all) {
    const found = find(options, option);
    if (found === undefined) {
      if (!TABLE.global.includes(option) || (option === '--subscription' && WITHOUT_SUBSCRIPTION.includes(name)))
        problems.push(`has no option ${option}`);
      continue;
    }
    if (seen.has(found[0])) problems.push(`has ${found[0]} twice`);
    seen.add(found[0]);
    problems.push(...problemsOfValues(option, found[1], values));
  }
  const lacking = Object.entries(options).filter(([option, { required }]) => required && !seen.has(option));
  return [...problems, ...lacking.map(([option]) => `lacks ${option}`)];
}

function problemsOfValues(option: string, { flag, nargs, choices }: OptionOf, values: readonly string[]): string[] {
  const [least, most] = flag
    ? [0, 0]
    : nargs === '+'
      ? [1, Infinity]
      : nargs === '*'
        ? [0, Infinity]
        : nargs === '?'
          ? [0, 1]
          : [1, 1];
  if (values.length < least || values.length > most) return [`gives ${option} ${values.length} values`];
  const odd = choices === undefined ? [] : values.filter((value) => !value.startsWith('$') && !isAmong(choices, value));
  return odd.map((value) => `gives ${option} the value ${value}, which is none of ${choices?.join(', ')}`);
}

function isAmong(choices: readonly string[], value: string): boolean {
  return choices.some((choice) => choice.toLowerCase() === value.toLowerCase());
}

/** The values of an option by any of its names; undefined where the command does not have it. */
export function valuesOf(words: readonly string[], name: string, option: string): readonly string[] | undefined {
  const options: Options = { ...TABLE.commands[name], ...YOUNGER[name]?.options };
  const main = (each: string) => find(options, each)?.[0] ?? each;
  return given(words, name).find(([each]) => main(each) === main(option))?.[1];
}

function given(words: readonly string[], name: string): readonly (readonly [string, readonly string[]])[] {
  const found: [string, string[]][] = [];
  for (const word of words.slice(1 + name.split(' ').length)) {
    const [, option = word, value] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (/^--?[a-z]/i.test(word)) found.push([option, value === undefined ? [] : [value]]);
    else found.at(-1)?.[1].push(word);
  }
  return found;
}

function find(options: Options, option: string): readonly [string, OptionOf] | undefined {
  return Object.entries(options).find(([name, { also = [] }]) => name === option || also.includes(option));
}
