import type { Platform } from '../platform.ts';
import type { ArmApp } from '../server/arm-env.ts';
import { routePolicyAssignments } from './authorization/policy/policy-assignments.ts';
import { routePolicyExemptions } from './authorization/policy/policy-exemptions.ts';
import { routeRoleAssignments } from './authorization/role-assignments.ts';
import { routeRoleDefinitions } from './authorization/role-definitions.ts';
import { routeClusterOperations } from './container-service/cluster-operations.ts';
import { routeKubernetesVersions } from './container-service/kubernetes-versions.ts';
import { routeManagedClusters } from './container-service/managed-clusters.ts';
import { routePowerActions } from './container-service/power-actions.ts';
import { routeRunCommand } from './container-service/run-command/run-command.ts';
import { routeTrustedAccessRoleBindings } from './container-service/trusted-access-role-bindings.ts';
import { routeTrustedAccessRoles } from './container-service/trusted-access-roles.ts';
import { routeBackupVaults } from './data-protection/backup-vaults.ts';
import { routeVaultOperations } from './data-protection/vault-operations.ts';
import { routeExtensions } from './kubernetes-configuration/extensions.ts';
import { routeUserAssignedIdentities } from './managed-identity/user-assigned-identities.ts';
import { routeResourceGraph } from './resource-graph/resources-query.ts';
import { routeProviderRegistrations } from './resources/provider-registrations.ts';
import { routeResourceGroups } from './resources/resource-groups.ts';
import { routeSubscriptions } from './resources/subscriptions.ts';
import { routeBlobContainers } from './storage/blob-containers.ts';
import { routeStorageAccounts } from './storage/storage-accounts.ts';

/** Every service there is. A new one is a folder beside this file, its types in `resource-types.ts`, and a line here. */
export function routeProviders(app: ArmApp, platform: Platform): void {
  routeSubscriptions(app, platform);
  routeProviderRegistrations(app, platform);
  routeResourceGroups(app, platform);
  routeManagedClusters(app, platform);
  routePowerActions(app, platform);
  routeRunCommand(app, platform);
  routeTrustedAccessRoleBindings(app, platform);
  routeTrustedAccessRoles(app);
  routeKubernetesVersions(app, platform);
  routeClusterOperations(app, platform);
  routeExtensions(app, platform);
  routeBackupVaults(app, platform);
  routeVaultOperations(app, platform);
  routeRoleAssignments(app, platform);
  routeRoleDefinitions(app, platform);
  routePolicyAssignments(app, platform);
  routePolicyExemptions(app, platform);
  routeResourceGraph(app, platform);
  routeUserAssignedIdentities(app, platform);
  routeStorageAccounts(app, platform);
  routeBlobContainers(app, platform);
}
