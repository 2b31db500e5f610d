import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** One step of a page, as a reader has it. */
export interface Step {
  readonly title: string;
  /** What is to be typed, block by block. */
  readonly commands: readonly string[];
  /** The first command of each row of a table, where the step has one. */
  readonly rows: readonly string[];
  /** Sentences that say what to expect. */
  readonly expects: readonly string[];
  readonly text: string;
}

const root = resolve(import.meta.dirname, '..', '..');
const BLOCK = /^ *```sh\n([\s\S]*?)^ *```$/gm;

/** @throws Error when the page has no such heading */
export function stepOf(page: string, heading: string): Step {
  const text = readFileSync(resolve(root, page), 'utf8');
  const start = text.indexOf(`\n## ${heading}`);
  if (start < 0) throw new Error(`${page} has no heading "${heading}".`);
  const end = text.indexOf('\n## ', start + 1);
  const section = text.slice(start + 1, end < 0 ? undefined : end);
  const [title = ''] = section.split('\n');
  const prose = section.replaceAll(BLOCK, '');
  return {
    title: title.replace(/^## /, ''),
    commands: [...section.matchAll(BLOCK)].map(([, block = '']) => block.replaceAll(/^ {3}/gm, '')),
    rows: [...prose.matchAll(/^\| (?!what |---).*\| .*?`([^`]+)`/gm)].map(([, command = '']) => command),
    expects: prose.split(/\n\n+/).flatMap(expectationsIn),
    text: section,
  };
}

/** From the word Expect to the end of its paragraph or of its list item. */
function expectationsIn(paragraph: string): readonly string[] {
  return paragraph.split(/\n(?=\d\. )/).flatMap((item) => {
    const start = /\bExpect(?=[ :])/.exec(item);
    if (start === null) return [];
    const sentences = item
      .slice(start.index)
      .replaceAll(/\s+/g, ' ')
      .split(/(?<=[.:?])\s+(?=[A-Z0-9(`])/);
    return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== 'Expect:');
  });
}
