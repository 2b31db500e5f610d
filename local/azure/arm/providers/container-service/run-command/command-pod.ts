import type { ArmState } from '../../../state/arm-state.ts';
import type { Echoed } from '../../../state/wire.ts';
import { aksError, operationNotAllowed } from '../aks-error.ts';
import { isStopped, type ManagedCluster } from '../managed-cluster.ts';
import { commandPodIn } from './command-node.ts';
import type { CommandEnd } from './command-result.ts';
import { insideOf } from './inside-of.ts';
import { runCommandLine } from './kubectl.ts';

/** https://learn.microsoft.com/azure/aks/access-private-cluster#limitations-and-considerations */
const MAXIMUM_OUTPUT_BYTES = 512 * 1024;

/**
 * Codes and texts of these refusals are in no public source: they are assumed.
 *
 * @throws ArmError when the cluster takes no commands, or none without a token.
 */
export function requireCommandable(cluster: ManagedCluster, clusterToken: string): void {
  const { name, properties } = cluster;
  if (isStopped(cluster)) {
    throw operationNotAllowed('You can only perform start or delete operations on a stopped cluster.');
  }
  const { provisioningState } = properties;
  if (provisioningState === 'Creating' || provisioningState === 'Starting' || provisioningState === 'Deleting') {
    throw operationNotAllowed(`The cluster ${name} is ${provisioningState}: it cannot run commands.`);
  }
  const { disableRunCommand } = (properties.apiServerAccessProfile ?? {}) as Echoed;
  if (disableRunCommand === true) throw aksError(400, 'BadRequest', `Run command is disabled for the cluster ${name}.`);
  if (properties.aadProfile && clusterToken === '') {
    throw aksError(
      400,
      'BadRequest',
      `The cluster ${name} is integrated with Microsoft Entra ID: clusterToken is needed.`,
    );
  }
}

/** The outcome of a command's pod, by the cluster as it is when it ends. */
export function endCommand(
  command: string,
  cluster: ManagedCluster,
  state: ArmState,
  times: { readonly startedAt: string; readonly finishedAt: string },
): CommandEnd {
  switch (commandPodIn(state, cluster)) {
    case 'isNotStarted':
      return { kind: 'notStarted' };
    case 'cannotPullItsImage':
      return { kind: 'failed', reason: 'ImagePullBackoff' };
    default: {
      const { exitCode, logs } = runCommandLine(command, insideOf(cluster, state));
      return { kind: 'ran', exitCode, ...times, logs: cut(logs) };
    }
  }
}

function cut(logs: string): string {
  const bytes = Buffer.from(logs);
  return bytes.length <= MAXIMUM_OUTPUT_BYTES ? logs : bytes.subarray(0, MAXIMUM_OUTPUT_BYTES).toString();
}
