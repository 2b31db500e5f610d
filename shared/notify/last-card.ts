import type { Clock } from '../lib/clock.ts';
import type { Teller } from './teller.ts';

/** How the last card fared. */
export interface LastCard {
  /** ISO 8601. */
  readonly at: string;
  /** What went wrong; nothing when it was accepted. */
  readonly why?: string;
}

/** A teller that remembers how its last card fared, in this instance of the app and since its start. */
export function rememberingLast(
  teller: Teller,
  clock: Clock,
): { readonly teller: Teller; last(): LastCard | undefined } {
  let last: LastCard | undefined;
  return {
    teller: {
      async tell(card) {
        const told = await teller.tell(card);
        const at = clock.now().toISOString();
        if (told.status !== 'notConfigured') last = { at, ...(told.status === 'failed' && { why: told.why }) };
        return told;
      },
    },
    last: () => last,
  };
}
