import { uuid5 } from '../lib/uuid5.ts';
import type { BackupInstanceRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf, json } from '../steps/az.ts';
import { backupInstanceName, instanceBody } from '../steps/instance-body.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES, BACKUP_POLICY, CONFIRMED } from './preconditions.ts';
import { CLUSTER, REQUEST } from './samples.ts';

const INSTANCES = 'Microsoft.DataProtection/backupVaults/backupInstances';

/** Protects the cluster. Undo stops the protection and keeps all recovery points. */
export const backupInstance = {
  kind: 'backupInstance',
  protects: true,
  order: 160,
  allowed: 'whereListedAndApproved',
  risk: 'changesResource',
  longRunning: true,
  preconditions: [...ALL_PREREQUISITES, BACKUP_POLICY, CONFIRMED],
  role: {
    title: 'Cluster Protector',
    description: 'Creates backup instances in Backup vaults.',
    places: ['vault'],
    actions: [`${INSTANCES}/write`],
  },
  review: {
    why: 'a backup instance protects the cluster',
    beyond: 'it allows to protect any cluster that the vault reaches, and to move an instance to another policy',
  },
  sentence: 'Backstay creates the backup instance. An instance of the same vault is adopted, never doubled.',
  sample: {
    kind: 'backupInstance',
    clusterId: CLUSTER,
    name: 'cluster-backup',
    friendlyName: 'cluster',
    request: REQUEST,
  },

  key: ({ kind, clusterId, request }) => uuid5(kind, clusterId, request.vaultId, request.policyId),
  describe: ({ clusterId, request: { vaultId } }) =>
    `Protect cluster ${partsOf(clusterId).name} in vault ${partsOf(vaultId).name}`,
  effect({ clusterId, request }) {
    const { policyId, includedNamespaces: only, excludedNamespaces: not, snapshotVolumes } = request;
    const namespaces =
      only.length > 0
        ? `namespaces ${only.join(', ')}`
        : `all namespaces${not.length > 0 ? ` but ${not.join(', ')}` : ''}`;
    return `Azure Backup backs up cluster ${clusterId} by policy ${policyId}: ${namespaces}, ${snapshotVolumes ? 'with' : 'without'} snapshots of volumes. Instances and storage are billed from then on.`;
  },
  undoText: 'Stop the protection; the recovery points stay.',
  permissions: ({ request: { vaultId } }) => [
    { action: `${INSTANCES}/write`, scope: vaultId },
    { action: `${INSTANCES}/read`, scope: vaultId },
    { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
  ],
  lane: () => undefined,
  commands({ remedy: { request, name, friendlyName } }) {
    const place = { ...inGroupOf(request.vaultId), vaultName: partsOf(request.vaultId).name };
    const backupInstance = json({ backup_instance_name: name, properties: instanceBody(request, friendlyName) });
    return [az('dataprotection backup-instance create', { ...place, backupInstance })];
  },
  declare: ({ remedy: { request, name, friendlyName } }) => ({
    kind: 'resource',
    type: 'Microsoft.DataProtection/backupVaults/backupInstances',
    parentId: request.vaultId,
    name,
    properties: instanceBody(request, friendlyName),
  }),
  undo: {
    describe: ({ clusterId, request: { vaultId } }) =>
      `Stop the protection of cluster ${partsOf(clusterId).name} in vault ${partsOf(vaultId).name}, and keep its recovery points`,
    permissions: ({ request: { vaultId } }) => [
      { action: `${INSTANCES}/stopProtection/action`, scope: vaultId },
      { action: `${INSTANCES}/read`, scope: vaultId },
    ],
    role: {
      title: 'Protection Stopper',
      description: 'Stops the protection of clusters, and keeps their recovery points.',
      places: ['vault'],
      actions: [`${INSTANCES}/stopProtection/action`],
    },
    longRunning: true,
    keepsBackups: true,
    ownName: ({ clusterId, name }) => name === backupInstanceName(clusterId),
    isSharedWith: ({ request }, { isSameCluster, profile }) =>
      isSameCluster && profile?.vaultId === request.vaultId && profile.protection !== undefined,
    origin: (before) => (before === undefined ? 'unknown' : 'backupInstance' in before ? 'changed' : 'made'),
  },
} satisfies Change<BackupInstanceRemedy>;
