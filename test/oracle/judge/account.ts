import { clustersInContainer } from './extension.ts';
import { regionOf } from './vault.ts';
import { cannot, type Doubt, find, textAt, unknown, type World } from './world.ts';

/**
 * Support matrix of 2026-01-06: same region as the cluster, Standard general purpose v2, one
 * container for one cluster.
 */
export function* judgeAccount(world: World): Generator<Doubt> {
  const { storageAccount, container, cluster } = world.arrangement;
  const account = find(world, storageAccount);
  if (account === undefined) return yield cannot('The storage account does not exist.');
  if (textAt(account, 'kind') !== 'StorageV2') yield cannot('The account is not general purpose v2.');
  const sku = textAt(account, 'sku.name');
  if (sku === undefined) yield unknown('The SKU of the account is not returned.');
  else if (!/^Standard/i.test(sku)) yield cannot('The account is not Standard.');

  const clusterRegion = regionOf(find(world, cluster));
  if (clusterRegion !== undefined && regionOf(account) !== clusterRegion)
    yield cannot('The account is in another region.');
  if (find(world, `${storageAccount}/blobServices/default/containers/${container}`) === undefined) {
    yield cannot('The container does not exist.');
  }
  for (const other of clustersInContainer(world)) yield cannot(`${other} writes to the same container.`);
}
