import { quote } from 'shlex';

/** Quotes one word of a command line for bash. It may contain any character. */
export function quoteWord(word: string): string {
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
