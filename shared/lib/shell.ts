import { quote } from 'shlex';

/** The shells that commands are printed for. */
export type Shell = 'bash' | 'pwsh';

/** Quotes one word of a command line. It may contain any character. */
export function quoteFor(shell: Shell, word: string): string {
  return shell === 'bash' ? quote(word) : quoteForPowerShell(word);
}

/** Splits a command line for bash into its words. */
export { split as splitWords } from 'shlex';

const PLAIN_IN_POWERSHELL = /^[\w./:=+][\w./:=+-]*$|^--[a-z-]+$/i;

/**
 * In single quotes nothing is expanded; PowerShell takes the typographic quotes for single quotes too. `az` on Windows is a batch file,
 * which loses a double quote that no backslash precedes.
 * https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-quoting
 */
function quoteForPowerShell(word: string): string {
  if (PLAIN_IN_POWERSHELL.test(word)) return word;
  return `'${word.replace(/(\\*)"/g, '$1$1\\"').replace(/['‘’‚‛]/g, '$&$&')}'`;
}
