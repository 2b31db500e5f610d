import { expect, test } from 'vitest';
import type { Remedy } from '../../../shared/model/remedy.ts';
import { commandsFor, stepsByHand } from '../../../shared/plan/by-hand.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { BARE, CLUSTER_ID, known, PROFILE, STORAGE_ACCOUNT_ID, VAULT_ID } from '../../support/facts.ts';

const missing = evaluateRules(RULES, known(BARE), PROFILE).flatMap((finding) =>
  finding.outcome === 'missing' ? [finding.remedy] : [],
);

test.each(atLeastOne(missing).map((remedy) => [remedy.kind, remedy] as const))(
  '%s has a command without gaps',
  (_, remedy) => {
    for (const command of atLeastOne(commandsFor(remedy))) {
      expect(command).toMatch(/^az [a-z\d-]+ /);
      expect(command).not.toMatch(/undefined|null|<|\$\{/);
    }
  },
);

test('a command that cannot help yet says what comes first', () => {
  const remedy: Remedy = { kind: 'storageDrivers', clusterId: CLUSTER_ID };
  expect(stepsByHand(remedy)).toEqual(commandsFor(remedy));
  expect(stepsByHand(remedy, ['BKS-212', 'BKS-501'])).toEqual([
    'Only once BKS-212, BKS-501 are satisfied (or checked by you, where Backstay could not check); before that it cannot help:',
    ...commandsFor(remedy),
  ]);
});

test.each<[string, Remedy, string]>([
  [
    'an install',
    { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: { a: 'b', c: 'd' } },
    '--configuration-settings a=b c=d',
  ],
  [
    'other settings',
    { kind: 'extensionSettings', clusterId: CLUSTER_ID, name: 'x', settings: { a: 'b' } },
    'k8s-extension update',
  ],
  [
    'an identity',
    { kind: 'vaultIdentity', vaultId: VAULT_ID, identityType: 'SystemAssigned', userAssignedIdentityIds: [] },
    '--vault-name safe --type SystemAssigned',
  ],
  ['drivers', { kind: 'storageDrivers', clusterId: CLUSTER_ID }, `--ids ${CLUSTER_ID} --enable-disk-driver`],
  ['a bypass', { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID }, '--bypass AzureServices'],
  [
    'a policy',
    { kind: 'policyExclusion', assignmentId: '/a/b', parameter: 'excludedNamespaces', namespaces: ['x', 'y'] },
    '{"excludedNamespaces":{"value":["x","y"]}}',
  ],
  ['a look', { kind: 'clusterInspection', clusterId: CLUSTER_ID }, 'az aks command invoke'],
])('%s is told in the words of the command line', (_, remedy, expected) => {
  expect(commandsFor(remedy).join('\n')).toContain(expected);
});
