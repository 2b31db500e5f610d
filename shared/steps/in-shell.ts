import { splitWords } from '../lib/shell.ts';
import { isCommand } from './step.ts';

/** The shells that commands are printed for: a POSIX shell, and PowerShell 7.3 or later. */
export const SHELLS = ['sh', 'pwsh'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A step as it is typed into this shell. Steps are quoted for a POSIX shell; sentences are the same
 * in both.
 */
export function inShell(step: string, shell: Shell): string {
  const words = shell === 'pwsh' && isCommand(step) ? wordsOf(step) : undefined;
  return words === undefined ? step : forPowerShell(words);
}

/** Undefined where no POSIX shell reads the step: stored text that others have changed. */
function wordsOf(step: string): readonly string[] | undefined {
  try {
    return splitWords(step);
  } catch {
    return undefined;
  }
}

/**
 * A command of several words. The Azure CLI is a batch file on Windows: PowerShell passes double
 * quotes to it unescaped, and cmd reads the line a second time. So such words reach it in a file,
 * which it reads on every system.
 * https://github.com/Azure/azure-cli/blob/dev/doc/quoting-issues-with-powershell.md
 */
function forPowerShell(words: readonly string[]): string {
  const [program] = words;
  const before: string[] = [];
  const files: string[] = [];
  const line = words.map((word) => {
    if (program !== 'az' || !READ_BY_CMD.test(word)) return quoteForPowerShell(word);
    const file = `$file${files.length + 1}`;
    files.push(file);
    const [, option = '', value = word] = /^(--[a-z-]+=)(.*)$/s.exec(word) ?? [];
    before.push(
      `${file} = New-TemporaryFile`,
      `Set-Content $file${files.length} ${quoteForPowerShell(value)} -NoNewline`,
    );
    return `"${option}@$(${file}.FullName)"`;
  });
  return [...before, line.join(' '), ...(files.length > 0 ? [`Remove-Item ${files.join(', ')}`] : [])].join('; ');
}

/** Letters that cmd, or the passing of arguments to a batch file, would change. */
const READ_BY_CMD = /["&|<>^%!\\]/;

/** PowerShell reads these letters the same within a word and at its beginning. */
const BARE = /^(?:--[a-z][a-z-]*|[A-Za-z0-9_./:][\w./:-]*)$/;

/**
 * One word for PowerShell: nothing is expanded between single quotes, and all of these letters are
 * one. A program's own argument keeps its double quotes since version 7.3.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function quoteForPowerShell(word: string): string {
  return BARE.test(word) ? word : `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
