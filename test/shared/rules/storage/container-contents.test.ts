import { expect, test } from 'vitest';
import { containerContents } from '../../../../shared/rules/storage/container-contents.ts';
import { forbidden, known, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['nothing', [], 'satisfied', 'BackupBlobsOnly'],
  ['backups', ['backups/', 'kopia/', 'metadata/'], 'satisfied', 'BackupBlobsOnly'],
  ["somebody else's folder", ['backups/', 'photos/'], 'manual', 'OtherBlobsPresent'],
  ["somebody else's file", ['readme.txt'], 'manual', 'OtherBlobsPresent'],
  ["a file with a folder's name", ['backups'], 'manual', 'OtherBlobsPresent'],
])('a container that holds %s', (_, names, outcome, reason) => {
  expect(judge(containerContents, { containerContents: names })).toMatchObject({ outcome, reason });
});

test.each([{ blobContainer: 'absent' as const }, { storageAccount: 'absent' as const }])(
  'where there is none: %o',
  (changes) => {
    expect(judge(containerContents, { ...changes, containerContents: [] })).toMatchObject({ outcome: 'notApplicable' });
  },
);

test('is unknown where blobs may not be listed, says by which role they could be, and holds nothing up', () => {
  const notSeen = { class: 'forbidden', code: 'AuthorizationPermissionMismatch', message: 'no' } as const;
  expect(judge(containerContents, { containerContents: { notSeen } })).toMatchObject({
    outcome: 'unknown',
    severity: 'recommended',
    reason: 'AuthorizationPermissionMismatch',
    steps: [expect.stringContaining('Storage Blob Data Reader'), expect.stringContaining('az storage blob list')],
  });
});

test('is unknown while the blob service does not answer', () => {
  expect(judgeFacts(containerContents, { ...known(READY), ...forbidden('containerContents') })).toMatchObject({
    outcome: 'unknown',
    unread: [{ need: 'containerContents' }],
  });
});
