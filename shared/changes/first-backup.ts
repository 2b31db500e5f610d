import { uuid5 } from '../lib/uuid5.ts';
import type { FirstBackupRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf } from '../steps/az.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES, PROTECTED } from './preconditions.ts';
import { CLUSTER, VAULT } from './samples.ts';

const INSTANCES = 'Microsoft.DataProtection/backupVaults/backupInstances';

/** Starts one backup of a cluster that has none, and follows it to its end. */
export const firstBackup = {
  kind: 'firstBackup',
  protects: true,
  order: 180,
  allowed: { setting: 'firstBackup' },
  risk: 'changesResource',
  longRunning: true,
  preconditions: [...ALL_PREREQUISITES, PROTECTED],
  role: {
    title: 'Backup Starter',
    description: 'Starts backups of protected clusters.',
    places: ['vault'],
    actions: [`${INSTANCES}/backup/action`],
  },
  review: {
    why: 'a first backup proves that the cluster is protected',
    beyond: 'it allows to start backups of everything that the vault protects, and they cost storage',
  },
  sentence: 'Backstay starts one backup and follows its job to the end.',
  sample: { kind: 'firstBackup', clusterId: CLUSTER, vaultId: VAULT, name: 'instance', ruleName: 'BackupDaily' },

  key: ({ kind, clusterId, vaultId, name }) => uuid5(kind, clusterId, vaultId, name),
  describe: ({ clusterId }) => `Back up cluster ${partsOf(clusterId).name} for the first time`,
  effect: ({ clusterId, vaultId, name }) =>
    `Azure Backup backs up cluster ${clusterId} once, by instance ${name} of vault ${vaultId}. The recovery point expires by the policy.`,
  undoText: 'There is nothing to undo: the recovery point expires by the policy.',
  permissions: ({ vaultId }) => [
    { action: `${INSTANCES}/backup/action`, scope: vaultId },
    { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
    { action: 'Microsoft.DataProtection/backupVaults/backupJobs/read', scope: vaultId },
  ],
  lane: () => undefined,
  commands({ remedy: { vaultId, name, ruleName } }) {
    const place = { ...inGroupOf(vaultId), vaultName: partsOf(vaultId).name };
    return [az('dataprotection backup-instance adhoc-backup', { ...place, name, ruleName })];
  },
  declare: () => ({ kind: 'none', why: 'A backup is an action of Azure Backup, not a state.' }),
  undo: {
    never: 'A recovery point is never deleted.',
  },
} satisfies Change<FirstBackupRemedy>;
