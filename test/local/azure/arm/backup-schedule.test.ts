import { expect, test } from 'vitest';
import type { BackupPolicy } from '../../../../local/azure/arm/providers/data-protection/backup-policy.ts';
import { nextBackup, scheduleOf } from '../../../../local/azure/arm/providers/data-protection/backup-schedule.ts';

const policy = (interval: string): BackupPolicy => ({
  id: 'p',
  name: 'p',
  type: 'Microsoft.DataProtection/backupVaults/backupPolicies',
  properties: { policyRules: [{}, { trigger: { schedule: { repeatingTimeIntervals: [interval] } } }] },
});

test.each([
  ['each day, later today', 'R/2024-01-01T02:00:00+00:00/P1D', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z'],
  ['each day, at that very time', 'R/2024-01-01T02:00:00+00:00/P1D', '2026-01-01T02:00:00Z', '2026-01-02T02:00:00Z'],
  ['every four hours', 'R/2023-01-04T09:00:00+00:00/PT4H', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'],
  ['each week', 'R/2025-12-31T00:00:00+00:00/P1W', '2026-01-01T00:00:00Z', '2026-01-07T00:00:00Z'],
  ['not before it begins', 'R/2030-01-01T00:00:00+00:00/P1D', '2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z'],
])('%s', (_, interval, after, expected) => {
  const schedule = scheduleOf(policy(interval));
  expect(schedule && nextBackup(schedule, Date.parse(after))).toBe(Date.parse(expected));
});

test('no schedule: no policy, and one that is written otherwise', () => {
  expect(scheduleOf(undefined)).toBeUndefined();
  expect(scheduleOf(policy('every full moon'))).toBeUndefined();
  expect(scheduleOf(policy('R/soon/P1D'))).toBeUndefined();
  expect(scheduleOf(policy('R/2024-01-01T02:00:00+00:00/PT0H'))).toBeUndefined();
});
