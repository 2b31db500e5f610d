import { type OddCluster, type Oddity, odd, ROLES } from './odd-clusters.ts';
import { OF_VAULT, RIGHT } from './odd-staging.ts';

const target = (name: string, change: (cluster: OddCluster) => OddCluster): Oddity =>
  odd(`restore target ${name}`, (cluster) => {
    const staged = cluster.staging ?? RIGHT;
    const roles = cluster.staging === undefined ? [...cluster.roles, ...OF_VAULT] : cluster.roles;
    return change({ ...cluster, isRestoreTarget: true, staging: staged, roles });
  });
const withVault = (name: string, vault: Partial<OddCluster['vault']>): Oddity =>
  target(name, (cluster) => ({ ...cluster, vault: { ...cluster.vault, ...vault } }));

/** A cluster to which backups of other clusters are restored. */
export const TARGETS: readonly Oddity[] = [
  target('in the region of its vault', (cluster) => cluster),
  target('without the roles that move backups into the vault', (cluster) => ({
    ...cluster,
    roles: cluster.roles.filter(({ role }) => role !== ROLES.diskOperator && role !== ROLES.blobReader),
  })),
  target('that another vault protects', (cluster) => ({ ...cluster, protectedBy: 'other' })),
  target('whose own backups are in error', (cluster) => ({ ...cluster, protectedBy: 'ownInError' })),
  withVault('of the paired region', {
    location: 'northeurope',
    copies: { type: 'GeoRedundant', crossRegionRestore: 'Enabled' },
  }),
  withVault('of the paired region without Cross Region Restore', {
    location: 'northeurope',
    copies: { type: 'GeoRedundant' },
  }),
  withVault('of the paired region, whose vault has no copies there', { location: 'northeurope' }),
  withVault('of a region that is not paired', {
    location: 'uksouth',
    copies: { type: 'GeoRedundant', crossRegionRestore: 'Enabled' },
  }),
];
