import { uuid5 } from '../lib/uuid5.ts';
import type { InstanceSyncRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf } from '../steps/az.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES } from './preconditions.ts';
import { CLUSTER, VAULT } from './samples.ts';

const INSTANCES = 'Microsoft.DataProtection/backupVaults/backupInstances';

/** Lets Azure Backup check an instance in error again, after the cause was removed. */
export const instanceSync = {
  kind: 'instanceSync',
  order: 170,
  allowed: { with: 'backupInstance' },
  risk: 'harmless',
  longRunning: true,
  changesNothing: true,
  // Before they hold the check can only fail again.
  preconditions: ALL_PREREQUISITES,
  role: {
    title: 'Instance Syncer',
    description: 'Lets Azure Backup check backup instances again.',
    places: ['vault'],
    actions: [`${INSTANCES}/sync/action`],
  },
  review: { why: 'an instance in error recovers only by a sync after its cause is gone' },
  sentence: 'Backstay lets Azure Backup check the instance again.',
  sample: { kind: 'instanceSync', clusterId: CLUSTER, vaultId: VAULT, name: 'instance' },

  key: ({ kind, clusterId, vaultId, name }) => uuid5(kind, clusterId, vaultId, name),
  describe: ({ clusterId }) => `Let Azure Backup check the backup instance of cluster ${partsOf(clusterId).name} again`,
  effect: ({ clusterId, vaultId, name }) =>
    `Azure Backup checks instance ${name} of vault ${vaultId} again, and resumes the backups of cluster ${clusterId} if it finds no error.`,
  undoText: 'There is nothing to undo: Azure Backup only checks again.',
  permissions: ({ vaultId }) => [
    { action: `${INSTANCES}/sync/action`, scope: vaultId },
    { action: `${INSTANCES}/read`, scope: vaultId },
  ],
  lane: () => undefined,
  commands({ remedy: { vaultId, name } }) {
    const place = { ...inGroupOf(vaultId), vaultName: partsOf(vaultId).name };
    return [az('dataprotection backup-instance show', { ...place, name })];
  },
  declare: () => ({ kind: 'none', why: 'A sync is an action of Azure Backup, not a state.' }),
  undo: {
    never: 'Azure Backup only checked the instance again.',
  },
} satisfies Change<InstanceSyncRemedy>;
