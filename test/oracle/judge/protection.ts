import { cannot, type Doubt, isWithin, resourcesOf, same, textAt, type World } from './world.ts';

/** UserErrorDppDatasourceAlreadyHasBackupInstance: a second vault cannot protect the same cluster. */
export function* judgeProtection(world: World): Generator<Doubt> {
  const { cluster, vault } = world.arrangement;
  for (const instance of resourcesOf(world, 'backupInstances')) {
    const id = textAt(instance, 'id') ?? '';
    if (same(textAt(instance, 'properties.dataSourceInfo.resourceID'), cluster) && !isWithin(id, vault)) {
      yield cannot(`${id} protects the cluster already.`);
    }
  }
}
