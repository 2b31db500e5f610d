import { v5 } from 'uuid';

// Backstay's own namespace, so that no other tool derives the same names from the same words.
const NAMESPACE = '3f1b0c56-6d0e-4c1e-9a55-0b6a5f0f7c2d';

/**
 * A UUID that depends only on the parts, whose letter case does not count (RFC 9562, version 5).
 */
export function uuid5(...parts: readonly string[]): string {
  return v5(parts.map((part) => part.toWellFormed().toLowerCase()).join('|'), NAMESPACE);
}
