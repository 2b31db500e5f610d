import { expect, test } from 'vitest';
import { extensionInstalled } from '../../../../shared/rules/extension/extension-installed.ts';
import {
  BACKUP_INSTANCE,
  CLUSTER,
  must,
  PROFILE,
  READY,
  STORAGE_ACCOUNT,
  SUBSCRIPTION,
} from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const installed = must(READY.backupExtensions[0]);

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

const ofOthers = { ...installed, otherType: 'microsoft.flux' };

test('an extension of another type under the name is never replaced', () => {
  const finding = judge(extensionInstalled, { extensions: [ofOthers], backupExtensions: [] });
  expect(finding).toMatchObject({
    outcome: 'manual',
    reason: 'NameTaken',
    message: expect.stringContaining('microsoft.flux'),
    evidence: { extension: ofOthers.armId, extensionType: 'microsoft.flux' },
  });
  expect('remedy' in finding).toBe(false);
  expect('steps' in finding && finding.steps.join()).toMatch(/k8s-extension create .*--name azbkuextension /);
});

test.each([
  ['of another type under another name', [{ ...ofOthers, name: 'flux' }], [], 'missing', 'NotInstalled'],
  [
    'of another type beside a backup extension of another name',
    [ofOthers],
    [{ ...installed, name: 'x' }],
    'satisfied',
    'Installed',
  ],
  ['of another type in other letters', [{ ...ofOthers, name: 'Azure-AKS-Backup' }], [], 'manual', 'NameTaken'],
] as const)('an extension %s', (_, extensions, backupExtensions, outcome, reason) => {
  expect(judge(extensionInstalled, { extensions, backupExtensions })).toMatchObject({ outcome, reason });
});

test('a failed install is reported with the words of Azure and left to a person', () => {
  const failed = { ...installed, provisioningState: 'Failed', errorMessage: 'Helm installation failed' };
  expect(judge(extensionInstalled, { backupExtensions: [failed] })).toMatchObject({
    message: expect.stringContaining('Helm installation failed'),
    steps: [
      expect.stringContaining('--cluster-name shop'),
      'When the cause is gone, delete the extension:',
      expect.stringMatching(/^az k8s-extension delete .* --name azure-aks-backup --yes$/),
      'Backstay then installs it again.',
      expect.stringMatching(/^https:/),
    ],
  });
});

// The service has one code for all of these; the texts are those that it is known to say.
test.each([
  ['release azure-aks-backup failed: failed post-install: timed out waiting for the condition', 'InstallTimeout'],
  ['InnerError [failed pre-install: job failed: BackoffLimitExceeded]', 'ApiServerUnreachable'],
  ['admission webhook "validation.gatekeeper.sh" denied the request', 'PolicyDenied'],
  ['lookup westeurope.dp.kubernetesconfiguration.azure.com on 10.0.0.10:53: no such host', 'NameNotResolved'],
  ['Error code: 403 This traffic is not authorized', 'TrafficNotAuthorized'],
  ['no azure identity found for request clientID', 'PodIdentity'],
  ['RESPONSE 403: KeyBasedAuthenticationNotPermitted', 'KeysForbidden'],
  ['CustomResourceDefinition "backups.velero.io" already exists', 'VeleroRemnants'],
  ['rendered manifests contain a resource that cannot be imported into the current release', 'VeleroRemnants'],
  ['Failed to resolve the extension version from the given values', 'VersionUnclear'],
  ['something never seen before', 'InstallFailed'],
  [undefined, 'InstallFailed'],
])('a failure that says "%s" is %s', (errorMessage, reason) => {
  const failed = { ...installed, provisioningState: 'Failed', errorMessage };
  const finding = judge(extensionInstalled, { backupExtensions: [failed] });
  expect(finding).toMatchObject({ outcome: 'manual', reason });
  expect(finding.outcome === 'manual' && finding.steps).toHaveLength(reason === 'InstallFailed' ? 5 : 6);
});

test.each([
  ['only observes', { mode: 'observe' as const }],
  ['may not install', { allow: [] }],
])('where Backstay %s, it does not promise to install it again', (_, changes) => {
  const failed = { ...installed, provisioningState: 'Failed' };
  const finding = judge(extensionInstalled, { backupExtensions: [failed] }, { ...PROFILE, ...changes });
  expect(finding).toMatchObject({
    outcome: 'manual',
    steps: expect.not.arrayContaining(['Backstay then installs it again.']),
  });
});

test('a failed install that something relies on is not offered for deletion', () => {
  const failed = { ...installed, provisioningState: 'Failed' };
  const finding = judge(extensionInstalled, { backupExtensions: [failed], protection: [BACKUP_INSTANCE] });
  expect(finding.outcome === 'manual' && finding.steps.join('\n')).toContain('--vault-name safe --name shop');
  expect(finding.outcome === 'manual' && finding.steps.join('\n')).not.toContain('delete');
});

test('an extension that is Succeeded beside an error is not ready', () => {
  const errorMessage = 'failed post-install: timed out waiting for the condition';
  expect(judge(extensionInstalled, { backupExtensions: [{ ...installed, errorMessage }] })).toMatchObject({
    outcome: 'manual',
    reason: 'InstallTimeout',
    message: expect.stringContaining(errorMessage),
  });
});

test('an install that hangs quotes what Azure says, and says what to check', () => {
  const creating = { ...installed, provisioningState: 'Creating', statusMessage: 'Waiting for the pods' };
  expect(judge(extensionInstalled, { backupExtensions: [creating] })).toMatchObject({
    outcome: 'pending',
    message: 'Extension azure-aks-backup is Creating. Azure says: Waiting for the pods',
    steps: expect.arrayContaining([
      'Azure says: Waiting for the pods',
      expect.stringContaining('az aks command invoke'),
    ]),
  });
});

test('an install that clashed with another write to the cluster is done again, under the same name', () => {
  const errorMessage = 'Error code: Conflict. Reason: Conflict. {"code":"EtagMismatch","message":"changed"}';
  const failed = { ...installed, name: 'backup', provisioningState: 'Failed', errorMessage };
  expect(judge(extensionInstalled, { backupExtensions: [failed] })).toMatchObject({
    outcome: 'missing',
    message: expect.stringContaining('clashed'),
    remedy: { kind: 'backupExtension', name: 'backup' },
  });
  const protection = [BACKUP_INSTANCE];
  expect(judge(extensionInstalled, { backupExtensions: [failed], protection })).toMatchObject({
    outcome: 'manual',
    reason: 'ExtensionInUse',
  });
});

test.each([
  ['in another namespace', { releaseNamespace: 'elsewhere' }, 'manual'],
  ['for a single namespace', { clusterScoped: false, releaseNamespace: undefined }, 'manual'],
  ['in a namespace that is not returned', { releaseNamespace: undefined }, 'satisfied'],
])('an extension that is installed %s is %s', (_, changes, outcome) => {
  expect(judge(extensionInstalled, { backupExtensions: [{ ...installed, ...changes }] })).toMatchObject({ outcome });
});

test('an installed extension counts under any name', () => {
  const [renamed] = [{ ...installed, name: 'azbkuextension' }];
  expect(judge(extensionInstalled, { backupExtensions: [renamed] })).toMatchObject({ outcome: 'satisfied' });
});

test('without a storage account there is nothing to install it for', () => {
  expect(judge(extensionInstalled, { backupExtensions: [], storageAccount: 'absent' })).toMatchObject({
    outcome: 'blocked',
    by: ['BKS-501'],
  });
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

test('unknown settings are left out rather than guessed', () => {
  const finding = judge(extensionInstalled, {
    backupExtensions: [],
    cluster: { ...CLUSTER, identity: { type: 'UserAssigned', principalId: undefined, tenantId: undefined } },
    storageAccount: { ...STORAGE_ACCOUNT, blobEndpoint: undefined },
  });
  const settings =
    finding.outcome === 'missing' && finding.remedy.kind === 'backupExtension'
      ? Object.keys(finding.remedy.settings)
      : [];
  expect(settings).toHaveLength(5);
});

test('on a target of restores, an extension that another vault relied on is not installed for the profile', () => {
  const protection = [{ ...BACKUP_INSTANCE, vaultId: undefined }];
  const facts = { backupExtensions: [], extensions: [], protection };
  const finding = judge(extensionInstalled, facts, { ...PROFILE, purpose: 'restoreTarget' });
  expect(finding).toMatchObject({ outcome: 'manual', reason: 'ExtensionMissingForOtherVault' });
  expect(
    judge(extensionInstalled, { ...facts, protection: [] }, { ...PROFILE, purpose: 'restoreTarget' }),
  ).toMatchObject({
    outcome: 'missing',
  });
});
