import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Tries of a write under an ETag before it fails. */
export const MAX_OPTIMISTIC_TRIES = 30;
/** Two writers meet by chance and are apart at the next try; only a crowd has to spread out. */
const FREE_TRIES = 2;
const FIRST_MS = 10;
const MAX_MS = 1000;

/** How the waits pass. */
export interface Waiting {
  pause(milliseconds: number): Promise<unknown>;
  /** From 0 up to 1. */
  random(): number;
}

const REAL: Waiting = { pause: (milliseconds) => pause(milliseconds), random: Math.random };
const waiting = new AsyncLocalStorage<Waiting>();

/**
 * Lets the waits within `work` pass in another way: a simulation has its own time and its own
 * chances.
 */
export function waitingBy<T>(how: Waiting, work: () => T): T {
  return waiting.run(how, work);
}

/**
 * Waits before another try of a write that lost a race: longer each time, and each writer for
 * another time.
 */
export async function backOff(triesSoFar: number): Promise<void> {
  if (triesSoFar <= FREE_TRIES) return;
  const longest = Math.min(MAX_MS, FIRST_MS * 2 ** (triesSoFar - FREE_TRIES));
  const { pause, random } = waiting.getStore() ?? REAL;
  await pause(random() * longest);
}
