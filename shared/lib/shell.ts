import { quote } from 'shlex';

/** The shells that commands are printed for. */
export type Shell = 'bash' | 'pwsh';

/** Quotes one word of a command line. It may contain any character. */
export function quoteFor(shell: Shell, word: string): string {
  if (shell === 'pwsh') return quoteForPowerShell(word);
  return HIDDEN.test(word) ? quoteHidden(word) : quote(word);
}

/** Invisible in a command: they end its line, reorder its letters, or are dropped on the way to the screen. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** https://www.gnu.org/software/bash/manual/html_node/ANSI_002dC-Quoting.html */
function quoteHidden(word: string): string {
  const letters = [...word].map((letter) => {
    if (letter === "'" || letter === '\\') return `\\${letter}`;
    if (!HIDDEN.test(letter)) return letter;
    const code = letter.codePointAt(0) ?? 0;
    return code < 0x80 ? `\\x${hex(code, 2)}` : `\\U${hex(code, 8)}`;
  });
  return `$'${letters.join('')}'`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
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
