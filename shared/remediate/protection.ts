import type { Trace } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { CLUSTER_TYPE, type ClusterId, partsOf, type VaultId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';

/** Whether backups of a cluster rely on what Backstay put in place. */
export type Protection =
  | {
      readonly state: 'none';
      /** Other clusters that these vaults protect. */
      readonly others: readonly ClusterId[];
    }
  | { readonly state: 'protected' | 'unknown'; readonly failure: Failure; readonly trace: Trace };

/**
 * Reads whether the cluster has a backup instance, in any state, stopped included: its recovery
 * points need what would be undone. It asks for the cluster's own list and for those of the vaults,
 * because the cluster's may leave out vaults that Backstay cannot see.
 */
export async function readProtection(
  clusterId: ClusterId,
  vaultIds: readonly VaultId[],
  arm: ArmReader,
): Promise<Protection> {
  const others = new Set<ClusterId>();
  const lists = [
    () => arm.listBackupInstancesOf(clusterId),
    ...vaultIds.map((vaultId) => () => arm.listBackupInstances(vaultId)),
  ];
  for (const list of lists) {
    const read = await list();
    const { trace } = read;
    if (!read.ok) {
      if (NOTHING_THERE.has(read.failure.code)) continue;
      return { state: 'unknown', failure: notChecked(read.failure), trace };
    }
    const instance = read.value.find(({ datasourceId }) => datasourceId === clusterId);
    if (instance !== undefined) {
      const state = instance.protectionState ?? 'state not returned by Azure';
      const message = `Cluster ${partsOf(clusterId).name} is protected: backup instance ${instance.armId} (${state}) relies on what would be undone.`;
      return { state: 'protected', failure: { class: 'permanent', code: 'ClusterProtected', message }, trace };
    }
    for (const { datasourceId } of read.value) {
      if (partsOf(datasourceId).type === CLUSTER_TYPE) others.add(datasourceId as ClusterId);
    }
  }
  return { state: 'none', others: [...others] };
}

/**
 * A cluster or vault that is gone protects nothing, and neither does one whose subscription has no
 * DataProtection. Other answers of the class `gone`, such as SubscriptionNotFound, are also given
 * to those who lack the right to read.
 */
const NOTHING_THERE: ReadonlySet<string> = new Set([
  'ResourceNotFound',
  'ResourceGroupNotFound',
  'ParentResourceNotFound',
  'MissingSubscriptionRegistration',
]);

function notChecked({ class: its, code, message, retryAfterSeconds }: Failure): Failure {
  return {
    class: its,
    code: 'ProtectionUnknown',
    message: `Whether the cluster is protected could not be checked. ${code}: ${message}`,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}
