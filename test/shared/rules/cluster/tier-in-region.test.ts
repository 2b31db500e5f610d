import { expect, test } from 'vitest';
import { BOTH_TIERS, OPERATIONAL_TIER_ONLY } from '../../../../shared/rules/cluster/backup-regions.ts';
import { tierInRegion } from '../../../../shared/rules/cluster/tier-in-region.ts';
import { CLUSTER, PROFILE } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

test.each([
  ['westeurope', 'vault', 'satisfied', 'TierOffered'],
  ['West Europe', 'vault', 'satisfied', 'TierOffered'],
  ['westeurope', 'operational', 'satisfied', 'TierOffered'],
  ['polandcentral', 'operational', 'satisfied', 'TierOffered'],
  ['polandcentral', 'vault', 'manual', 'TierNotOffered'],
  ['USGov Virginia', 'vault', 'manual', 'TierNotOffered'],
  ['moonbase', 'vault', 'unknown', 'RegionNotListed'],
  ['moonbase', 'operational', 'unknown', 'RegionNotListed'],
  ['', 'vault', 'unknown', 'RegionNotListed'],
] as const)('%s, %s tier: %s', (location, tier, outcome, reason) => {
  const finding = judge(tierInRegion, { cluster: { ...CLUSTER, location } }, { ...PROFILE, tier });
  expect(finding).toMatchObject({ outcome, reason, evidence: { supportMatrix: '2026-01-06' } });
});

test('says which line of the profile to change', () => {
  expect(judge(tierInRegion, { cluster: { ...CLUSTER, location: 'israelcentral' } })).toMatchObject({
    steps: expect.arrayContaining([expect.stringContaining('"tier": "operational" in profile standard')]),
  });
});

test('the table has each region once', () => {
  const all = [...BOTH_TIERS, ...OPERATIONAL_TIER_ONLY];
  expect(new Set(all).size).toBe(all.length);
  expect([BOTH_TIERS.length, OPERATIONAL_TIER_ONLY.length]).toEqual([43, 10]);
});
