import { nodeGroupOf } from './snapshot-group.ts';
import { cannot, type Doubt, find, isWithin, resourcesOf, textAt, type World } from './world.ts';

/** https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources */
export function* judgeLocks(world: World): Generator<Doubt> {
  const { snapshotGroup, storageAccount, cluster } = world.arrangement;
  const nodeGroup = nodeGroupOf(find(world, cluster), cluster);
  for (const lock of resourcesOf(world, 'providers/Microsoft.Authorization/locks')) {
    const id = textAt(lock, 'id') ?? '';
    const scope = id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '');
    const isReadOnly = textAt(lock, 'properties.level') === 'ReadOnly';
    // UserErrorSnapshotResourceGroupHasLocks: of either level, since snapshots are made and pruned
    // there.
    if (isWithin(snapshotGroup, scope)) yield cannot(`${id} locks the snapshot group.`);
    // Snapshots begin with a POST to the disks of the nodes' group; the identity of the extension
    // is made there.
    if (isReadOnly && nodeGroup !== undefined && isWithin(nodeGroup, scope))
      yield cannot(`${id} locks the group of the nodes.`);
    // UserErrorBackupFailedBackupStorageLocationReadOnly
    if (isReadOnly && isWithin(storageAccount, scope)) yield cannot(`${id} locks the storage account.`);
  }
}
