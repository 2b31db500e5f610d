import type { FactValues } from '../../model/fact.ts';
import type { Profile } from '../../model/profile.ts';
import { nodeGroupOf } from '../../model/resource-id.ts';
import type { CreatedThing } from './arm-policies.ts';

/**
 * Resources that backups still create: snapshots always, the group and the extension while they are
 * missing.
 */
export function createdThings(
  { cluster, snapshotGroup, backupExtensions }: Pick<FactValues, 'cluster' | 'snapshotGroup' | 'backupExtensions'>,
  { snapshotGroupId }: Profile,
): readonly CreatedThing[] {
  const nodeGroup = nodeGroupOf(cluster.id, cluster.nodeResourceGroup);
  const isInstalled = backupExtensions.some(({ principalId }) => principalId !== undefined);
  return [
    { creation: 'snapshots', words: 'disk snapshots', scope: snapshotGroupId },
    ...(snapshotGroup === 'absent'
      ? [{ creation: 'snapshotGroup', words: 'the snapshot group', scope: snapshotGroupId } as const]
      : []),
    ...(isInstalled ? [] : [{ creation: 'extension', words: 'the backup extension', scope: cluster.id } as const]),
    ...(isInstalled || nodeGroup === undefined
      ? []
      : [{ creation: 'extensionIdentity', words: 'the identity of the extension', scope: nodeGroup } as const]),
  ];
}
