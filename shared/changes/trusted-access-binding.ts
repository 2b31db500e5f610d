import { uuid5 } from '../lib/uuid5.ts';
import type { TrustedAccessBindingRemedy } from '../model/remedy.ts';
import { parseResourceId, partsOf } from '../model/resource-id.ts';
import { az, ofCluster } from '../steps/az.ts';
import type { Change, Missing } from './define.ts';
import { CLUSTER_RUNNING, FITTING, WRITABLE } from './preconditions.ts';
import { CLUSTER, VAULT } from './samples.ts';

const BINDINGS = 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings';

/**
 * Lets a Backup vault reach the API server.
 * https://learn.microsoft.com/azure/aks/trusted-access-feature
 */
export const trustedAccessBinding = {
  kind: 'trustedAccessBinding',
  order: 120,
  allowed: 'byDefault',
  risk: 'grantsAccess',
  longRunning: true,
  preconditions: [...FITTING, WRITABLE, CLUSTER_RUNNING],
  role: {
    title: 'Trusted Access Binder',
    description: 'Gives Backup vaults Trusted Access to clusters.',
    places: ['cluster'],
    actions: [`${BINDINGS}/write`],
  },
  review: { why: 'lets the vault reach the API server of the cluster', beyond: 'it allows to let any vault in' },
  sentence: 'Backstay creates the Trusted Access role binding, or adds the role to the one that is there.',
  sample: {
    kind: 'trustedAccessBinding',
    clusterId: CLUSTER,
    name: 'binding',
    sourceResourceId: VAULT,
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
  },

  key: ({ kind, clusterId, name, sourceResourceId, roles }) =>
    uuid5(kind, clusterId, name, sourceResourceId, ...[...roles].sort()),
  describe: ({ clusterId, name, sourceResourceId }) =>
    `Bind ${sourceResourceId.split('/').at(-1)} to cluster ${partsOf(clusterId).name} by Trusted Access (${name})`,
  effect: ({ clusterId, sourceResourceId, roles }) =>
    `Vault ${sourceResourceId} reaches the API server of cluster ${clusterId} with ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}.`,
  undoText: 'Delete the Trusted Access role binding; the vault then cannot back the cluster up.',
  permissions({ clusterId, sourceResourceId }) {
    const source = parseResourceId(sourceResourceId);
    return [
      { action: `${BINDINGS}/write`, scope: clusterId },
      { action: `${BINDINGS}/read`, scope: clusterId },
      // ARM also checks the rights on what the body links to, and answers
      // LinkedAuthorizationFailed.
      ...(source === undefined ? [] : [{ action: 'Microsoft.DataProtection/backupVaults/read', scope: source }]),
    ];
  },
  lane: ({ clusterId }) => clusterId,
  commands,
  declare: ({ remedy: { clusterId, name, sourceResourceId, roles }, evidence }) => ({
    kind: 'resource',
    type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    parentId: clusterId,
    name,
    properties: { sourceResourceId, roles },
    isThere: evidence.binding !== undefined,
  }),

  undo: {
    describe: ({ clusterId, name }) => `Delete Trusted Access binding ${name} of cluster ${partsOf(clusterId).name}`,
    permissions: ({ clusterId }) =>
      ['delete', 'read'].map((verb) => ({ action: `${BINDINGS}/${verb}`, scope: clusterId })),
    role: {
      title: 'Trusted Access Unbinder',
      description: 'Takes Trusted Access from Backup vaults again.',
      places: ['cluster'],
      actions: [`${BINDINGS}/delete`],
    },
    longRunning: true,
    ownName: ({ name }) => name.startsWith('backstay-'),
    isSharedWith: ({ sourceResourceId }, { isSameCluster, profile }) =>
      isSameCluster && (profile === undefined || profile.vaultId === parseResourceId(sourceResourceId)),
    origin: (before) => (before === undefined ? 'unknown' : 'binding' in before ? 'changed' : 'made'),
  },
} satisfies Change<TrustedAccessBindingRemedy>;

/** `create` refuses a name that exists, and `update` changes nothing but the roles. */
function commands({ remedy, evidence }: Missing<TrustedAccessBindingRemedy>) {
  const { clusterId, name, sourceResourceId, roles: list } = remedy;
  const roles = list.join(',');
  return [
    evidence.binding === undefined
      ? az('aks trustedaccess rolebinding create', { ...ofCluster(clusterId), name, sourceResourceId, roles })
      : az('aks trustedaccess rolebinding update', { ...ofCluster(clusterId), name, roles }),
  ];
}
