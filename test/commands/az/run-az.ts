import { splitWords } from '../../../shared/lib/shell.ts';
import { commandIn, problemsOf, valuesOf } from '../check-command.ts';
import { AKS_COMMANDS } from './aks.ts';
import type { AzCommand, Azure, Given } from './azure.ts';
import { BACKUP_COMMANDS } from './backup.ts';
import { GOVERNANCE_COMMANDS } from './governance.ts';
import { NETWORK_COMMANDS } from './network.ts';

/** Commands that change something, by the calls that a real Azure CLI makes for them. */
const COMMANDS: Readonly<Record<string, AzCommand>> = {
  ...AKS_COMMANDS,
  ...BACKUP_COMMANDS,
  ...GOVERNANCE_COMMANDS,
  ...NETWORK_COMMANDS,
};

/** Commands that only show something. */
const READS = / (?:show|list|get-upgrades|get-versions)$|^rest$|^aks command invoke$/;

export function isRead(line: string): boolean {
  return READS.test(commandIn(splitWords(line)) ?? '');
}

/**
 * Runs one line as a shell hands it to the Azure CLI. @throws where the Azure CLI would end with an
 * error.
 */
export async function runAz(line: string, azure: Azure): Promise<void> {
  const words = splitWords(line);
  const problems = problemsOf(words);
  if (problems.length > 0) throw new Error(`${line}: ${problems.join(', ')}`);
  const name = commandIn(words) ?? '';
  const command = COMMANDS[name];
  if (command === undefined) {
    if (READS.test(name)) return;
    throw new Error(`az ${name} cannot be run here: write it in test/commands/az/.`);
  }
  await command(givenIn(words, name), azure);
}

function givenIn(words: readonly string[], name: string): Given {
  const find = (option: string) => valuesOf(words, name, `--${option}`);
  const all = (option: string) => find(option) ?? [];
  return {
    all,
    has: (option) => find(option) !== undefined,
    one(option) {
      const [value, ...others] = all(option);
      if (value === undefined || others.length > 0) throw new Error(`az ${name} needs one value of --${option}.`);
      return value;
    },
  };
}
