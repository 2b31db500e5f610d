/**
 * The same items, of which there must be one at least: a test that goes over nothing passes without
 * having checked anything.
 */
export function atLeastOne<T>(items: Iterable<T>): [T, ...T[]] {
  const [first, ...others] = items;
  if (first === undefined) throw new Error('There is nothing here to test.');
  return [first, ...others];
}
