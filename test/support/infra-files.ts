import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

/** A file of the repository, as text. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Paths from the root of the repository, with slashes. */
export function filesOf(...patterns: readonly string[]): readonly string[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** The first group of each match. */
export function allOf(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

/** The texts in quotation marks in `var <name> = [ … ]`. */
export function listIn(bicep: string, name: string): readonly string[] {
  const [, list = ''] = new RegExp(`^var ${name} = \\[([^\\]]*)\\]`, 'm').exec(bicep) ?? [];
  return allOf(list, /'([^']+)'/g);
}
