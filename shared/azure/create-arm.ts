import type { Arm } from './arm.ts';
import { clusterCalls } from './clusters.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { extensionCalls } from './extensions.ts';
import { operationCalls } from './operations.ts';
import { policyCalls } from './policies.ts';
import { policyDefinitionCalls } from './policy-definitions.ts';
import { providerCalls } from './providers.ts';
import { resourceGraphCalls } from './resource-graph.ts';
import { roleAssignmentCalls } from './role-assignments.ts';
import { storageAccountCalls } from './storage-accounts.ts';
import { trustedAccessCalls } from './trusted-access.ts';
import { vaultCalls } from './vaults.ts';

/** The port to Azure, on the real SDK clients. Sends nothing before it is asked something. */
export function createArm(options: ConnectionOptions): Arm {
  const connection = connect(options);
  const graph = resourceGraphCalls(connection);
  return {
    ...clusterCalls(connection),
    ...extensionCalls(connection),
    ...graph,
    ...operationCalls(connection),
    ...policyCalls(connection),
    ...policyDefinitionCalls(graph),
    ...providerCalls(connection),
    ...roleAssignmentCalls(connection),
    ...storageAccountCalls(connection),
    ...trustedAccessCalls(connection),
    ...vaultCalls(connection),
  };
}
