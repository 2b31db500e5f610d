import { targetKey } from '../model/target.ts';
import type { AnchoredHead } from './anchor.ts';
import type { AnchorReader } from './anchor-store.ts';
import { type AnchorBreak, BEFORE_ANCHORS, followAnchor } from './follow-anchors.ts';
import type { AnchorPoint } from './verify.ts';

/** What became of the anchors, and what they say. */
export interface Anchors {
  readonly lines: number;
  /** Of the newest line that can be believed, ISO 8601. */
  readonly lastAt: string | undefined;
  readonly broken: readonly AnchorBreak[];
  /** Days between others on which nothing was anchored, though no line was taken away. */
  readonly quietDays: readonly string[];
  /** By `targetKey`. */
  readonly chains: ReadonlyMap<string, AnchoredChain>;
}

/** What the anchors say of one chain. */
export interface AnchoredChain extends Pick<AnchoredHead, 'target'> {
  /** In order of their sequence; each entry once, however often it was anchored. */
  readonly points: readonly AnchorPoint[];
}

/** Reads all anchors, checks that they are one chain, and gathers what they say of each chain of the record. */
export async function readAnchors(store: AnchorReader): Promise<Anchors> {
  const chains = new Map<string, { readonly target: AnchoredHead['target']; readonly points: AnchorPoint[] }>();
  const broken: AnchorBreak[] = [];
  const quietDays: string[] = [];
  let soFar = BEFORE_ANCHORS;
  let lines = 0;
  let lastAt: string | undefined;
  for (const day of await store.days()) {
    let number = 0;
    for await (const text of store.lines(day)) {
      lines++;
      const step = followAnchor(soFar, day, ++number, text);
      soFar = step.soFar;
      quietDays.push(...step.quietDays);
      if (step.wrong !== undefined) broken.push(step.wrong);
      const { at, heads = [] } = step.anchor ?? {};
      lastAt = at ?? lastAt;
      for (const { target, sequence, hash } of heads) {
        const key = targetKey(target);
        const chain = chains.get(key) ?? { target, points: [] };
        chains.set(key, chain);
        // Most chains stand still most of the time.
        const last = chain.points.at(-1);
        const isNew = last?.sequence !== sequence || last.hash !== hash;
        if (isNew && at !== undefined) chain.points.push({ sequence, hash, at });
      }
    }
  }
  // A chain that was cut back has been anchored at a lower number later.
  for (const { points } of chains.values()) points.sort((one, other) => one.sequence - other.sequence);
  return { lines, lastAt, broken, quietDays, chains };
}
