import { cannot, type Doubt, isWithin, resourcesOf, same, textAt, type World } from './world.ts';

/**
 * UserErrorDppDatasourceAlreadyHasBackupInstance: a second vault cannot protect the same cluster.
 * An instance in error runs no backups until its protection is synchronised or configured again.
 */
export function* judgeProtection(world: World): Generator<Doubt> {
  const { cluster, vault, isRestoreTarget } = world.arrangement;
  for (const instance of resourcesOf(world, 'backupInstances')) {
    const id = textAt(instance, 'id') ?? '';
    if (!same(textAt(instance, 'properties.dataSourceInfo.resourceID'), cluster)) continue;
    if (!isWithin(id, vault)) {
      // Nothing is to be protected here, so that a second vault is no matter.
      if (!isRestoreTarget) yield cannot(`${id} protects the cluster already.`);
    } else if (same(textAt(instance, 'properties.currentProtectionState'), 'ProtectionError'))
      yield cannot(`${id} is in error.`);
  }
}
