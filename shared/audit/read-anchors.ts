import { type Target, targetKey } from '../model/target.ts';
import type { AnchoredHead, AnchorLine } from './anchor.ts';
import type { AnchorReader } from './anchor-store.ts';
import { type AnchorBreak, BEFORE_ANCHORS, checkAnchorsEnd, followAnchor } from './follow-anchors.ts';
import type { AnchorPoint } from './verify.ts';

/** What became of the anchors, and what they say. */
export interface Anchors {
  readonly lines: number;
  /** Of the newest line that can be believed, ISO 8601. */
  readonly lastAt: string | undefined;
  readonly broken: readonly AnchorBreak[];
  /** By `targetKey`. */
  readonly chains: ReadonlyMap<string, AnchoredChain & { readonly target: Target }>;
  /** When the newest run ended that anchored every chain: others were not there at that time. ISO 8601. */
  readonly completeAt: string | undefined;
}

/** What the anchors say of one chain. */
export interface AnchoredChain {
  /** In order of their sequence; each entry once, however often it was anchored. */
  readonly points: readonly AnchorPoint[];
  /** When it was last seen to end where the last of the points is: what follows was not there yet. ISO 8601. */
  readonly lastAt: string | undefined;
}

/** What the anchors say of a chain. */
export function anchoredChain(target: Target, { chains, completeAt }: Anchors): AnchoredChain {
  return chains.get(targetKey(target)) ?? { points: [], lastAt: completeAt };
}

interface Reading {
  readonly target: Target;
  readonly points: AnchorPoint[];
  last: AnchoredHead & { readonly at: string };
}

/**
 * Reads all anchors, checks that they are one chain, and gathers what they say of each chain of the audit log. `now` is ISO 8601;
 * `onLine` gets each line that can be believed.
 */
export async function readAnchors(
  store: AnchorReader,
  now: string,
  onLine: (line: AnchorLine) => void = () => undefined,
): Promise<Anchors> {
  const chains = new Map<string, Reading>();
  const broken: AnchorBreak[] = [];
  let soFar = BEFORE_ANCHORS;
  let lines = 0;
  let lastAt: string | undefined;
  let completeAt: string | undefined;
  for (const day of await store.days()) {
    let number = 0;
    for await (const text of store.lines(day)) {
      lines++;
      const step = followAnchor(soFar, day, ++number, text, now);
      soFar = step.soFar;
      if (step.wrong !== undefined) broken.push(step.wrong);
      if (step.anchor === undefined) continue;
      onLine(step.anchor);
      const { at, heads, left = 0 } = step.anchor;
      for (const head of heads) gather(chains, head, at, completeAt);
      lastAt = at;
      if (left === 0) completeAt = at;
    }
  }
  const end = checkAnchorsEnd(soFar, now);
  if (end !== undefined) broken.push(end);
  const anchored = [...chains].map(([key, { target, points, last }]) => {
    // A chain that was cut back has been anchored at a lower number later.
    points.sort((one, other) => one.sequence - other.sequence);
    const isAtEnd = last.sequence === points.at(-1)?.sequence;
    return [key, { target, points, lastAt: isAtEnd ? last.at : undefined }] as const;
  });
  return { lines, lastAt, broken, chains: new Map(anchored), completeAt };
}

function gather(chains: Map<string, Reading>, head: AnchoredHead, at: string, completeAt: string | undefined): void {
  const { target, sequence, hash } = head;
  const key = targetKey(target);
  const chain = chains.get(key);
  const last = { ...head, at };
  if (chain === undefined) {
    chains.set(key, { target, points: [{ sequence, hash, at, notBefore: completeAt }], last });
    return;
  }
  // Most chains stand still most of the time.
  if (chain.last.sequence !== sequence || chain.last.hash !== hash) {
    const notBefore = sequence > chain.last.sequence ? chain.last.at : undefined;
    chain.points.push({ sequence, hash, at, notBefore });
  }
  chain.last = last;
}
