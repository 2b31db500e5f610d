import type { RoleName } from '../../shared/azure/roles.ts';
import type { FactValues } from '../../shared/model/fact.ts';
import type { Remedy } from '../../shared/model/remedy.ts';
import {
  assignment,
  EXTENSION_PRINCIPAL,
  holdings,
  must,
  READY,
  SIGHT,
  STORAGE_ACCOUNT,
  VAULT_PRINCIPAL,
} from './facts.ts';

/** What the facts would be once a remedy has been carried out: Azure as a function of facts. */
export function applied(facts: FactValues, remedy: Remedy): FactValues {
  switch (remedy.kind) {
    case 'providerRegistration':
      return registered(facts, remedy.namespace);
    case 'backupExtension': {
      const extension = { ...must(READY.backupExtensions[0]), name: remedy.name, settings: remedy.settings };
      return { ...facts, backupExtensions: [extension], extensionHoldings: holdings(EXTENSION_PRINCIPAL) };
    }
    case 'extensionSettings':
      return {
        ...facts,
        backupExtensions: facts.backupExtensions.map((each) =>
          each.name === remedy.name ? { ...each, settings: remedy.settings } : each,
        ),
      };
    case 'trustedAccessBinding': {
      const binding = { ...must(READY.trustedAccessRoleBindings[0]), name: remedy.name, roles: remedy.roles };
      const others = facts.trustedAccessRoleBindings.filter(({ name }) => name !== remedy.name);
      return { ...facts, trustedAccessRoleBindings: [...others, binding] };
    }
    case 'vaultIdentity': {
      if (facts.vault === 'absent') throw new Error('There is no vault to give an identity to.');
      const vault = { ...facts.vault, identityType: remedy.identityType, principalId: VAULT_PRINCIPAL };
      return { ...facts, vault, vaultHoldings: holdings(VAULT_PRINCIPAL) };
    }
    case 'storageDrivers':
      return {
        ...facts,
        cluster: { ...facts.cluster, storageDrivers: { diskCsiDriver: true, snapshotController: true } },
      };
    case 'storageBypass': {
      const firewall = { defaultAction: 'Deny', bypass: ['AzureServices'], resourceIds: [] };
      return { ...facts, storageAccount: { ...STORAGE_ACCOUNT, firewall } };
    }
    case 'blobContainer':
      return { ...facts, blobContainer: READY.blobContainer };
    case 'snapshotGroup':
      return { ...facts, snapshotGroup: READY.snapshotGroup };
    case 'roleGrant': {
      const need = `${remedy.holder}Holdings` as const;
      const held = facts[need];
      if (held === 'absent') throw new Error(`The ${remedy.holder} has no identity to grant a role to.`);
      const granted = assignment(remedy.principalId, remedy.role as RoleName, remedy.scope);
      return { ...facts, [need]: { ...held, assignments: [...held.assignments, granted] } };
    }
    case 'policyExclusion':
      return { ...facts, gatekeeperPolicies: READY.gatekeeperPolicies };
    case 'clusterInspection':
      return { ...facts, inspection: SIGHT, podIdentityInspection: SIGHT };
  }
}

function registered(facts: FactValues, namespace: string): FactValues {
  const needs = ['kubernetesConfigurationProvider', 'containerServiceProvider', 'dataProtectionProvider'] as const;
  const need = must(needs.find((each) => facts[each].namespace === namespace));
  return { ...facts, [need]: { ...facts[need], state: 'Registered' } };
}
