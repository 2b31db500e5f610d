import {
  at,
  cannot,
  type Doubt,
  find,
  listAt,
  resourcesBelow,
  resourcesOf,
  same,
  subscriptionOf,
  textAt,
  unknown,
  type World,
} from './world.ts';

const TYPE = 'microsoft.dataprotection.kubernetes';
const LOCATION = 'configuration.backupStorageLocation.';

/**
 * The backup extensions of a cluster, found by their type: their names differ (`azure-aks-backup`,
 * `azbkuextension`).
 */
export function backupExtensionsOf(world: World, cluster: string): readonly unknown[] {
  const all = resourcesBelow(world, cluster, 'providers/Microsoft.KubernetesConfiguration/extensions');
  return all.filter((each) => same(textAt(each, 'properties.extensionType'), TYPE));
}

export function extensionPrincipal(extension: unknown): string | undefined {
  return textAt(extension, 'properties.aksAssignedIdentity.principalId');
}

/**
 * An installed extension has reached its names and the cluster's API, through any proxy or DNS
 * server.
 */
export function isInstalled(world: World): boolean {
  return backupExtensionsOf(world, world.arrangement.cluster).some(
    (each) => textAt(each, 'properties.provisioningState') === 'Succeeded' && extensionPrincipal(each) !== undefined,
  );
}

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#backup-extension
 */
export function* judgeExtension(world: World): Generator<Doubt> {
  const [extension, ...others] = backupExtensionsOf(world, world.arrangement.cluster);
  if (extension === undefined) return yield cannot('The backup extension is not installed.');
  if (others.length > 0) yield unknown('There is more than one backup extension.');

  const state = textAt(extension, 'properties.provisioningState');
  if (state !== 'Succeeded') yield cannot(`The extension is ${state}.`);
  for (const status of listAt(extension, 'properties.statuses')) yield* judgeStatus(status);

  const principal = extensionPrincipal(extension);
  if (principal === undefined) yield cannot('The extension has no identity yet.');
  else if (!identityExists(world, principal)) {
    // UserErrorKubernetesBackupExtensionIdentityNotFound
    yield cannot('The identity of the extension does not exist.');
  }
  yield* judgeSettings(world, extension);
}

/**
 * 109 of 109 recorded bodies have statuses with `level: null`; the codes of failed ones name a
 * failure.
 */
function* judgeStatus(status: unknown): Generator<Doubt> {
  const level = textAt(status, 'level');
  const code = textAt(status, 'code') ?? '';
  if (level === 'Information' || level === 'Warning') return;
  if (level === 'Error' || /fail|error/i.test(code)) yield cannot(`The extension reports ${code}.`);
  else yield unknown(`The extension reports ${code}.`);
}

function identityExists(world: World, principal: string): boolean {
  const identities = resourcesOf(world, 'providers/Microsoft.ManagedIdentity/userAssignedIdentities');
  return identities.some((each) => same(textAt(each, 'properties.principalId'), principal));
}

/** Setting names: partner extension of the Azure CLI, DataProtectionKubernetes.py. */
function* judgeSettings(world: World, extension: unknown): Generator<Doubt> {
  const { storageAccount, container } = world.arrangement;
  const [, , subscription, , group, , , , account] = storageAccount.split('/');
  const wanted: readonly (readonly [string, string | undefined])[] = [
    ['bucket', container],
    ['config.storageAccount', account],
    ['config.resourceGroup', group],
    ['config.subscriptionId', subscription],
  ];
  for (const [name, value] of wanted) {
    if (!same(setting(extension, name), value)) yield cannot(`The extension has another ${name}.`);
  }
  if (setting(extension, 'config.useAAD')?.toLowerCase() === 'true') {
    // The Azure CLI always sends the address of the blobs beside useAAD; what the chart does
    // without it is not documented.
    if (setting(extension, 'config.storageAccountURI') === undefined)
      yield unknown('The extension has no storage address.');
    return;
  }
  // The older way, with keys of the account. It was seen to work, but the page asks for a role on
  // data, which it does not use.
  const keysAllowed = at(find(world, storageAccount), 'properties.allowSharedKeyAccess') !== false;
  if (keysAllowed) yield unknown('The extension uses keys of the account.');
  else yield cannot('The extension uses keys of an account that forbids them.'); // UserErrorStorageAccountKeyAccessDisallowed
}

function setting(extension: unknown, name: string): string | undefined {
  // The names have dots in them, so that a path would not find them.
  const settings = at(extension, 'properties.configurationSettings') ?? {};
  const value = (settings as Record<string, unknown>)[LOCATION + name];
  return typeof value === 'string' ? value : undefined;
}

/** "one container per cluster": another cluster's extension must not write to the same one. */
export function* clustersInContainer(world: World): Generator<string> {
  const { cluster, container, storageAccount } = world.arrangement;
  const account = storageAccount.split('/').at(-1);
  for (const each of resourcesBelow(
    world,
    subscriptionOf(cluster),
    'providers/Microsoft.KubernetesConfiguration/extensions',
  )) {
    const id = textAt(each, 'id') ?? '';
    const isOwn = id.toLowerCase().startsWith(`${cluster.toLowerCase()}/`);
    if (!isOwn && same(setting(each, 'bucket'), container) && same(setting(each, 'config.storageAccount'), account))
      yield id;
  }
}
