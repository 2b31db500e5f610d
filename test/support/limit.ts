/**
 * How long a test may wait for another process, in milliseconds. It only ends a hang: no test may
 * depend on how fast the machine is, so this is far more than any of them needs on a slow machine
 * that is busy with other work.
 */
export const LIMIT_MS = 30 * 60_000;
