import { quoteWord } from '../lib/shell.ts';
import { partsOf, type ResourceId, resourceGroupOf } from '../model/resource-id.ts';
import type { Step } from '../model/step.ts';
import type { AzCommands } from './az-commands.ts';

/**
 * Options of every command. Without a subscription a command acts on a namesake in whichever one the Azure CLI has as its default. Only
 * `az policy exemption` refuses the option (tried on az 2.45); its scope is a whole id.
 */
interface Everywhere<C> {
  readonly subscription: C extends 'policy exemption create' ? undefined : string;
  readonly query?: string;
  readonly output?: 'table';
}

type Value = string | number | boolean | readonly string[] | undefined;

/** A command of the Azure CLI, each value quoted as one word. */
export function az<C extends keyof AzCommands>(command: C, options: Everywhere<C> & AzCommands[C]): Step {
  const { subscription, query, output, ...own } = options;
  const words = Object.entries<Value>({ subscription, ...own, query, output }).flatMap(wordsOf);
  return ['az', command, ...words].join(' ') as Step;
}

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

/** JSON as the value of an option, in ASCII alone: what is written in other scripts may change the order in which the rest is shown. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function wordsOf([name, value]: readonly [string, Value]): readonly string[] {
  if (value === undefined || value === false) return [];
  const option = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
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
