/** Where the product gets the time from, so that tests can run hours in a moment. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Clocks of hosts differ by seconds. A clock that is off by more is wrong, and goes by itself. */
const MAX_SKEW_MS = 60_000;

/**
 * This clock, set forward where it is seconds behind a time that another host knows to be over. A
 * step that was requeued for a time would otherwise find nothing due, and be a step for nothing.
 */
export function clockFrom(time: string | undefined, clock: Clock): Clock {
  const behind = time === undefined ? 0 : Date.parse(time) - clock.now().getTime();
  if (!(behind > 0 && behind <= MAX_SKEW_MS)) return clock;
  return { now: () => new Date(clock.now().getTime() + behind) };
}

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
