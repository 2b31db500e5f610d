import type { Need } from '../model/fact.ts';
import type { AnyRule } from './define-rule.ts';

/**
 * The table of Resource Graph that shows when a fact may have changed; `none` where no table does;
 * `own` for what Backstay keeps itself.
 */
export const GRAPH_TABLES: { readonly [N in Need]: string } = {
  cluster: 'resources',
  kubernetesVersions: 'none',
  kubernetesConfigurationProvider: 'none',
  containerServiceProvider: 'none',
  dataProtectionProvider: 'none',
  extensions: 'kubernetesconfigurationresources',
  backupExtensions: 'kubernetesconfigurationresources',
  nodeGroupIdentities: 'none',
  trustedAccessRoleBindings: 'none',
  vault: 'resources',
  protection: 'recoveryservicesresources',
  recoveryPoints: 'none',
  backupPolicy: 'none',
  confirmation: 'none',
  restoreDrill: 'none',
  drillTarget: 'none',
  readiness: 'own',
  storageAccount: 'resources',
  blobContainer: 'none',
  containerUsers: 'none',
  containerContents: 'none',
  snapshotGroup: 'resourcecontainers',
  stagingGroup: 'resourcecontainers',
  stagingAccount: 'resources',
  // Resource Graph has no locks.
  locks: 'none',
  vaultHoldings: 'authorizationresources',
  clusterHoldings: 'authorizationresources',
  extensionHoldings: 'authorizationresources',
  operatorHoldings: 'authorizationresources',
  // The graph sweep compares only whether the subscription is full.
  roleAssignmentCounts: 'none',
  nodeNetwork: 'resources',
  egressFirewall: 'none',
  storageEntrances: 'none',
  ownRights: 'none',
  // Assignments are compared, definitions and initiatives are not.
  armPolicies: 'none',
  gatekeeperPolicies: 'none',
  inspection: 'none',
  podIdentityInspection: 'none',
};

/** Whether Resource Graph shows every change that can alter the rule's finding. */
export function isSeenByGraph({ needs }: Pick<AnyRule, 'needs'>): boolean {
  return needs.every((need) => GRAPH_TABLES[need] !== 'none');
}
