import type { FactValues } from '../../shared/model/fact.ts';
import type { Remedy, SecurityRuleRemedy } from '../../shared/model/remedy.ts';
import type { RoleName } from '../../shared/model/roles.ts';
import {
  assignment,
  BACKUP_INSTANCE,
  BACKUP_POLICY,
  CONFIRMED,
  DRILLED,
  EXTENSION_PRINCIPAL,
  holdings,
  must,
  READY,
  SIGHT,
  STORAGE_ACCOUNT,
  VAULT_PRINCIPAL,
} from './facts.ts';
import { securityRule } from './network.ts';

/** The facts once a remedy has been carried out: Azure as a function of facts. */
export function applied(facts: FactValues, remedy: Remedy): FactValues {
  switch (remedy.kind) {
    case 'providerRegistration':
      return registered(facts, remedy.namespace);
    case 'backupExtension': {
      const extension = { ...must(READY.backupExtensions[0]), name: remedy.name, settings: remedy.settings };
      return {
        ...facts,
        backupExtensions: [extension],
        nodeGroupIdentities: [EXTENSION_PRINCIPAL],
        extensionHoldings: holdings(EXTENSION_PRINCIPAL),
      };
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
      const firewall = { defaultAction: 'Deny', bypass: ['AzureServices'], resourceIds: [], subnets: [], ipRules: [] };
      return { ...facts, storageAccount: { ...STORAGE_ACCOUNT, firewall } };
    }
    case 'securityRule':
      return withSecurityRule(facts, remedy);
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
    case 'backupPolicy':
      return { ...facts, backupPolicy: { ...BACKUP_POLICY, name: remedy.name } };
    case 'backupValidation':
      return { ...facts, confirmation: { ...CONFIRMED, basis: remedy.basis } };
    case 'restoreValidation':
      return { ...facts, restoreDrill: { ...DRILLED, ...remedy.subject, basis: remedy.basis } };
    case 'backupInstance':
    case 'instanceSync':
      return {
        ...facts,
        protection: [{ ...BACKUP_INSTANCE, vaultId: facts.vault === 'absent' ? undefined : facts.vault.id }],
      };
    case 'firstBackup':
      return { ...facts, recoveryPoints: [{ time: '2027-06-01T00:00:00Z', stores: ['OperationalStore'] }] };
  }
}

function registered(facts: FactValues, namespace: string): FactValues {
  const needs = ['kubernetesConfigurationProvider', 'containerServiceProvider', 'dataProtectionProvider'] as const;
  const need = must(needs.find((each) => facts[each].namespace === namespace));
  return { ...facts, [need]: { ...facts[need], state: 'Registered' } };
}

function withSecurityRule(
  facts: FactValues,
  { networkSecurityGroupId, name, priority, serviceTag }: SecurityRuleRemedy,
) {
  if (facts.nodeNetwork === 'absent') throw new Error('There is no network to put a rule into.');
  const subnets = facts.nodeNetwork.subnets.map((subnet) => {
    const group = subnet.networkSecurityGroup;
    if (group?.id !== networkSecurityGroupId) return subnet;
    if (group.rules.some((rule) => rule.priority === priority && rule.name !== name && rule.direction === 'inbound')) {
      throw new Error(`SecurityRuleConflict: priority ${priority} is taken.`);
    }
    const others = group.rules.filter((rule) => rule.name !== name);
    const rules = [...others, securityRule({ name, priority, sources: [serviceTag] })];
    return { ...subnet, networkSecurityGroup: { ...group, rules } };
  });
  return { ...facts, nodeNetwork: { ...facts.nodeNetwork, subnets } };
}
