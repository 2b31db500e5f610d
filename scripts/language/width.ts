import type { Violation } from './find-violations.ts';

/** Characters of a line of a comment or of prose: two windows beside each other show as many. */
export const MAX_WIDTH = 100;

/**
 * Lines of comments and prose that are too long. Left out are tables, code, long words, and pages
 * that `npm run docs` generates.
 */
export function findLongLines(path: string, text: string): readonly Violation[] {
  if (text.startsWith('<!-- Generated')) return [];
  const isProse = path.endsWith('.md') ? proseLines() : isComment;
  return text
    .split('\n')
    .flatMap((line, index) =>
      isProse(line) && line.length > MAX_WIDTH && canBeWrapped(line)
        ? [{ path, line: index + 1, rule: 'width', found: line.trim(), instead: `Wrap at ${MAX_WIDTH} characters.` }]
        : [],
    );
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*\*|\*) /.test(line);
}

function proseLines(): (line: string) => boolean {
  let isFenced = false;
  return (line) => {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) isFenced = !isFenced;
    return !isFenced && !isFence && !/^\s*[|<]/.test(line);
  };
}

/** False where the line is mostly one long word: an address, code or a link. */
function canBeWrapped(line: string): boolean {
  const text = line.replace(/^\s*(?:\/\*\*|\/\/|\*|-|>|\d+\.|#+)?\s*/, '');
  const words = text.match(/(?:`[^`]*`|[^` ])+/g) ?? [];
  const longest = Math.max(0, ...words.map((word) => word.length));
  return !/https?:\/\//.test(line) && longest < MAX_WIDTH / 2;
}
