import { expect, test } from 'vitest';
import { extensionInstalled } from '../../../../shared/rules/extension/extension-installed.ts';
import { CLUSTER, must, READY, STORAGE_ACCOUNT, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const installed = must(READY.backupExtensions[0]);
const registering = { ...READY.kubernetesConfigurationProvider, state: 'Registering' };

test.each([
  ['Succeeded', 'satisfied', 'Installed'],
  ['succeeded', 'satisfied', 'Installed'],
  ['Creating', 'pending', 'InProgress'],
  ['Updating', 'pending', 'InProgress'],
  [undefined, 'pending', 'InProgress'],
  ['Failed', 'manual', 'InstallFailed'],
  ['Canceled', 'manual', 'InstallFailed'],
])('an extension that is %s is %s', (provisioningState, outcome, reason) => {
  expect(judge(extensionInstalled, { backupExtensions: [{ ...installed, provisioningState }] })).toMatchObject({
    outcome,
    reason,
  });
});

test('a failed install is told with the words of Azure and left to a person', () => {
  const failed = { ...installed, provisioningState: 'Failed', errorMessage: 'Helm installation failed' };
  expect(judge(extensionInstalled, { backupExtensions: [failed] })).toMatchObject({
    message: expect.stringContaining('Helm installation failed'),
    steps: [expect.stringContaining(`--cluster-name ${CLUSTER.name}`), expect.stringMatching(/^https:/)],
  });
});

test('an installed extension counts under any name', () => {
  const [renamed] = [{ ...installed, name: 'azbkuextension' }];
  expect(judge(extensionInstalled, { backupExtensions: [renamed] })).toMatchObject({ outcome: 'satisfied' });
});

test('waits for the provider', () => {
  const finding = judge(extensionInstalled, { backupExtensions: [], kubernetesConfigurationProvider: registering });
  expect(finding).toMatchObject({ outcome: 'blocked', by: ['BKS-101'] });
});

test('asks a person when the storage account of the profile is not there', () => {
  const finding = judge(extensionInstalled, { backupExtensions: [], storageAccount: 'absent' });
  expect(finding).toMatchObject({ outcome: 'manual', reason: 'NoStorageAccount' });
});

test('the remedy installs it with the settings of the profile', () => {
  expect(judge(extensionInstalled, { backupExtensions: [] })).toMatchObject({
    outcome: 'missing',
    remedy: {
      kind: 'backupExtension',
      clusterId: CLUSTER.id,
      name: 'azure-aks-backup',
      settings: {
        'configuration.backupStorageLocation.bucket': 'shop',
        'configuration.backupStorageLocation.config.storageAccount': 'shopbackups',
        'configuration.backupStorageLocation.config.resourceGroup': 'apps',
        'configuration.backupStorageLocation.config.subscriptionId': SUBSCRIPTION,
        'configuration.backupStorageLocation.config.useAAD': 'true',
        'configuration.backupStorageLocation.config.storageAccountURI': STORAGE_ACCOUNT.blobEndpoint,
        'credentials.tenantId': CLUSTER.identity?.tenantId,
      },
    },
  });
});

test('settings that nobody knows are left out rather than guessed', () => {
  const finding = judge(extensionInstalled, {
    backupExtensions: [],
    cluster: { ...CLUSTER, identity: undefined },
    storageAccount: { ...STORAGE_ACCOUNT, blobEndpoint: undefined },
  });
  const settings =
    finding.outcome === 'missing' && finding.remedy.kind === 'backupExtension'
      ? Object.keys(finding.remedy.settings)
      : [];
  expect(settings).toHaveLength(5);
});
