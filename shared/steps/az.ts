import { quoteWord } from '../lib/shell.ts';
import { partsOf, type ResourceId, resourceGroupOf } from '../model/resource-id.ts';
import type { StepOf } from '../model/step.ts';
import type { AzCommands } from './az-commands.ts';
import { decision } from './step.ts';

/**
 * Options of every command. Without a subscription a command acts on a namesake in whichever one
 * the Azure CLI has as its default. Only `az policy exemption` refuses the option (tried on az
 * 2.45); its scope is a whole id.
 */
interface Everywhere<C> {
  readonly subscription: C extends 'policy exemption create' ? undefined : string;
  readonly query?: string;
  readonly output?: 'table';
}

type Value = string | number | boolean | readonly string[] | undefined;

/**
 * A command of the Azure CLI, each value quoted as one word. Where the Azure CLI would not take a
 * value as it is, the step says what to do without the command.
 */
export function az<C extends keyof AzCommands>(
  command: C,
  options: Everywhere<C> & AzCommands[C],
): StepOf<'az' | 'decision'> {
  const { subscription, query, output, ...own } = options;
  const all = Object.entries<Value>({ subscription, ...own, query, output });
  for (const [name, value] of all) {
    const why = [value].flat().map(whyUnwritable).find(Boolean);
    if (why !== undefined) {
      return decision(
        `Do "${command}" in the Azure portal, because no command can be printed: the value of ${optionOf(name)} ${why}.`,
        'cannotBeWritten',
      );
    }
  }
  return ['az', command, ...all.flatMap(wordsOf)].join(' ') as StepOf<'az'>;
}

/**
 * The Azure CLI has no way to write an `@` at the start of a word, or after its first `=`, that it
 * does not read as the name of a file.
 * https://github.com/Azure/azure-cli/blob/azure-cli-2.45.0/src/azure-cli-core/azure/cli/core/commands/__init__.py#L76
 */
function whyUnwritable(value: string | number | boolean | undefined): string | undefined {
  const word = String(value);
  if (/^(?:[^=]*=)?@/.test(word)) return 'begins with "@", which the Azure CLI takes for a file name';
  return HIDDEN.test(word) ? 'holds a character that cannot be seen' : undefined;
}

/**
 * Invisible in a command: they end its line, reorder its letters, or are dropped on the way to the
 * screen.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The place of a resource, as most commands take it. */
export function inGroupOf(id: ResourceId) {
  return { subscription: partsOf(id).subscriptionId, resourceGroup: resourceGroupOf(id) };
}

/** A resource by its name and place. */
export function named(id: ResourceId) {
  return { ...inGroupOf(id), name: partsOf(id).name };
}

/** The cluster of which a command names a part. */
export function ofCluster(id: ResourceId) {
  return { ...inGroupOf(id), clusterName: partsOf(id).name };
}

/**
 * JSON as the value of an option, in ASCII alone: what is written in other scripts may change the
 * order in which the rest is shown.
 */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function wordsOf([name, value]: readonly [string, Value]): readonly string[] {
  if (value === undefined || value === false) return [];
  const option = optionOf(name);
  if (value === true) return [option];
  if (typeof value === 'object') {
    // One word, which Azure refuses, rather than an option that the author of a name chose.
    const isHostile = value.length > 1 && value.some((word) => word.startsWith('-'));
    if (isHostile || value.length === 1) return wordsOf([name, value.join(' ')]);
    return [option, ...value.map((word) => quoteWord(word))];
  }
  const word = quoteWord(String(value));
  // A value with a hyphen at its start would be taken for an option.
  return String(value).startsWith('-') ? [`${option}=${word}`] : [option, word];
}

function optionOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
