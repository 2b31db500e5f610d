import { uuid5 } from '../lib/uuid5.ts';

/**
 * A number from 0 up to 1 that only hangs on the key: so that many things due at one moment are
 * done over a while, and repeatably.
 */
export function spreadOf(key: string): number {
  return Number.parseInt(uuid5(key).slice(0, 8), 16) / 2 ** 32;
}
