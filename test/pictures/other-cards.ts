import type { TargetState } from '../../shared/model/state.ts';
import { burstDigestCard } from '../../shared/notify/cards/burst-digest.ts';
import { dailyDigestCard } from '../../shared/notify/cards/daily-digest.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { profilesRefusedCard } from '../../shared/notify/cards/profiles-refused.ts';
import { recordBrokenCard } from '../../shared/notify/cards/record-broken.ts';
import { troubleCard } from '../../shared/notify/cards/trouble.ts';
import { must } from '../support/facts.ts';

export const CONTEXT = { publicUrl: 'https://backstay.contoso.example', portal: 'https://portal.azure.com/#@' };

/** Cards about no single verdict: digests of the fleet, and trouble of Backstay itself. */
export function otherCards(fleet: readonly TargetState[], now: Date): Readonly<Record<string, CardMessage>> {
  const [first] = fleet;
  const { target } = must(first);
  const rows = fleet.map(({ target: of, verdict, verdictReason: reason, verdictSince: since }) => ({
    target: of,
    verdict,
    reason,
    since,
  }));
  const waiting = rows.filter(({ verdict }) => verdict !== 'Ready');
  const count = (verdict: TargetState['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  return {
    trouble: troubleCard(target, 5, CONTEXT),
    'record-broken': recordBrokenCard(
      [{ target, why: 'Entry 12 is not what was once written: its hash is another one.' }],
      CONTEXT,
    ),
    'profiles-refused': profilesRefusedCard(
      'The profile file profiles.json is not valid:\n  - profiles[0].vault: must be an id of the form /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.DataProtection/backupVaults/<name>',
      CONTEXT,
    ),
    'daily-digest': dailyDigestCard(
      {
        day: now.toISOString().slice(0, 10),
        counts: {
          Ready: count('Ready'),
          NeedsPerson: count('NeedsPerson'),
          Failed: count('Failed'),
          Remediating: count('Remediating'),
        },
        protection: { protected: 0, unprotected: rows.length, inError: 0 },
        failing: [],
        failingCount: 0,
        refusedRestores: [],
        refusedRestoreCount: 0,
        changed: rows.slice(0, 3),
        changedCount: rows.length,
        waiting: waiting.slice(0, 3),
        waitingCount: waiting.length,
        accepted: [],
        acceptedCount: 0,
      },
      CONTEXT,
    ),
    'burst-digest': burstDigestCard(
      rows.map(({ target: of, verdict, reason }) => ({ target: of, verdict, reason })) as Parameters<
        typeof burstDigestCard
      >[0],
      0,
      CONTEXT,
    ),
  };
}
