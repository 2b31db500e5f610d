import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { z } from 'zod';
import { problemsOf } from './configuration-error.ts';

/**
 * One line for each fault of a file in JSON, with its place in the text and the path to it: `line
 * 7, column 16, profiles[0].vault: must be …`.
 */
export function problemsInText(error: z.ZodError, text: string): readonly string[] {
  const root = parseTree(text);
  const lines = problemsOf(error);
  return error.issues.map(({ path, code }, index) => {
    const line = lines[index] ?? '';
    const parts = path.filter((part) => typeof part !== 'symbol');
    const nodes = parts.map((_, depth) => root && findNodeAtLocation(root, parts.slice(0, depth + 1)));
    const isMissing = code === 'invalid_type' && parts.length > 0 && nodes.at(-1) === undefined;
    // A part that is missing has no place: the object that lacks it has.
    const node = nodes.findLast((each) => each !== undefined) ?? root;
    const where = node === undefined ? '' : `${placeIn(text, node.offset)}, `;
    return isMissing ? `${where}${line.slice(0, line.indexOf(': '))}: is missing` : `${where}${line}`;
  });
}

/** The line and column of a character, both from 1. */
export function placeIn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
