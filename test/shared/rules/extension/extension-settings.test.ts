import { describe, expect, test } from 'vitest';
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
  ['an account that has no address', { storageAccount: { ...STORAGE_ACCOUNT, blobEndpoint: undefined } }, 'satisfied'],
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
    reason: 'ExtensionInUse',
    message: expect.stringContaining('Backup instance shop relies on'),
    evidence: { backupInstance: BACKUP_INSTANCE.armId, former: [`${LOCATION}.bucket=other`] },
  });
  expect(JSON.stringify(finding)).not.toContain('k8s-extension');
  expect(judge(extensionSettings, { protection })).toMatchObject({ outcome: 'satisfied' });
});

test.each([
  ['another container', { [`${LOCATION}.bucket`]: 'other' }, 'ExtensionInUse'],
  ['another account', { [`${LOCATION}.config.storageAccount`]: 'other' }, 'OtherAccountInUse'],
  ['an account of another group', { [`${LOCATION}.config.resourceGroup`]: 'other' }, 'OtherAccountInUse'],
  ['an account of another subscription', { [`${LOCATION}.config.subscriptionId`]: 'other' }, 'OtherAccountInUse'],
])('the reason says whether the backups of a protected cluster go to %s', (_, changes, reason) => {
  const finding = judge(extensionSettings, { ...withSettings(changes), protection: [BACKUP_INSTANCE] });
  expect(finding).toMatchObject({ outcome: 'manual', reason });
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

test.each([
  [
    'neither tokens nor an address',
    [`${LOCATION}.config.useAAD`, `${LOCATION}.config.storageAccountURI`],
    'AccountKeySignIn',
  ],
  ['no tokens, but the address', [`${LOCATION}.config.useAAD`], 'SettingsMismatch'],
  [
    'neither, and another container',
    [`${LOCATION}.config.useAAD`, `${LOCATION}.config.storageAccountURI`, `${LOCATION}.bucket`],
    'SettingsMismatch',
  ],
])('an extension with %s is described as it is', (_, left, reason) => {
  const kept = Object.entries(extension.settings).filter(([key]) => !left.includes(key));
  const finding = judge(extensionSettings, {
    backupExtensions: [{ ...extension, settings: Object.fromEntries(kept) }],
  });
  expect(finding).toMatchObject({ outcome: 'missing', reason, remedy: { kind: 'extensionSettings' } });
});

describe('a protected cluster whose extension signs in by account key', () => {
  const kept = Object.entries(extension.settings).filter(([key]) => !/useAAD|storageAccountURI/.test(key));
  const backupExtensions = [{ ...extension, settings: Object.fromEntries(kept) }];

  test.each([
    ['is left as it is where the account allows keys', {}, 'ProtectionConfigured', 'satisfied', 'AccountKeySignIn'],
    [
      'is not where the account forbids them',
      { allowSharedKeyAccess: false },
      'ProtectionConfigured',
      'manual',
      'AccountKeySignIn',
    ],
    ['is not while its protection is in error', {}, 'ProtectionError', 'manual', 'AccountKeySignIn'],
  ])('%s', (_, account, protectionState, outcome, reason) => {
    const finding = judge(extensionSettings, {
      backupExtensions,
      storageAccount: { ...STORAGE_ACCOUNT, ...account },
      protection: [{ ...BACKUP_INSTANCE, protectionState }],
    });
    expect(finding).toMatchObject({ outcome, reason });
    expect(finding.message).toContain('the older way');
  });
});
