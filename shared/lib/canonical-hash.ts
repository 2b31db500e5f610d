import canonicalize from 'canonicalize';
import { sha256Hex } from './sha256.ts';

/**
 * SHA-256 in hex over the canonical JSON (RFC 8785) of plain data: equal data, equal hash, for any
 * order of keys.
 */
export function canonicalHash(data: object): string {
  const text = canonicalize(data);
  if (text === undefined) throw new Error('Only plain JSON data can be hashed.');
  return sha256Hex(text);
}
