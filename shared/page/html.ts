import { html as tag } from 'hono/html';

/** Markup whose words of others are escaped. */
export type Html = Awaited<ReturnType<typeof tag>>;

/**
 * Values of a template. Text is escaped, markup is not, and nothing is written for `false` and
 * `undefined`.
 */
export type Part = string | number | Html | false | undefined | readonly Part[];

/**
 * A template of HTML. Every value in quotes or between tags is safe there; none may stand in a
 * script or a style.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // Only promises among the values would make a promise of it, and the types let none in.
  return tag(strings, ...parts.map(readable)) as Html;
}

function readable(part: Part): unknown {
  if (Array.isArray(part)) return part.map(readable);
  return typeof part === 'string' ? oneDirection(part) : part;
}

/**
 * Control characters have no place in a page, and signs of direction could turn the words around a
 * name.
 */
function oneDirection(text: string): string {
  return text.toWellFormed().replace(/[^\P{C}\n]/gu, ' ');
}
