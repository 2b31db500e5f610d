import canonicalize from 'canonicalize';
import { sha256Hex } from './sha256.ts';

/**
 * SHA-256 in hex over the canonical JSON (RFC 8785) of plain data: equal data, equal hash, for any
 * order of keys. Half a surrogate pair, which RFC 8785 does not allow, counts as U+FFFD.
 */
export function canonicalHash(data: object): string {
  // JSON.stringify escapes half a pair, and no whole one.
  const text = canonicalize(JSON.stringify(data).includes('\\ud') ? wellFormed(data) : data);
  if (text === undefined) throw new Error('Only plain JSON data can be hashed.');
  return sha256Hex(text);
}

/** Names and messages of others may hold all that JSON allows, "\ud800" too. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.toWellFormed(), wellFormed(each)]));
}
