import { expect, test } from 'vitest';
import type { StorageFirewall } from '../../../../shared/model/azure.ts';
import { storageReachable } from '../../../../shared/rules/storage/storage-reachable.ts';
import { STORAGE_ACCOUNT, STORAGE_ACCOUNT_ID, VAULT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const closed = (changes: Partial<StorageFirewall> = {}) => ({
  ...STORAGE_ACCOUNT,
  firewall: { defaultAction: 'Deny', bypass: [], resourceIds: [], subnets: [], ipRules: [], ...changes },
});
const everyVault = VAULT.armId.replace(/[^/]+$/, '*').replace(/resourceGroups\/[^/]+/, 'resourceGroups/*');

test.each([
  ['open to all networks', STORAGE_ACCOUNT, 'satisfied', 'AllNetworks'],
  [
    'closed, but not to trusted services',
    closed({ bypass: ['Logging', 'AzureServices'] }),
    'satisfied',
    'TrustedServices',
  ],
  ['the same in other letters', closed({ bypass: ['azureservices'] }), 'satisfied', 'TrustedServices'],
  ['closed, but not to the vault', closed({ resourceIds: [VAULT.armId.toUpperCase()] }), 'satisfied', 'ResourceRule'],
  ['closed, but not to any vault', closed({ resourceIds: [everyVault] }), 'satisfied', 'ResourceRule'],
  [
    'closed, but not to another vault',
    closed({ resourceIds: [`${VAULT.armId}2`] }),
    'missing',
    'TrustedServicesBlocked',
  ],
  ['closed', closed({ bypass: ['Logging', 'Metrics'] }), 'missing', 'TrustedServicesBlocked'],
  ['closed in other letters', closed({ defaultAction: 'deny' }), 'missing', 'TrustedServicesBlocked'],
  [
    'never asked about public access',
    { ...STORAGE_ACCOUNT, publicNetworkAccess: undefined },
    'satisfied',
    'AllNetworks',
  ],
  ['without public access', { ...STORAGE_ACCOUNT, publicNetworkAccess: 'Disabled' }, 'satisfied', 'TrustedServices'],
  [
    'without public access and without trusted services',
    { ...closed({ bypass: [] }), publicNetworkAccess: 'Disabled' },
    'missing',
    'TrustedServicesBlocked',
  ],
  [
    'in a perimeter',
    { ...STORAGE_ACCOUNT, publicNetworkAccess: 'SecuredByPerimeter' },
    'unknown',
    'NetworkSecurityPerimeter',
  ],
  ['that returns no rules', { ...STORAGE_ACCOUNT, firewall: undefined }, 'unknown', 'SettingNotReturned'],
  ['with an unknown default', closed({ defaultAction: 'Maybe' }), 'unknown', 'SettingNotReturned'],
  ['not there', 'absent', 'blocked', 'Blocked'],
] as const)('an account %s', (_, storageAccount, outcome, reason) => {
  expect(judge(storageReachable, { storageAccount })).toMatchObject({ outcome, reason });
});

test('the remedy lets trusted services in', () => {
  expect(judge(storageReachable, { storageAccount: closed() })).toMatchObject({
    remedy: { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID },
  });
});
