import { quoteWord, splitWords } from '../lib/shell.ts';
import type { AzCommands } from './az-commands.ts';

/** Writing the same again changes nothing. Commands that only show something are among them. */
const AS_IT_IS: readonly (keyof AzCommands)[] = [
  'account show',
  'aks get-upgrades',
  'aks get-versions',
  'aks nodepool list',
  'aks nodepool scale',
  'aks nodepool start',
  'aks nodepool update',
  'aks show',
  'aks start',
  'aks trustedaccess rolebinding list',
  'aks trustedaccess rolebinding update',
  'aks update',
  'aks upgrade',
  'dataprotection backup-vault show',
  'dataprotection backup-vault update',
  'group create',
  'identity list',
  'k8s-extension show',
  'k8s-extension update',
  'lock list',
  'lock show',
  'network nsg rule create',
  'network nsg rule list',
  'network private-dns link vnet create',
  'network vnet subnet update',
  'policy assignment show',
  'policy assignment update',
  'policy exemption create',
  'provider register',
  'role assignment create',
  'storage account create',
  'storage account network-rule add',
  'storage account show',
  'storage account update',
  'storage container-rm create',
];

/** The Azure CLI or Azure refuses to create them a second time. */
const ONLY_ONCE: readonly (keyof AzCommands)[] = [
  'aks nodepool add',
  'aks trustedaccess rolebinding create',
  'k8s-extension create',
];
const NAMING = ['--subscription', '--resource-group', '--cluster-name', '--cluster-type', '--name'];

/** A command that may be repeated. */
export interface Rerunnable {
  readonly command: string;
  /** It runs only where this one, which shows its result, fails. */
  readonly unless?: string;
}

/** Undefined where the command may not be repeated. */
export function rerunnable(command: string): Rerunnable | undefined {
  const words = splitWords(command);
  const end = words.findIndex((word) => word.startsWith('-'));
  // A name that the builder does not know is in neither list.
  const name = words.slice(1, end < 0 ? undefined : end).join(' ') as keyof AzCommands;
  if (AS_IT_IS.includes(name)) return { command };
  if (!ONLY_ONCE.includes(name)) return undefined;
  const naming = words.flatMap((word, index) =>
    NAMING.includes(word) ? [word, quoteWord(words[index + 1] ?? '')] : [],
  );
  return { command, unless: ['az', name.replace(/ \w+$/, ' show'), ...naming].join(' ') };
}
