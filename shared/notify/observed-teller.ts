import { measure, span } from '../telemetry/at-work.ts';
import type { Teller } from './teller.ts';

/** A teller whose cards are counted and seen in traces: never what stands on them, nor where they go. */
export function observedTeller(teller: Teller): Teller {
  return {
    tell: (card) =>
      span('send card', {}, async (open) => {
        const told = await teller.tell(card);
        open.note({ outcome: told.status });
        if (told.status !== 'notConfigured') measure('backstay.cards', 1, { outcome: told.status });
        if (told.status === 'failed') open.fail();
        return told;
      }),
  };
}
