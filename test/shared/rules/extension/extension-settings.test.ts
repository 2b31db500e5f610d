import { expect, test } from 'vitest';
import { extensionSettings } from '../../../../shared/rules/extension/extension-settings.ts';
import { BACKUP_INSTANCE, CLUSTER_ID, must, PROFILE, READY, STORAGE_ACCOUNT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const extension = must(READY.backupExtensions[0]);
const LOCATION = 'configuration.backupStorageLocation';
const withSettings = (changes: Readonly<Record<string, string>>) => ({
  backupExtensions: [{ ...extension, settings: { ...extension.settings, ...changes } }],
});
const renamed = Object.fromEntries(
  Object.entries(extension.settings).map(([key, value]) => [key.toLowerCase(), value]),
);

test.each([
  ['those of the profile', {}, 'satisfied'],
  ['another container', withSettings({ [`${LOCATION}.bucket`]: 'other' }), 'missing'],
  ['another account', withSettings({ [`${LOCATION}.config.storageAccount`]: 'other' }), 'missing'],
  ['another group', withSettings({ [`${LOCATION}.config.resourceGroup`]: 'other' }), 'missing'],
  ['another subscription', withSettings({ [`${LOCATION}.config.subscriptionId`]: 'other' }), 'missing'],
  ['keys in place of tokens', withSettings({ [`${LOCATION}.config.useAAD`]: 'false' }), 'missing'],
  ['another tenant', withSettings({ 'credentials.tenantId': 'other' }), 'missing'],
  ['another address', withSettings({ [`${LOCATION}.config.storageAccountURI`]: 'https://other/' }), 'missing'],
  ['the group in other letters', withSettings({ [`${LOCATION}.config.resourceGroup`]: 'APPS' }), 'satisfied'],
  ['tokens in other letters', withSettings({ [`${LOCATION}.config.useAAD`]: 'True' }), 'satisfied'],
  [
    'the address without its last slash',
    withSettings({ [`${LOCATION}.config.storageAccountURI`]: 'https://shopbackups.blob.core.windows.net' }),
    'satisfied',
  ],
  ['settings of others beside them', withSettings({ 'resources.limits.memory': '4400Mi' }), 'satisfied'],
  ['keys in other letters', { backupExtensions: [{ ...extension, settings: renamed }] }, 'satisfied'],
  ['none at all', { backupExtensions: [{ ...extension, settings: {} }] }, 'missing'],
  [
    'an account that tells no address',
    { storageAccount: { ...STORAGE_ACCOUNT, blobEndpoint: undefined } },
    'satisfied',
  ],
  ['no extension', { backupExtensions: [] }, 'blocked'],
  ['an extension in the making', { backupExtensions: [{ ...extension, provisioningState: 'Creating' }] }, 'blocked'],
  ['no storage account', { storageAccount: 'absent' as const }, 'blocked'],
])('%s: %s', (_, changes, outcome) => {
  expect(judge(extensionSettings, changes)).toMatchObject({ outcome });
});

test('settings that a backup instance relies on are left alone, and nothing is offered that changes them', () => {
  const protection = [{ ...BACKUP_INSTANCE, protectionState: 'ProtectionStopped' }];
  const finding = judge(extensionSettings, { ...withSettings({ [`${LOCATION}.bucket`]: 'other' }), protection });
  expect(finding).toMatchObject({
    outcome: 'manual',
    reason: 'ReliedOn',
    message: expect.stringContaining('Backup instance shop relies on'),
    evidence: { backupInstance: BACKUP_INSTANCE.armId, former: [`${LOCATION}.bucket=other`] },
  });
  expect(JSON.stringify(finding)).not.toContain('k8s-extension');
  expect(judge(extensionSettings, { protection })).toMatchObject({ outcome: 'satisfied' });
});

test('the remedy puts ours right and keeps those of others', () => {
  const changes = withSettings({ [`${LOCATION}.bucket`]: 'other', 'resources.limits.memory': '4400Mi' });
  expect(judge(extensionSettings, changes)).toMatchObject({
    evidence: { different: [`${LOCATION}.bucket`] },
    remedy: {
      kind: 'extensionSettings',
      clusterId: CLUSTER_ID,
      name: extension.name,
      settings: {
        ...extension.settings,
        [`${LOCATION}.bucket`]: PROFILE.storage.container,
        'resources.limits.memory': '4400Mi',
      },
    },
  });
});
