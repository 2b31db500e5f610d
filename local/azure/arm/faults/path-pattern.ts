/**
 * Whether a path is one of a pattern's: `*` stands for anything within one segment, `**` for
 * anything at all. Casing does not count, as in all of Resource Manager.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => WILDCARDS.get(part) ?? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${source.join('')}$`, 'is').test(path);
}

const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['**', '.*'],
  ['*', '[^/]*'],
]);
