import { uuid5 } from '../lib/uuid5.ts';
import type { RestoreValidationRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf, json } from '../steps/az.ts';
import { restoreBodyForCli } from '../steps/restore-body.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES, RECOVERY_POINT } from './preconditions.ts';
import { CLUSTER, RESTORE_REQUEST } from './samples.ts';

const ACTION = 'Microsoft.DataProtection/backupVaults/backupInstances/validateRestore/action';

/**
 * Asks Azure Backup whether it would restore the latest recovery point. It changes nothing, and so
 * takes no write lock.
 */
export const restoreValidation = {
  kind: 'restoreValidation',
  order: 190,
  allowed: { setting: 'restoreDrill' },
  risk: 'harmless',
  longRunning: true,
  changesNothing: true,
  // Azure Backup names one obstacle at a time, so it is asked only after Backstay has found none.
  preconditions: [...ALL_PREREQUISITES, RECOVERY_POINT],
  role: {
    title: 'Restore Validator',
    description: 'Asks Azure Backup whether it would restore a recovery point.',
    places: ['vault'],
    actions: [ACTION],
  },
  review: { why: 'a backup that cannot be restored is found out before it is needed; the check writes nothing' },
  sentence: 'Backstay asks Azure Backup once a month to validate a restore of the latest recovery point.',
  sample: {
    kind: 'restoreValidation',
    clusterId: CLUSTER,
    request: RESTORE_REQUEST,
    subject: { recoveryPoint: '2026-01-31T02:00:00Z', target: CLUSTER, store: 'OperationalStore' },
    basis: 'basis',
  },

  // One at a time for each cluster, with any content.
  key: ({ kind, clusterId }) => uuid5(kind, clusterId),
  describe: ({ clusterId }) => `Let Azure Backup validate a restore of cluster ${partsOf(clusterId).name}`,
  effect: ({ clusterId, request: { targetArmId }, subject: { recoveryPoint } }) =>
    `Azure Backup checks whether the recovery point of ${recoveryPoint} of cluster ${clusterId} can be restored to cluster ${targetArmId}. Nothing is restored.`,
  undoText: 'There is nothing to undo: a validation writes nothing.',
  permissions({ request: { vaultId } }) {
    return [
      { action: ACTION, scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
    ];
  },
  lane: () => undefined,
  commands({ remedy: { request } }) {
    const place = { ...inGroupOf(request.vaultId), vaultName: partsOf(request.vaultId).name };
    const restoreRequestObject = json(restoreBodyForCli(request));
    const backupInstanceName = request.instance;
    return [
      az('dataprotection backup-instance validate-for-restore', {
        ...place,
        backupInstanceName,
        restoreRequestObject,
      }),
    ];
  },
  declare: () => ({ kind: 'none', why: 'A validation only reads; it leaves no resource behind.' }),
  undo: {
    never: 'A validation has written nothing that could be undone.',
  },
} satisfies Change<RestoreValidationRemedy>;
