import { expect, test } from 'vitest';
import { burstDigestCard } from '../../../../shared/notify/cards/burst-digest.ts';
import { dailyDigestCard } from '../../../../shared/notify/cards/daily-digest.ts';
import { TARGET } from '../../../support/record.ts';

const CHANGE = {
  target: TARGET,
  verdict: 'NeedsPerson' as const,
  reason: 'VaultInOtherRegion',
  since: '2026-01-01T00:00:00.000Z',
};
const CONTEXT = { publicUrl: undefined };
const NO_PROTECTION = { protected: 0, inError: 0, unprotected: 0 };

test.each([
  ['burst', burstDigestCard([CHANGE], 0, CONTEXT)],
  [
    'daily',
    dailyDigestCard(
      {
        day: '2026-01-02',
        counts: { NeedsPerson: 1 },
        protection: NO_PROTECTION,
        failing: [],
        failingCount: 0,
        refusedRestores: [],
        refusedRestoreCount: 0,
        changed: [CHANGE],
        changedCount: 1,
        waiting: [CHANGE],
        waitingCount: 1,
        accepted: [],
        acceptedCount: 0,
      },
      CONTEXT,
    ),
  ],
])('the %s digest says a reason in words', (_, card) => {
  const text = JSON.stringify(card);
  expect(text).toContain('Vault in other region');
  expect(text).not.toContain('VaultInOtherRegion');
});
