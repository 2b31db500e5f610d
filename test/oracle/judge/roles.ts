import { controlPlanePrincipal } from './cluster.ts';
import { backupExtensionsOf, extensionPrincipal } from './extension.ts';
import { vaultPrincipal } from './vault.ts';
import { cannot, type Doubt, find, isWithin, resourcesOf, same, textAt, unknown, type World } from './world.ts';

const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ACCOUNT_CONTRIBUTOR = '17d1049b-9a84-46fb-8f53-869881c3d3ab';
const BLOB_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const BLOB_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const BLOB_READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const DISK_DATA_OPERATOR = '959f8984-c045-4866-89c7-12bf9737be2e';
const DISK_SNAPSHOT_CONTRIBUTOR = '7efff54f-a5b4-42b5-a1c5-5411624893ce';

interface Need {
  readonly principal: string | undefined;
  /**
   * The role of the page, and those that include it. Owner and Contributor have no rights on data.
   */
  readonly roles: readonly string[];
  readonly scope: string;
  readonly name: string;
}

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions
 */
export function* judgeRoles(world: World): Generator<Doubt> {
  for (const need of needsOf(world)) {
    // Without an identity there is no holder of the role; the areas of vault, cluster and
    // extension say so.
    if (need.principal === undefined) continue;
    const held = resourcesOf(world, 'providers/Microsoft.Authorization/roleAssignments').filter(
      (each) =>
        same(textAt(each, 'properties.principalId'), need.principal) &&
        need.roles.includes((textAt(each, 'properties.roleDefinitionId') ?? '').split('/').at(-1)?.toLowerCase() ?? ''),
    );
    const scopeOf = (each: unknown) => textAt(each, 'properties.scope') ?? '';
    const inherited = held.filter((each) => isWithin(need.scope, scopeOf(each)));
    if (inherited.some((each) => textAt(each, 'properties.condition') === undefined)) continue;
    // A condition may let everything needed through or nothing of it.
    if (inherited.length > 0) yield unknown(`${need.name} is held under a condition.`);
    // Held on the container only, a role on data may be enough for the extension.
    else if (held.some((each) => isWithin(scopeOf(each), need.scope)))
      yield unknown(`${need.name} is held below its scope.`);
    else yield cannot(`${need.name} is not held.`);
  }
}

function needsOf(world: World): readonly Need[] {
  const { cluster, vault, storageAccount, snapshotGroup, tier, staging, isRestoreTarget } = world.arrangement;
  const ofVault = vaultPrincipal(find(world, vault));
  const ofCluster = controlPlanePrincipal(find(world, cluster));
  const ofExtension = extensionPrincipal(backupExtensionsOf(world, cluster)[0]);
  const always: readonly Need[] = [
    {
      principal: ofVault,
      roles: [READER, CONTRIBUTOR, OWNER],
      scope: cluster,
      name: 'Reader of the vault on the cluster',
    },
    {
      principal: ofVault,
      roles: [READER, CONTRIBUTOR, OWNER],
      scope: snapshotGroup,
      name: 'Reader of the vault on the snapshot group',
    },
    {
      principal: ofCluster,
      roles: [CONTRIBUTOR, OWNER],
      scope: snapshotGroup,
      name: 'Contributor of the cluster on the snapshot group',
    },
    {
      principal: ofExtension,
      roles: [BLOB_CONTRIBUTOR, BLOB_OWNER],
      scope: storageAccount,
      name: 'Storage Blob Data Contributor of the extension',
    },
  ];
  const forVaultTier: readonly Need[] = [
    {
      principal: ofVault,
      roles: [DISK_DATA_OPERATOR],
      scope: snapshotGroup,
      name: 'Data Operator for Managed Disks of the vault',
    },
    {
      principal: ofVault,
      roles: [DISK_SNAPSHOT_CONTRIBUTOR, CONTRIBUTOR, OWNER],
      scope: snapshotGroup,
      name: 'Disk Snapshot Contributor of the vault',
    },
    {
      principal: ofVault,
      roles: [BLOB_READER, BLOB_CONTRIBUTOR, BLOB_OWNER],
      scope: storageAccount,
      name: 'Storage Blob Data Reader of the vault',
    },
  ];
  const forStaging: readonly Need[] =
    staging === undefined
      ? []
      : [
          {
            principal: ofVault,
            roles: [CONTRIBUTOR, OWNER],
            scope: staging.group,
            name: 'Contributor of the vault on the staging group',
          },
          {
            principal: ofVault,
            roles: [ACCOUNT_CONTRIBUTOR, CONTRIBUTOR, OWNER],
            scope: staging.account,
            name: 'Storage Account Contributor of the vault on the staging account',
          },
          {
            principal: ofVault,
            roles: [BLOB_OWNER],
            scope: staging.account,
            name: 'Storage Blob Data Owner of the vault on the staging account',
          },
        ];
  // "Allows Backup Vault service to move incremental snapshot data to the Vault", and the like.
  const movesIntoVault = tier === 'vault' && !isRestoreTarget;
  return [...always, ...(movesIntoVault ? forVaultTier : []), ...forStaging];
}
