import { oneLine } from './one-line.ts';

/**
 * Text of others in GitHub's Markdown, shown letter by letter. Entities mean the same everywhere,
 * while a backslash does not in a table or in HTML.
 */
export function markdownText(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_{}[\]#+!|~<>&@:]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`);
}

/**
 * To be copied as it stands: inside a run of backticks longer than any within. Not for tables,
 * where a pipe would end the cell.
 */
export function markdownCode(value: string): string {
  const line = oneLine(value);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${room}${line}${room}${fence}`;
}
