import { globSync, readFileSync } from 'node:fs';
import { splitWords } from '../../shared/lib/shell.ts';
import { commandsIn, commandsOf, programsIn, type WrittenCommand } from './commands-in-text.ts';

/**
 * All pages that have commands to copy. The changelog is left out: it names commands of earlier
 * versions, with what was wrong.
 */
export const PAGES: readonly string[] = globSync([
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/**/*.md',
  'local/**/*.md',
  'infra/**/*.md',
]).sort();

/** Code of a page: fenced blocks for a shell, and spans between backticks. */
export interface PageCode {
  readonly blocks: readonly string[];
  readonly spans: readonly string[];
}

export function codeOn(page: string): PageCode {
  const text = readFileSync(page, 'utf8');
  const fenced = /^ *```(\w*)\n(.*?)^ *```$/gms;
  const blocks = [...text.matchAll(fenced)].flatMap(([, language, block = '']) => (language === 'sh' ? [block] : []));
  const prose = text.replace(fenced, '');
  const spans = [...prose.matchAll(/(`+)(.+?)\1/gs)].map(([, , span = '']) => span.replace(/\s+/g, ' '));
  return { blocks, spans: spans.filter((span) => /^(?:az|npm|kubectl) [a-z]|\$\(az /.test(span)) };
}

/** Commands of the Azure CLI on a page that are whole. A name alone in a sentence is none. */
export function azCommandsOn({ blocks, spans }: PageCode): readonly WrittenCommand[] {
  const whole = [...blocks, ...spans].flatMap(commandsIn);
  return whole.filter(({ words }) => !isName(words));
}

/** Commands of kubectl on a page that are whole. One without an option in a sentence is a name. */
export function kubectlCommandsOn({ blocks, spans }: PageCode): readonly WrittenCommand[] {
  const whole = spans.filter((span) => / --?[a-z]/i.test(span));
  const found = [...blocks, ...whole].flatMap((code) => commandsOf('kubectl', code));
  return found.map(({ text, words }) => ({ text, words: words.filter((word) => !/^\d?>/.test(word)) }));
}

/** Names of commands, or of groups of them, that a sentence mentions: `az group delete`. */
export function azNamesOn({ spans }: PageCode): readonly string[] {
  return spans.flatMap(commandsIn).flatMap(({ words }) => (isName(words) ? [words.slice(1).join(' ')] : []));
}

function isName(words: readonly string[]): boolean {
  return words.every((word) => /^[a-z][a-z0-9-]*$/.test(word));
}

/** Programs that the blocks of a page start. */
export function programsOn({ blocks }: PageCode): readonly string[] {
  return blocks.flatMap(programsIn);
}

/** What a page gives to npm: the script, and what comes after `--`. */
export interface NpmRun {
  readonly script: string;
  readonly words: readonly string[];
}

/** The installed program `backstay` runs the same commands as npm does in a clone. */
const RUN =
  /(?:\bnpm (?:run (?:--silent )?)?(?!ci\b|install\b)|^ *backstay (?=[a-z]))([a-z:-]+)(?:(?: --)? ([^#&|;`]*))?/g;

/**
 * Commands of `backstay` that npm has no script for, by the script whose file declares their
 * options.
 */
const FILE_OF_COMMAND: Readonly<Record<string, string>> = { plan: 'scan' };

export function npmRunsOn({ blocks, spans }: PageCode): readonly NpmRun[] {
  const lines = [...blocks, ...spans].flatMap((code) => code.replace(/\\\n\s*/g, ' ').split('\n'));
  return lines.flatMap((line) =>
    [...line.matchAll(RUN)].map(([, script = '', rest = '']) => ({
      script: FILE_OF_COMMAND[script] ?? script,
      words: splitWords(rest),
    })),
  );
}
