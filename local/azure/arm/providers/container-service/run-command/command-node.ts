import type { ArmState } from '../../../state/arm-state.ts';
import type { Echoed } from '../../../state/wire.ts';
import { deniesOutbound } from '../../network/outbound-rules.ts';
import type { ManagedCluster } from '../managed-cluster.ts';
import type { CommandPod } from './workloads.ts';

/**
 * The pod of a command tolerates no taint, not even that of system pools, and has too little time
 * for the autoscaler.
 * https://github.com/MicrosoftDocs/azure-docs/issues/99274
 */
export function commandPodIn(state: ArmState, cluster: ManagedCluster): CommandPod {
  const set = state.workloads.get(cluster.id)?.commandPod;
  if (set !== undefined) return set;
  const { agentPoolProfiles, nodeProvisioningProfile } = cluster.properties;
  const { mode } = (nodeProvisioningProfile ?? {}) as Echoed;
  const pools =
    mode === 'Auto' || cluster.sku.name === 'Automatic' ? agentPoolProfiles : agentPoolProfiles.filter(takesPod);
  if (pools.length === 0) return 'isNotStarted';
  const subnets = pools.map(({ vnetSubnetID }) => state.subnets.get(String(vnetSubnetID)));
  const isKeptIn = subnets.every(
    (subnet) => subnet !== undefined && deniesOutbound(state, subnet, ['AzureCloud', 'MicrosoftContainerRegistry']),
  );
  return isKeptIn ? 'cannotPullItsImage' : 'runs';
}

function takesPod(pool: Echoed): boolean {
  const isSpecial = pool.mode === 'Gateway' || pool.scaleSetPriority === 'Spot';
  const isLinux = String(pool.osType ?? 'Linux').toLowerCase() === 'linux';
  const taints = Array.isArray(pool.nodeTaints) ? pool.nodeTaints.map(String) : [];
  const isStopped = (pool.powerState as Echoed | undefined)?.code === 'Stopped';
  return (
    isLinux &&
    !isSpecial &&
    !isStopped &&
    pool.count !== 0 &&
    taints.every((taint) => taint.endsWith('PreferNoSchedule'))
  );
}
