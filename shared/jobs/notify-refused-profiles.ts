import * as z from 'zod';
import { canonicalHash } from '../lib/canonical-hash.ts';
import { profilesRefusedCard } from '../notify/cards/profiles-refused.ts';
import { changeNote } from '../ports/notes.ts';
import type { ActiveProfiles } from '../profiles/active-profiles.ts';
import type { Ports } from '../reconcile/ports.ts';
import { measure } from '../telemetry/at-work.ts';

const NOTE = 'profilesRefused';
const noteSchema = z.object({ told: z.string() });

/**
 * While the profile file is wrong the log says so at each sweep; people get one card for each
 * fault, whichever instance sees it first.
 */
export async function notifyRefusedProfiles(
  { refused }: ActiveProfiles,
  { notes, outbox, log, publicUrl }: Pick<Ports, 'notes' | 'outbox' | 'log' | 'publicUrl'>,
): Promise<void> {
  measure('backstay.profiles.refused', refused === undefined ? 0 : 1, {});
  const fault = refused === undefined ? '' : canonicalHash({ why: refused.why });
  if (refused !== undefined) log.error('Profile file refused', { ...refused });
  const told = noteSchema.safeParse((await notes.read(NOTE))?.value).data?.told ?? '';
  if (told === fault) return;
  if (refused !== undefined && outbox.has('card')) {
    const payload = profilesRefusedCard(refused.why, { publicUrl });
    await outbox.put('card', [{ id: `profiles-${fault}`, payload, replaces: 'profiles' }]);
  }
  // Only now: a card too many is better than none.
  await changeNote<void>(notes, NOTE, () => ({ write: { told: fault }, answer: undefined }));
}
