/** A piece of text for people, and where it begins. */
export interface Prose {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const CODE =
  /\/\*[\s\S]*?\*\/|(?:\/\/[^\n]*(?:\n[ \t]*(?=\/\/)|))+|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
/** A string of fewer words is a name, a key or a path. */
const MIN_WORDS = 4;

/**
 * Comments of TypeScript, JavaScript and Bicep, and strings of at least four words; all of Markdown
 * but its code.
 */
export function proseIn(path: string, text: string): readonly Prose[] {
  if (path.endsWith('.md')) return markdown(text);
  return [...text.matchAll(CODE)].flatMap(({ 0: found, index }) => {
    const plain = found.startsWith('/') ? comment(found) : found.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, 'X');
    const isProse = found.startsWith('/') || (plain.match(/[A-Za-z]+ /g)?.length ?? 0) >= MIN_WORDS - 1;
    return isProse ? [{ text: plain, line: lineAt(text, index) }] : [];
  });
}

function comment(found: string): string {
  return withoutCode(
    found
      .replaceAll(/^[ \t]*(?:\/\*\*?|\*\/|\*|\/\/)[ \t]?/gm, '')
      .replace(/\*\/$/, '')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim(),
  );
}

/** Paragraphs, with the lines of each joined: a sentence goes on in the next line. */
function markdown(text: string): readonly Prose[] {
  const blank = (block: string) => block.replaceAll(/[^\n]/g, '');
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, blank).replaceAll(/<!--[\s\S]*?-->/g, blank);
  return [
    ...prose.matchAll(
      /(?:^(?![ \t]*(?:[-*#|>]|\d+\.))[^\n]+\n?)+|^[ \t]*(?:[-*#|>]|\d+\.)[^\n]*\n?(?:^[ \t]+(?![-*|])[^\n]+\n?)*/gm,
    ),
  ].map(({ 0: found, index }) => ({
    text: withoutCode(
      found
        .replace(/^[ \t]*(?:[-*#|>]+|\d+\.)[ \t]*/, '')
        .replaceAll(/\s*\n\s*/g, ' ')
        .trim(),
    ),
    line: lineAt(prose, index),
  }));
}

function withoutCode(text: string): string {
  return text
    .replaceAll(/`[^`]*`/g, 'X')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .replaceAll(/https?:\/\/\S+/g, 'X');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
