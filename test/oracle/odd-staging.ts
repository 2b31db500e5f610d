import { type Oddity, odd, ROLES, type Role, type Staging } from './odd-clusters.ts';

export const RIGHT: Staging = {
  group: { location: 'westeurope' },
  account: { location: 'westeurope', kind: 'StorageV2', properties: {} },
};
export const OF_VAULT: readonly Role[] = [
  { holder: 'vault', role: ROLES.contributor, scope: 'stagingGroup' },
  { holder: 'vault', role: ROLES.accountContributor, scope: 'stagingAccount' },
  { holder: 'vault', role: ROLES.blobOwner, scope: 'stagingAccount' },
];

const staging = (name: string, change: Partial<Staging> = {}, roles: readonly Role[] = OF_VAULT): Oddity =>
  odd(name, (cluster) => ({
    ...cluster,
    staging: { ...RIGHT, ...change },
    roles: [...cluster.roles, ...roles],
  }));
const account = (name: string, change: Partial<NonNullable<Staging['account']>>): Oddity =>
  staging(name, { account: { location: 'westeurope', kind: 'StorageV2', properties: {}, ...change } });

/**
 * A place for restores that the operator names.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-restore
 */
export const STAGING: readonly Oddity[] = [
  staging('staging'),
  staging('staging without its group', { group: undefined }),
  staging('staging group of another region', { group: { location: 'northeurope' } }),
  staging('staging without its account', { account: undefined }),
  account('staging account of another region', { location: 'northeurope' }),
  account('staging account of the first generation', { kind: 'Storage' }),
  account('staging account without public access', { properties: { publicNetworkAccess: 'Disabled' } }),
  account('staging account closed to public networks', {
    properties: {
      networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [], virtualNetworkRules: [] },
    },
  }),
  ...OF_VAULT.map((missing, index) =>
    staging(
      `staging without role ${index} of the vault`,
      {},
      OF_VAULT.filter((each) => each !== missing),
    ),
  ),
  staging('staging with higher roles', {}, [
    { holder: 'vault', role: ROLES.owner, scope: 'stagingGroup' },
    { holder: 'vault', role: ROLES.owner, scope: 'stagingAccount' },
    { holder: 'vault', role: ROLES.blobOwner, scope: 'stagingAccount' },
  ]),
];
