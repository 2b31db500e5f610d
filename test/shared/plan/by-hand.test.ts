import { expect, test } from 'vitest';
import { commandsFor } from '../../../shared/changes/index.ts';
import type { Evidence } from '../../../shared/model/finding.ts';
import type { Remedy } from '../../../shared/model/remedy.ts';
import { stepsByHand } from '../../../shared/plan/by-hand.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { settingsFor } from '../../../shared/rules/extension/settings.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import {
  BARE,
  CLUSTER_ID,
  known,
  PROFILE,
  STORAGE_ACCOUNT,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT_ID,
} from '../../support/facts.ts';

const missing = evaluateRules(RULES, known(BARE), PROFILE).flatMap((finding) =>
  finding.outcome === 'missing' ? [finding] : [],
);

test.each(atLeastOne(missing).map((finding) => [finding.remedy.kind, finding] as const))(
  '%s has a command without gaps',
  (_, finding) => {
    for (const command of atLeastOne(commandsFor(finding))) {
      expect(command).toMatch(/^az [a-z\d-]+ /);
      expect(command).not.toMatch(/undefined|null|<|\$\{/);
    }
  },
);

test('a command that cannot help yet says what comes first', () => {
  const drivers = { remedy: { kind: 'storageDrivers', clusterId: CLUSTER_ID }, evidence: {} } as const;
  expect(stepsByHand(drivers)).toEqual(commandsFor(drivers));
  expect(stepsByHand(drivers, ['BKS-212', 'BKS-501'])).toEqual([
    'Only once BKS-212, BKS-501 are satisfied (or checked by you, where Backstay could not check); before that it cannot help:',
    ...commandsFor(drivers),
  ]);
});

const PLACE = `--subscription ${SUBSCRIPTION} --resource-group apps`;
const SETTINGS = settingsFor(PROFILE, STORAGE_ACCOUNT, 'tenant');
const BINDING = {
  kind: 'trustedAccessBinding',
  clusterId: CLUSTER_ID,
  name: 'backup',
  sourceResourceId: VAULT_ID,
  roles: ['other', 'Microsoft.DataProtection/backupVaults/backup-operator'],
} as const;

test.each<[string, Remedy, Evidence, string]>([
  [
    'an install',
    { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: SETTINGS },
    {},
    `az k8s-extension create ${PLACE} --cluster-name shop --cluster-type managedClusters --name azure-aks-backup --extension-type microsoft.dataprotection.kubernetes --scope cluster --release-train stable --configuration-settings blobContainer=shop storageAccount=shopbackups storageAccountResourceGroup=apps storageAccountSubscriptionId=${SUBSCRIPTION} useAAD=true storageAccountURI=https://shopbackups.blob.core.windows.net/`,
  ],
  [
    'other settings, of which the Azure CLI keeps those that it does not know',
    { kind: 'extensionSettings', clusterId: CLUSTER_ID, name: 'x', settings: { ...SETTINGS, other: 'kept' } },
    {},
    `az k8s-extension update ${PLACE} --cluster-name shop --cluster-type managedClusters --name x --configuration-settings blobContainer=shop storageAccount=shopbackups storageAccountResourceGroup=apps storageAccountSubscriptionId=${SUBSCRIPTION} useAAD=true storageAccountURI=https://shopbackups.blob.core.windows.net/ --yes`,
  ],
  [
    'an identity',
    {
      kind: 'vaultIdentity',
      vaultId: VAULT_ID,
      identityType: 'SystemAssigned,UserAssigned',
      userAssignedIdentityIds: [],
    },
    {},
    `az dataprotection backup-vault update ${PLACE} --vault-name safe --type SystemAssigned,UserAssigned`,
  ],
  [
    'drivers',
    { kind: 'storageDrivers', clusterId: CLUSTER_ID },
    {},
    `az aks update ${PLACE} --name shop --enable-disk-driver --enable-snapshot-controller`,
  ],
  [
    'a bypass beside another',
    { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID },
    { bypass: ['Logging'] },
    `az storage account update ${PLACE} --name shopbackups --bypass Logging AzureServices`,
  ],
  [
    'a bypass where there was none',
    { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID },
    { bypass: ['None'] },
    `az storage account update ${PLACE} --name shopbackups --bypass AzureServices`,
  ],
  ['a new binding', BINDING, {}, `az aks trustedaccess rolebinding create ${PLACE} --cluster-name shop --name backup`],
  [
    'a binding that exists',
    BINDING,
    { binding: 'id' },
    `az aks trustedaccess rolebinding update ${PLACE} --cluster-name shop --name backup --roles other,Microsoft.DataProtection/backupVaults/backup-operator`,
  ],
  [
    'a policy, with the parameters that it has',
    {
      kind: 'policyExclusion',
      assignmentId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/No'Root`,
      parameter: 'excludedNamespaces',
      namespaces: ['x', 'y'],
      parameters: { effect: 'deny', ExcludedNamespaces: ['x'], names: ['Ärger'] },
    },
    {},
    `az policy assignment update --subscription ${SUBSCRIPTION} --name 'No'"'"'Root' --scope /subscriptions/${SUBSCRIPTION} --params '{"effect":{"value":"deny"},"names":{"value":["\\u00c4rger"]},"excludedNamespaces":{"value":["x","y"]}}'`,
  ],
  [
    'a policy whose parameters are not known',
    {
      kind: 'policyExclusion',
      assignmentId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/none`,
      parameter: 'excludedNamespaces',
      namespaces: ['x', 'y'],
    },
    {},
    `az policy assignment show --subscription ${SUBSCRIPTION} --name none`,
  ],
  [
    'an inspection',
    { kind: 'clusterInspection', clusterId: CLUSTER_ID },
    {},
    `az aks command invoke ${PLACE} --name shop --command 'kubectl get persistentvolumes'`,
  ],
])('%s has its command', (_, remedy, evidence, expected) => {
  expect(commandsFor({ remedy, evidence }).join('\n')).toContain(expected);
});
