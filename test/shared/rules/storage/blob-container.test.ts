import { expect, test } from 'vitest';
import { blobContainer } from '../../../../shared/rules/storage/blob-container.ts';
import { forbidden, known, READY, STORAGE_ACCOUNT_ID } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['there', {}, 'satisfied', 'ResourcePresent'],
  ['not there', { blobContainer: 'absent' as const }, 'missing', 'NoContainer'],
  ['without an account', { blobContainer: 'absent' as const, storageAccount: 'absent' as const }, 'blocked', 'Blocked'],
])('a container that is %s', (_, changes, outcome, reason) => {
  expect(judge(blobContainer, changes)).toMatchObject({ outcome, reason });
});

test('the remedy makes the container of the profile', () => {
  expect(judge(blobContainer, { blobContainer: 'absent' })).toMatchObject({
    remedy: { kind: 'blobContainer', accountId: STORAGE_ACCOUNT_ID, container: 'shop' },
  });
});

test.each([
  ['recovery points of the operational tier depend on it', ['OperationalStore'], 'manual', 'DeletedWithBackups'],
  ['recovery points are in the vault alone', ['VaultStore'], 'missing', 'NoContainer'],
])('a container that is not there while %s', (_, stores, outcome, reason) => {
  const recoveryPoints = [{ time: '2026-01-01T00:00:00Z', stores }];
  expect(judge(blobContainer, { recoveryPoints })).toMatchObject({ outcome: 'satisfied' });
  expect(judge(blobContainer, { recoveryPoints, blobContainer: 'absent' })).toMatchObject({ outcome, reason });
});

test('is unknown where it may not be read', () => {
  expect(judgeFacts(blobContainer, { ...known(READY), ...forbidden('blobContainer') })).toMatchObject({
    outcome: 'unknown',
  });
});
