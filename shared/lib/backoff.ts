import { setTimeout as pause } from 'node:timers/promises';

/** Tries at a write under an ETag before it is given up. */
export const MAX_OPTIMISTIC_TRIES = 30;
/** Two writers meet by chance and are apart at the next try; only a crowd has to spread out. */
const FREE_TRIES = 2;
const FIRST_MS = 10;
const LONGEST_MS = 1000;

/** Waits before another try at a write that somebody else was faster with: longer each time, and each writer for another time. */
export async function backOff(triesSoFar: number): Promise<void> {
  if (triesSoFar <= FREE_TRIES) return;
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (triesSoFar - FREE_TRIES));
  await pause(Math.random() * longest);
}
