import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { containerOlderThanBackups } from '../../../../shared/rules/storage/container-older-than-backups.ts';
import { BACKUP_INSTANCE, forbidden, known, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const CREATED = '2026-03-01T12:00:00.000Z';
const container = (lastModified: string | undefined) => ({
  blobContainer: { armId: '/c/shop', name: 'shop', lastModified },
});
const point = (time: string, ...stores: readonly string[]) => ({ time, stores });
const protectedBy = (...recoveryPoints: readonly ReturnType<typeof point>[]): Partial<FactValues> => ({
  ...container(CREATED),
  protection: [BACKUP_INSTANCE],
  recoveryPoints,
});
const BEFORE = point('2026-03-01T12:00:00Z', 'OperationalStore');
const AFTER = point('2026-03-01T12:00:00.001Z', 'OperationalStore');

test.each<[string, Partial<FactValues>, string, string]>([
  ['without protection', container(CREATED), 'notApplicable', 'NotProtected'],
  ['without a recovery point', protectedBy(), 'satisfied', 'NoRecoveryPoints'],
  ['with a newer recovery point', protectedBy(AFTER), 'satisfied', 'RecoveryPointsNewer'],
  ['with an older and a newer one', protectedBy(BEFORE, AFTER), 'satisfied', 'RecoveryPointsNewer'],
  ['with older ones only', protectedBy(BEFORE, BEFORE), 'manual', 'ContainerNewerThanBackups'],
  ['with an older one of unknown store', protectedBy(point(BEFORE.time)), 'manual', 'ContainerNewerThanBackups'],
  [
    'with older ones in the vault alone',
    protectedBy(point(BEFORE.time, 'VaultStore')),
    'satisfied',
    'NoRecoveryPoints',
  ],
  [
    'with an older one in both stores',
    protectedBy(point(BEFORE.time, 'VaultStore', 'operationalstore')),
    'manual',
    'ContainerNewerThanBackups',
  ],
  [
    'whose older recovery points are followed by one in the vault',
    protectedBy(BEFORE, point(AFTER.time, 'VaultStore')),
    'manual',
    'ContainerNewerThanBackups',
  ],
  ['without a time', { ...protectedBy(BEFORE), ...container(undefined) }, 'unknown', 'TimeNotReturned'],
  ['that does not exist', { ...protectedBy(BEFORE), blobContainer: 'absent' }, 'blocked', 'Blocked'],
  ['without an account', { ...protectedBy(BEFORE), storageAccount: 'absent' }, 'blocked', 'Blocked'],
])('a container %s', (_, changes, outcome, reason) => {
  expect(judge(containerOlderThanBackups, changes)).toMatchObject({ outcome, reason });
});

test('says what may be lost, how to restore it and how the finding ends', () => {
  const finding = judge(containerOlderThanBackups, protectedBy(BEFORE));
  expect(finding.message).toContain('recovery points from before are gone');
  expect(finding.outcome === 'manual' && finding.steps.join('\n')).toMatch(
    /--include-deleted true[\s\S]*container restore .*--name shop[\s\S]*backup instance shop, or wait/,
  );
  expect(finding.evidence).toMatchObject({ lastModified: CREATED, newestRecoveryPoint: BEFORE.time });
});

test.each(['recoveryPoints', 'protection', 'blobContainer'] as const)('is unknown without %s', (need) => {
  expect(judgeFacts(containerOlderThanBackups, { ...known(READY), ...forbidden(need) }).outcome).toBe('unknown');
});
