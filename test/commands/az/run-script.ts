import type { Azure } from './azure.ts';
import { runAz } from './run-az.ts';

/**
 * Runs a script of the scan as `sh` does: comments, `set -eu`, commands of the Azure CLI, and
 * commands behind `if ! az … show …; then`. @throws on any other line, and on the first command
 * that fails.
 */
export async function runScript(script: string, azure: Azure): Promise<void> {
  let isSkipping = false;
  for (const line of script.split('\n')) {
    const text = line.trim();
    const guard = /^if ! (az .*) >\/dev\/null 2>&1; then$/.exec(text)?.[1];
    if (text === '' || text.startsWith('#') || text === 'set -eu') continue;
    else if (text === 'fi') isSkipping = false;
    else if (guard !== undefined) isSkipping = await succeeds(guard, azure);
    else if (!text.startsWith('az ')) throw new Error(`The script has a line that is no command: ${text}`);
    else if (!isSkipping) await runAz(text, azure);
  }
}

async function succeeds(command: string, azure: Azure): Promise<boolean> {
  return runAz(command, azure).then(
    () => true,
    () => false,
  );
}
