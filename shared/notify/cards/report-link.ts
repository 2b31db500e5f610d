import type { Target } from '../../model/target.ts';
import { targetIdOf } from '../../model/target-id.ts';

/** Where a card leads to; `publicUrl` is the origin of the app as people reach it. */
export function reportLink(publicUrl: string | undefined, target?: Target): string | undefined {
  if (publicUrl === undefined) return undefined;
  const url = new URL('/api/report', publicUrl);
  if (target !== undefined) url.searchParams.set('target', targetIdOf(target));
  return url.href;
}

/** Options of every card besides its content. */
export interface CardContext {
  /** Origin of the app as people reach it, where that is known. */
  readonly publicUrl: string | undefined;
}
