import { vi } from 'vitest';
import { LIMIT_MS } from './limit.ts';

/** Repeats `check` until it no longer throws, and answers with what it returned. */
export function until<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: LIMIT_MS, interval: 20 });
}

/** Repeats `check` until what it returns is truthy, and answers with that. */
export function untilTrue<T>(check: () => T | Promise<T>, interval = 50) {
  return vi.waitUntil(check, { timeout: LIMIT_MS, interval });
}
