import type { Arm } from '../ports/arm.ts';
import { backupInstanceCalls } from './backup-instances.ts';
import { blobCalls } from './blobs.ts';
import { clusterUpdateCalls } from './cluster-update.ts';
import { clusterCalls } from './clusters.ts';
import { commandCalls } from './commands.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { containerUserCalls } from './container-users.ts';
import { extensionCalls } from './extensions.ts';
import { identityCalls } from './identities.ts';
import { kubernetesVersionCalls } from './kubernetes-versions.ts';
import { listedSubscriptionCalls } from './listed-subscriptions.ts';
import { lockCalls } from './locks.ts';
import { networkCalls } from './networks.ts';
import { operationCalls } from './operations.ts';
import { permissionCalls } from './permissions.ts';
import { policyCalls } from './policies.ts';
import { policyDefinitionCalls } from './policy-definitions.ts';
import { protectionCalls } from './protections.ts';
import { providerCalls } from './providers.ts';
import { resourceGraphCalls } from './resource-graph.ts';
import { resourceGroupCalls } from './resource-groups.ts';
import { roleAssignmentCountCalls } from './role-assignment-count.ts';
import { roleAssignmentCalls } from './role-assignments.ts';
import { storageAccountCalls } from './storage-accounts.ts';
import { subscriptionCalls } from './subscriptions.ts';
import { trustedAccessCalls } from './trusted-access.ts';
import { vaultCalls } from './vaults.ts';

/** The port to Azure, on the real SDK clients. Sends nothing before it is asked something. */
export function createArm(options: ConnectionOptions): Arm {
  const connection = connect(options);
  const graph = resourceGraphCalls(connection);
  return {
    ...backupInstanceCalls(connection),
    ...blobCalls(connection),
    ...clusterCalls(connection),
    ...clusterUpdateCalls(connection),
    ...commandCalls(connection),
    ...extensionCalls(connection),
    ...identityCalls(connection),
    ...kubernetesVersionCalls(connection),
    ...lockCalls(connection),
    ...networkCalls(connection),
    ...operationCalls(connection),
    ...permissionCalls(connection),
    ...graph,
    ...containerUserCalls(graph),
    ...policyCalls(connection),
    ...policyDefinitionCalls(graph),
    ...listedSubscriptionCalls(graph),
    ...protectionCalls(connection),
    ...providerCalls(connection),
    ...subscriptionCalls(connection),
    ...resourceGroupCalls(connection),
    ...roleAssignmentCalls(connection),
    ...roleAssignmentCountCalls(graph),
    ...storageAccountCalls(connection),
    ...trustedAccessCalls(connection),
    ...vaultCalls(connection),
  };
}
