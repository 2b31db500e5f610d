import { uuid5 } from '../lib/uuid5.ts';
import type { BackupValidationRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf, json } from '../steps/az.ts';
import { instanceBody } from '../steps/instance-body.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES, BACKUP_POLICY } from './preconditions.ts';
import { CLUSTER, REQUEST } from './samples.ts';

/**
 * Asks Azure Backup whether it would protect the cluster. It changes nothing, and so takes no write
 * lock.
 */
export const backupValidation = {
  kind: 'backupValidation',
  order: 150,
  allowed: { setting: 'confirm' },
  risk: 'harmless',
  longRunning: true,
  changesNothing: true,
  // Azure Backup names one obstacle at a time, so it is asked only after Backstay has found none.
  preconditions: [...ALL_PREREQUISITES, BACKUP_POLICY],
  role: {
    title: 'Backup Validator',
    description: 'Asks Azure Backup whether it would protect a cluster.',
    places: ['vault'],
    actions: ['Microsoft.DataProtection/backupVaults/validateForBackup/action'],
  },
  review: { why: 'Azure Backup confirms Ready by its own check, which writes nothing' },
  sentence: 'Backstay asks Azure Backup to validate the cluster.',
  sample: { kind: 'backupValidation', clusterId: CLUSTER, request: REQUEST, basis: 'basis' },

  // One at a time for each cluster, with any content.
  key: ({ kind, clusterId }) => uuid5(kind, clusterId),
  describe: ({ clusterId }) => `Let Azure Backup validate cluster ${partsOf(clusterId).name}`,
  effect: ({ clusterId, request }) =>
    `Azure Backup checks cluster ${clusterId} against policy ${request.policyId}. Nothing is written.`,
  undoText: 'There is nothing to undo: a validation writes nothing.',
  permissions({ request: { vaultId } }) {
    return [
      { action: 'Microsoft.DataProtection/backupVaults/validateForBackup/action', scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
    ];
  },
  lane: () => undefined,
  commands({ remedy: { clusterId, request } }) {
    const place = { ...inGroupOf(request.vaultId), vaultName: partsOf(request.vaultId).name };
    const { name } = partsOf(clusterId);
    const backupInstance = json({ backup_instance_name: name, properties: instanceBody(request, name) });
    return [az('dataprotection backup-instance validate-for-backup', { ...place, backupInstance })];
  },
  declare: () => ({ kind: 'none', why: 'A validation only reads; it leaves no resource behind.' }),
  undo: {
    never: 'A validation has written nothing that could be undone.',
  },
} satisfies Change<BackupValidationRemedy>;
