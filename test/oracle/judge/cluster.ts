import { at, cannot, type Doubt, find, listAt, same, subscriptionOf, textAt, unknown, type World } from './world.ts';

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster
 */
export function* judgeCluster(world: World): Generator<Doubt> {
  const { cluster: id, vault } = world.arrangement;
  const cluster = find(world, id);
  if (cluster === undefined) return yield cannot('The cluster does not exist.');

  // A cluster at work refuses other writes, and its pods may be on the move.
  if (textAt(cluster, 'properties.provisioningState') !== 'Succeeded') yield cannot('The cluster is at work.');
  // UserErrorKubernetesBackupClusterIsStopped. Older answers have no power state at all.
  const power = textAt(cluster, 'properties.powerState.code');
  if (power === undefined) yield unknown('The power state of the cluster is not returned.');
  else if (power !== 'Running') yield cannot('The cluster is stopped.');
  // "clusters using a service principal aren't supported"
  if (controlPlanePrincipal(cluster) === undefined) yield cannot('The cluster has no managed identity.');

  const version =
    textAt(cluster, 'properties.currentKubernetesVersion') ?? textAt(cluster, 'properties.kubernetesVersion');
  if (version === undefined) yield unknown('The Kubernetes version is not returned.');
  else if (isBefore(version, [1, 21, 1])) yield cannot('Kubernetes is older than 1.21.1, which has no CSI snapshots.');

  // Old api-versions do not return the profile: its absence is not "disabled".
  for (const part of ['diskCSIDriver', 'snapshotController']) {
    const enabled = at(cluster, `properties.storageProfile.${part}.enabled`);
    if (enabled === false) yield cannot(`${part} is disabled.`);
    else if (enabled !== true) yield unknown(`${part} is not returned.`);
  }

  // Pod identity intercepts the extension's token requests unless its namespace is excepted
  // (troubleshooting page). An exception made inside the cluster cannot be seen here.
  const exceptions = listAt(cluster, 'properties.podIdentityProfile.userAssignedIdentityExceptions');
  const isExcepted = exceptions.some((each) => same(textAt(each, 'namespace'), 'dataprotection-microsoft'));
  if (at(cluster, 'properties.podIdentityProfile.enabled') === true && !isExcepted) {
    yield unknown('Pod identity is enabled without an exception for the namespace of the extension.');
  }

  yield* judgeProviders(world, [
    [subscriptionOf(id), 'Microsoft.KubernetesConfiguration'],
    [subscriptionOf(id), 'Microsoft.ContainerService'],
    [subscriptionOf(vault), 'Microsoft.DataProtection'],
  ]);
}

function* judgeProviders(world: World, providers: readonly (readonly [string, string])[]): Generator<Doubt> {
  for (const [subscription, namespace] of providers) {
    const state = textAt(find(world, `${subscription}/providers/${namespace}`), 'registrationState');
    if (state === 'Registered') continue;
    // Some regions may work before the state changes.
    if (state === 'Registering') yield unknown(`${namespace} is still being registered.`);
    else yield cannot(`${namespace} is not registered.`);
  }
}

/**
 * As `az dataprotection backup-instance` chooses it: the system-assigned identity, else the first
 * user-assigned one.
 */
export function controlPlanePrincipal(cluster: unknown): string | undefined {
  const own = textAt(cluster, 'identity.principalId');
  if (own !== undefined) return own;
  const assigned = at(cluster, 'identity.userAssignedIdentities');
  const [first] = typeof assigned === 'object' && assigned !== null ? Object.values(assigned) : [];
  return textAt(first, 'principalId');
}

function isBefore(version: string, floor: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  // "1.29" is an alias of its newest patch.
  const at = floor.findIndex((least, index) => (parts[index] ?? Number.POSITIVE_INFINITY) !== least);
  return at >= 0 && (parts[at] ?? Number.POSITIVE_INFINITY) < (floor[at] ?? 0);
}
