import { v4 } from 'uuid';

/** Chance and new ids, the same for the same seed, so that a run can be repeated exactly. */
export interface Random {
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean;
  uuid(): string;
}

export function seededRandom(seed: number): Random {
  // Two streams: how many ids a run needs does not move its chances.
  const toss = randomNumbers(seed);
  const byte = randomNumbers(seed + 1);
  return {
    chance: (probability) => toss() < probability,
    uuid: () => v4({ random: Uint8Array.from({ length: 16 }, () => Math.floor(byte() * 256)) }),
  };
}

/** Tommy Ettinger's generator of numbers in 0..1; good enough for choices, not for secrets. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
