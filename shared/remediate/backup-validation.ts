import type { BackupValidationRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { measure } from '../telemetry/at-work.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { lostValidation, pollValidation } from './validation.ts';

/** Asks Azure Backup for its own word. A refusal is an answer: the validation was carried out. */
export const backupValidation = {
  async observe({ clusterId }, arm) {
    return observationOf(await arm.getCluster(clusterId), lostValidation);
  },

  poll: (operation, arm) =>
    pollValidation(operation, arm, (code) => measure('backstay.disagreements', 1, { 'error.type': code })),

  async apply({ clusterId, request }, _, arm) {
    return resultOf(await arm.validateForBackup(request, partsOf(clusterId).name), {});
  },
} satisfies Remediator<BackupValidationRemedy>;
