import { describe, expect, test } from 'vitest';
import { parseStorageAccountId } from '../../../../shared/model/resource-id.ts';
import { storageAccount } from '../../../../shared/rules/storage/storage-account.ts';
import {
  CLUSTER,
  forbidden,
  known,
  must,
  PROFILE,
  READY,
  STORAGE_ACCOUNT,
  SUBSCRIPTION,
} from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['of the right kind in the right place', STORAGE_ACCOUNT, 'satisfied', 'RequirementsMet'],
  [
    'in the same region, spelt otherwise',
    { ...STORAGE_ACCOUNT, location: 'West Europe' },
    'satisfied',
    'RequirementsMet',
  ],
  ['of an older kind', { ...STORAGE_ACCOUNT, kind: 'Storage' }, 'manual', 'RequirementsNotMet'],
  ['for blobs only', { ...STORAGE_ACCOUNT, kind: 'BlobStorage' }, 'manual', 'RequirementsNotMet'],
  ['of a kind that is not returned', { ...STORAGE_ACCOUNT, kind: undefined }, 'manual', 'RequirementsNotMet'],
  ['premium', { ...STORAGE_ACCOUNT, tier: 'Premium' }, 'manual', 'RequirementsNotMet'],
  ['in another region', { ...STORAGE_ACCOUNT, location: 'northeurope' }, 'manual', 'RequirementsNotMet'],
  ['not there', 'absent', 'manual', 'NoAccount'],
] as const)('an account %s', (_, account, outcome, reason) => {
  expect(judge(storageAccount, { storageAccount: account })).toMatchObject({ outcome, reason });
});

describe('an account in another subscription than the cluster', () => {
  const id = STORAGE_ACCOUNT.armId.replace(SUBSCRIPTION, '99999999-2222-3333-4444-555555555555');
  const profile = { ...PROFILE, storage: { ...PROFILE.storage, accountId: must(parseStorageAccountId(id)) } };
  const [tenantId, other] = [must(CLUSTER.identity?.tenantId), '88888888-2222-3333-4444-555555555555'];

  test.each([
    ['fits in the same tenant', tenantId.toLowerCase(), CLUSTER, 'satisfied', 'RequirementsMet'],
    ['does not fit in another tenant', other, CLUSTER, 'manual', 'RequirementsNotMet'],
    ['is not judged without its tenant', undefined, CLUSTER, 'unknown', 'TenantNotReturned'],
    [
      'is not judged without the tenant of the cluster',
      tenantId,
      { ...CLUSTER, identity: undefined },
      'unknown',
      'TenantNotReturned',
    ],
  ])('%s', (_, tenant, cluster, outcome, reason) => {
    const account = { ...STORAGE_ACCOUNT, tenantId: tenant };
    expect(judge(storageAccount, { cluster, storageAccount: account }, profile)).toMatchObject({ outcome, reason });
  });

  test('is named with both tenants where it does not fit', () => {
    const account = { ...STORAGE_ACCOUNT, tenantId: other };
    const { message } = judge(storageAccount, { storageAccount: account }, profile);
    expect(message).toContain(`in tenant ${other}, the cluster in ${tenantId.toLowerCase()}`);
  });
});

test('says everything that is wrong at once', () => {
  const account = { ...STORAGE_ACCOUNT, kind: 'Storage', tier: 'Premium', location: 'northeurope' };
  const message =
    'Storage account shopbackups is of kind Storage, of tier Premium, in northeurope, the cluster in westeurope.';
  expect(judge(storageAccount, { storageAccount: account })).toMatchObject({ message });
});

test('is unknown where the account may not be read', () => {
  expect(judgeFacts(storageAccount, { ...known(READY), ...forbidden('storageAccount') })).toMatchObject({
    outcome: 'unknown',
    steps: [expect.stringContaining('Microsoft.Storage/storageAccounts/read')],
  });
});
