import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';

/** SHA-256 in hex over the canonical JSON (RFC 8785) of plain data: equal data, equal hash, whatever the order of keys. */
export function canonicalHash(data: object): string {
  const text = canonicalize(data);
  if (text === undefined) throw new Error('Only plain JSON data can be hashed.');
  return bytesToHex(sha256(utf8ToBytes(text)));
}
