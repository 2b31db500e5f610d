import { type OddCluster, type Oddity, PLAIN_ODDITIES, READY_CLUSTER } from './odd-clusters.ts';
import { ENDPOINTS } from './odd-endpoints.ts';
import { OWN_POLICIES } from './odd-policies.ts';
import { STAGING } from './odd-staging.ts';
import { TARGETS } from './odd-targets.ts';

/** By dimension: at most one oddity of each is in a cluster. */
export const DIMENSIONS: Readonly<Record<string, readonly Oddity[]>> = {
  ...PLAIN_ODDITIES,
  endpoints: ENDPOINTS,
  ownPolicies: OWN_POLICIES,
  staging: STAGING,
  targets: TARGETS,
};

export interface Named {
  readonly name: string;
  readonly cluster: OddCluster;
}

/** One cluster for each oddity alone, and one without any. */
export function eachOddity(): readonly Named[] {
  const all = Object.values(DIMENSIONS).flat();
  return [
    { name: 'nothing odd', cluster: READY_CLUSTER },
    ...all.map(({ name, change }) => ({ name, cluster: change(READY_CLUSTER) })),
  ];
}

/** One cluster with the oddities of these names. */
export function mixOf(names: readonly string[]): Named {
  const all = Object.values(DIMENSIONS).flat();
  const changes = names.map((name) => {
    const oddity = all.find((each) => each.name === name);
    if (oddity === undefined) throw new Error(`There is no oddity "${name}".`);
    return oddity.change;
  });
  return { name: names.join(' + '), cluster: changes.reduce((before, change) => change(before), READY_CLUSTER) };
}

/** Clusters with several oddities each, the same for the same seed. */
export function* mixedOddities(count: number, seed: number): Generator<Named> {
  const random = randomFrom(seed);
  const dimensions = Object.values(DIMENSIONS);
  for (let made = 0; made < count; made++) {
    // Few oddities for most clusters, so that some of them are ready, and many for others.
    const share = random() ** 2;
    const chosen = dimensions.flatMap((oddities) => {
      const oddity = oddities[Math.floor(random() * oddities.length)];
      return oddity !== undefined && random() < share ? [oddity] : [];
    });
    const cluster = chosen.reduce((before, { change }) => change(before), READY_CLUSTER);
    yield { name: chosen.map(({ name }) => name).join(' + ') || 'nothing odd', cluster };
  }
}

/** mulberry32: enough for choices that can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
