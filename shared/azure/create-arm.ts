import type { Arm } from './arm.ts';
import { clusterCalls } from './clusters.ts';
import { commandCalls } from './commands.ts';
import { type ConnectionOptions, connect } from './connection.ts';
import { extensionCalls } from './extensions.ts';
import { operationCalls } from './operations.ts';
import { providerCalls } from './providers.ts';
import { roleAssignmentCalls } from './role-assignments.ts';
import { storageAccountCalls } from './storage-accounts.ts';
import { trustedAccessCalls } from './trusted-access.ts';
import { vaultCalls } from './vaults.ts';

/** The port to Azure, on the real SDK clients. Sends nothing before it is asked something. */
export function createArm(options: ConnectionOptions): Arm {
  const connection = connect(options);
  return {
    ...clusterCalls(connection),
    ...commandCalls(connection),
    ...extensionCalls(connection),
    ...operationCalls(connection),
    ...providerCalls(connection),
    ...roleAssignmentCalls(connection),
    ...storageAccountCalls(connection),
    ...trustedAccessCalls(connection),
    ...vaultCalls(connection),
  };
}
