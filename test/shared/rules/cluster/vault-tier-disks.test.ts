import { expect, test } from 'vitest';
import { DISK_LIMITS } from '../../../../shared/model/inspection.ts';
import { vaultTierDisks } from '../../../../shared/rules/cluster/vault-tier-disks.ts';
import { CLUSTER, forbidden, known, PROFILE, READY, SIGHT } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const ENCRYPTED = { ...CLUSTER, diskEncryptionSetId: '/subscriptions/s/diskEncryptionSets/d' };
const overLimit = (count: number) => ({
  disks: 9,
  disksOverLimit: count,
  overLimit: Array.from({ length: count }, (_, index) => `OverOneTerabyte pvc-${index} shop/data-${index}`),
  overLimitKinds: ['OverOneTerabyte' as const],
});
const { disks: _, ...FORMER } = SIGHT;

test.each<[string, Partial<typeof SIGHT>, string, string]>([
  ['every disk is within the limits', {}, 'satisfied', 'WithinLimits'],
  ['there are no disks', { disks: 0 }, 'satisfied', 'NoDisks'],
  ['a disk is beyond a limit', overLimit(1), 'manual', 'DisksOverLimit'],
  [
    'a disk is beyond one of those that were seen',
    { ...overLimit(1), everyDiskSeen: false },
    'manual',
    'DisksOverLimit',
  ],
  ['there are 100 disks', { disks: 100 }, 'satisfied', 'WithinLimits'],
  ['there are 101 disks', { disks: 101 }, 'manual', 'TooManyDisks'],
  ['not every disk was seen', { everyDiskSeen: false }, 'unknown', 'InspectionIncomplete'],
  ['there may be disks that were not seen', { disks: 0, everyDiskSeen: false }, 'unknown', 'InspectionIncomplete'],
  ['the volumes could not be listed', { volumes: null }, 'unknown', 'InspectionIncomplete'],
])('%s', (_, changes, outcome, reason) => {
  const inspection = { ...SIGHT, ...changes };
  expect(judge(vaultTierDisks, { inspection })).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test('an inspection from before disks were held against the limits is not enough', () => {
  expect(judge(vaultTierDisks, { inspection: FORMER })).toMatchObject({
    outcome: 'unknown',
    reason: 'InspectionIncomplete',
  });
});

test.each(['off', 'due'] as const)('without an inspection (%s) it waits for the rule on volumes', (inspection) => {
  expect(judge(vaultTierDisks, { inspection })).toMatchObject({ outcome: 'blocked', by: ['BKS-210'] });
});

test.each<[string, Partial<typeof READY>, string, string]>([
  ['seen', { inspection: SIGHT }, 'manual', 'ClusterEncryptionSet'],
  ['not seen', { inspection: 'off' }, 'manual', 'ClusterEncryptionSet'],
  ['not there', { inspection: { ...SIGHT, disks: 0 } }, 'satisfied', 'NoDisks'],
])('a cluster with a disk encryption set whose disks are %s', (_, changes, outcome, reason) => {
  expect(judge(vaultTierDisks, { cluster: ENCRYPTED, ...changes })).toMatchObject({ outcome, reason });
});

test('snapshots have no such limits', () => {
  const profile = { ...PROFILE, tier: 'operational' as const };
  const facts = { cluster: ENCRYPTED, inspection: { ...SIGHT, ...overLimit(2) } };
  expect(judge(vaultTierDisks, facts, profile)).toMatchObject({ outcome: 'notApplicable', reason: 'OperationalTier' });
});

test('of many, three are named, all are counted, and each kind comes with one step', () => {
  const inspection = { ...SIGHT, ...overLimit(5), overLimitKinds: DISK_LIMITS };
  expect(judge(vaultTierDisks, { inspection })).toMatchObject({
    message:
      'The vault tier does not take 5 of 9 disks: OverOneTerabyte pvc-0 shop/data-0, OverOneTerabyte pvc-1 shop/data-1, OverOneTerabyte pvc-2 shop/data-2 and 2 more.',
    steps: [...DISK_LIMITS, 'page'].map(() => expect.any(String)),
    evidence: { disksOverLimit: 5 },
  });
});

test.each(['cluster', 'inspection'] as const)('is unknown without %s', (need) => {
  expect(judgeFacts(vaultTierDisks, { ...known(READY), ...forbidden(need) }).outcome).toBe('unknown');
});
