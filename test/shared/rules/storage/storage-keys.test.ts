import { expect, test } from 'vitest';
import { storageKeys } from '../../../../shared/rules/storage/storage-keys.ts';
import { must, READY, STORAGE_ACCOUNT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const extension = must(READY.backupExtensions[0]);
const old = { ...extension, settings: {} };
const noKeys = { ...STORAGE_ACCOUNT, allowSharedKeyAccess: false };

test.each([
  ['tokens, keys allowed', {}, 'satisfied', 'TokenSignIn'],
  ['tokens, keys forbidden', { storageAccount: noKeys }, 'satisfied', 'TokenSignIn'],
  ['keys, keys allowed', { backupExtensions: [old] }, 'satisfied', 'KeysAllowed'],
  [
    'keys, nothing said about them',
    { backupExtensions: [old], storageAccount: { ...STORAGE_ACCOUNT, allowSharedKeyAccess: undefined } },
    'satisfied',
    'KeysAllowed',
  ],
  ['keys, keys forbidden', { backupExtensions: [old], storageAccount: noKeys }, 'manual', 'KeysForbidden'],
  ['no extension yet', { backupExtensions: [], storageAccount: noKeys }, 'notApplicable', 'NotInstalled'],
  ['no account', { storageAccount: 'absent' as const }, 'blocked', 'Blocked'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(storageKeys, changes)).toMatchObject({ outcome, reason });
});
