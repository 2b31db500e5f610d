import { CHANGES, KINDS } from '../../shared/changes/index.ts';
import type { RemedyKind, RemedyOf } from '../../shared/model/remedy.ts';

/** One remedy of each kind. */
export const SAMPLES = Object.fromEntries(KINDS.map((kind) => [kind, CHANGES[kind].sample])) as unknown as {
  readonly [K in RemedyKind]: RemedyOf<K>;
};
