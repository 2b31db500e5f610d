import { BEFORE_FIRST_ANCHOR, parseAnchor } from '../../shared/audit/anchor.ts';
import type { AnchorStore } from '../../shared/audit/anchor-store.ts';

/**
 * The days of the anchors and their lines, or the months of the heads; tests may do to them what
 * they like.
 */
export type AnchorDays = Map<string, string[]>;

/** Anchors in memory, as strict about where they end as append blobs are. */
export function memoryAnchors(days: AnchorDays = new Map(), months: AnchorDays = new Map()): AnchorStore {
  const sorted = () => [...days.keys()].sort();
  const bytesOf = (day: string | undefined) => days.get(day ?? '')?.join('\n').length ?? 0;
  return {
    async days() {
      return sorted();
    },
    async *lines(day) {
      yield* days.get(day) ?? [];
    },
    async months() {
      return [...months.keys()].sort();
    },
    async *heads(month) {
      yield* months.get(month) ?? [];
    },
    async appendHeads(month, line) {
      months.set(month, [...(months.get(month) ?? []), JSON.stringify(line)]);
    },
    async end() {
      const day = sorted().at(-1);
      const lines = sorted().flatMap((each) => days.get(each) ?? []);
      const before = lines.flatMap((text) => parseAnchor(text) ?? []).at(-1) ?? BEFORE_FIRST_ANCHOR;
      return { before, day, bytes: bytesOf(day) };
    },
    async append(day, line, behind) {
      if (bytesOf(day) !== (day === behind.day ? behind.bytes : 0)) return false;
      days.set(day, [...(days.get(day) ?? []), JSON.stringify(line)]);
      return true;
    },
  };
}
