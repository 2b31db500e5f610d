import type { Echoed } from './wire.ts';

/**
 * The value without the field at this path, or with `instead` in it; a path goes through every item
 * of a list.
 */
export function withoutField(value: unknown, [word = '', ...rest]: readonly string[], instead?: null): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutField(item, [word, ...rest], instead));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, word)) return value;
  const { [word]: found, ...others } = value as Echoed;
  if (rest.length > 0) return { ...others, [word]: withoutField(found, rest, instead) };
  return instead === null ? { ...others, [word]: null } : others;
}
