import { expect, test } from 'vitest';
import { blobContainer } from '../../../../shared/rules/storage/blob-container.ts';
import { forbidden, known, READY, STORAGE_ACCOUNT_ID } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['there', {}, 'satisfied', 'InPlace'],
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

test('is unknown where it may not be read', () => {
  expect(judgeFacts(blobContainer, { ...known(READY), ...forbidden('blobContainer') })).toMatchObject({
    outcome: 'unknown',
  });
});
