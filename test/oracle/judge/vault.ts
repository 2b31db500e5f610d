import { cannot, type Doubt, find, listAt, same, textAt, unknown, type World } from './world.ts';

/** Support matrix of 2026-01-06. Vaults of other regions are not known to back up clusters. */
const BOTH_TIERS =
  'australiacentral australiacentral2 australiaeast australiasoutheast brazilsouth brazilsoutheast canadacentral canadaeast ' +
  'centralindia centralus eastasia eastus eastus2 francecentral francesouth germanynorth germanywestcentral italynorth ' +
  'japaneast japanwest jioindiawest koreacentral koreasouth northcentralus northeurope norwayeast norwaywest ' +
  'southafricanorth southafricawest southcentralus southindia southeastasia swedencentral switzerlandnorth switzerlandwest ' +
  'uaenorth uksouth ukwest westcentralus westeurope westus westus2 westus3';
const OPERATIONAL_ONLY =
  'chinaeast2 chinaeast3 chinanorth2 chinanorth3 usgovarizona usgovtexas usgovvirginia israelcentral polandcentral spaincentral';

export function* judgeVault(world: World): Generator<Doubt> {
  const { vault: id, cluster, tier } = world.arrangement;
  const vault = find(world, id);
  if (vault === undefined) return yield cannot('The vault does not exist.');
  const state = textAt(vault, 'properties.provisioningState');
  if (state === undefined) yield unknown('The state of the vault is not returned.');
  else if (state !== 'Succeeded') yield cannot(`The vault is ${state}.`);

  // Trusted Access authenticates the system-assigned identity of the vault.
  if (vaultPrincipal(vault) === undefined) yield cannot('The vault has no system-assigned identity.');

  const region = regionOf(vault);
  const clusterRegion = regionOf(find(world, cluster));
  if (clusterRegion !== undefined && region !== clusterRegion) yield* judgeDistance(vault, clusterRegion, world);
  // DppUserErrorVaultTierPolicyNotSupported
  if (tier === 'vault' && OPERATIONAL_ONLY.split(' ').includes(region ?? ''))
    yield cannot('The region has no vault tier.');
  if (![...BOTH_TIERS.split(' '), ...OPERATIONAL_ONLY.split(' ')].includes(region ?? '')) {
    yield unknown('The region is not in the support matrix.');
  }
}

/**
 * Only restores reach another region: the paired one, from a geo-redundant vault with Cross Region
 * Restore, and not from snapshots.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-restore
 */
function* judgeDistance(vault: unknown, clusterRegion: string, { arrangement }: World): Generator<Doubt> {
  const pair = [regionOf(vault), clusterRegion].sort().join(' ');
  const [copies] = listAt(vault, 'properties.storageSettings');
  const hasCopies =
    textAt(copies, 'type') === 'GeoRedundant' &&
    textAt(vault, 'properties.featureSettings.crossRegionRestoreSettings.state') === 'Enabled';
  const reaches = ['northeurope westeurope', 'uksouth ukwest'].includes(pair) && hasCopies;
  if (!arrangement.isRestoreTarget || arrangement.tier !== 'vault' || !reaches)
    yield cannot('The vault is in a region that does not serve the cluster.');
}

export function vaultPrincipal(vault: unknown): string | undefined {
  const types = (textAt(vault, 'identity.type') ?? '').split(',').map((type) => type.trim());
  return types.some((type) => same(type, 'SystemAssigned')) ? textAt(vault, 'identity.principalId') : undefined;
}

/** "West Europe" and "westeurope" are the same region. */
export function regionOf(body: unknown): string | undefined {
  return textAt(body, 'location')?.replaceAll(' ', '').toLowerCase();
}
