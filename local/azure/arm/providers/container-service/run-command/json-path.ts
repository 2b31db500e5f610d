import type { Echoed } from '../../../state/wire.ts';

/** Without them: plain text, as `{"\t"}` gives it. */
type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'range'; readonly path: string; readonly body: readonly Part[] };

const ESCAPES: Readonly<Record<string, string>> = { '\\t': '\t', '\\n': '\n', '\\"': '"', '\\\\': '\\' };
const STEP = /\.((?:\\\.|[\w/-])+)|\[\*\]|\[\?\(@\.((?:\\\.|[\w./-])+)=="([^"]*)"\)\]/gy;

/**
 * Prints items by a template of kubectl's: plain paths, `[*]`, `[?(@.path=="text")]`, `range` and
 * quoted text. `undefined` for templates with anything else.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
export function printByPath(template: string, items: readonly Echoed[]): string | undefined {
  const tokens = template.match(/\{(?:"(?:\\.|[^"\\])*"|[^{}"]|"[^"]*")*\}|[^{}]+/g) ?? [];
  if (tokens.join('') !== template) return undefined;
  const open: Part[][] = [[]];
  const ranges: string[] = [];
  for (const token of tokens) {
    const inner = token.startsWith('{') ? token.slice(1, -1).trim() : undefined;
    const range = inner === undefined ? undefined : /^range (.+)$/.exec(inner)?.[1];
    if (inner === undefined) open.at(-1)?.push({ kind: 'text', text: token });
    else if (range !== undefined) {
      ranges.push(range);
      open.push([]);
    } else if (inner === 'end') {
      const [path, body] = [ranges.pop(), open.pop()];
      if (path === undefined || body === undefined) return undefined;
      open.at(-1)?.push({ kind: 'range', path, body });
    } else if (/^".*"$/.test(inner)) {
      open.at(-1)?.push({ kind: 'text', text: inner.slice(1, -1).replaceAll(/\\./g, (each) => ESCAPES[each] ?? each) });
    } else open.at(-1)?.push({ kind: 'path', path: inner });
  }
  const [parts = []] = open;
  return open.length === 1 && arePaths(parts) ? print(parts, { items }) : undefined;
}

function arePaths(parts: readonly Part[]): boolean {
  return parts.every((part) => {
    if (part.kind === 'text') return true;
    return stepsOf(part.path) !== undefined && (part.kind === 'path' || arePaths(part.body));
  });
}

function print(parts: readonly Part[], value: unknown): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const found = valuesAt(value, stepsOf(part.path) ?? []);
      return part.kind === 'path'
        ? found.map((each) => (typeof each === 'object' ? JSON.stringify(each) : String(each))).join(' ')
        : found.map((each) => print(part.body, each)).join('');
    })
    .join('');
}

type Step = (value: unknown) => readonly unknown[];

function stepsOf(path: string): readonly Step[] | undefined {
  const steps = [...path.matchAll(STEP)];
  if (steps.map(([whole]) => whole).join('') !== path) return undefined;
  return steps.map(([, word, filter, text]): Step => {
    if (word !== undefined) return (value) => memberOf(value, plain(word));
    if (filter === undefined) return (value) => (Array.isArray(value) ? value : []);
    const words = filter.split(/(?<!\\)\./).map(plain);
    return (value) =>
      (Array.isArray(value) ? value : []).filter(
        (each) =>
          words.reduce<readonly unknown[]>((there, one) => there.flatMap((v) => memberOf(v, one)), [each])[0] === text,
      );
  });
}

function valuesAt(value: unknown, steps: readonly Step[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>((there, step) => there.flatMap(step), [value]);
}

function memberOf(value: unknown, word: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, word)) return [];
  const member = (value as Echoed)[word];
  return member === undefined || member === null ? [] : [member];
}

function plain(word: string): string {
  return word.replaceAll('\\.', '.');
}
