import { cannot, type Doubt, find, same, subscriptionOf, textAt, type World } from './world.ts';

export function* judgeSnapshotGroup(world: World): Generator<Doubt> {
  const { snapshotGroup, cluster } = world.arrangement;
  const group = find(world, snapshotGroup);
  if (group === undefined) return yield cannot('The snapshot group does not exist.');
  if (textAt(group, 'properties.provisioningState') === 'Deleting')
    yield cannot('The snapshot group is being deleted.');
  // AKS owns the group of the nodes, and deletes it with the cluster.
  if (same(nodeGroupOf(find(world, cluster), cluster), snapshotGroup))
    yield cannot('The snapshot group is that of the nodes.');
}

export function nodeGroupOf(cluster: unknown, id: string): string | undefined {
  const name = textAt(cluster, 'properties.nodeResourceGroup');
  return name === undefined ? undefined : `${subscriptionOf(id)}/resourceGroups/${name}`;
}
