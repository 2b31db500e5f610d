import type { RestoreValidationRemedy } from '../model/remedy.ts';
import { measure } from '../telemetry/at-work.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { lostValidation, pollValidation } from './validation.ts';

function counted(code: string): void {
  measure('backstay.restore.drills', 1, { 'error.type': code });
}

/** Asks Azure Backup whether it would restore the latest recovery point. */
export const restoreValidation = {
  async observe({ clusterId }, arm) {
    return observationOf(await arm.getCluster(clusterId), lostValidation);
  },

  async poll(operation, arm) {
    const seen = await pollValidation(operation, arm, counted);
    if (seen.state === 'done' && seen.after.confirmed === true) counted('none');
    return seen;
  },

  async apply({ request }, _, arm) {
    return resultOf(await arm.validateForRestore(request), {});
  },
} satisfies Remediator<RestoreValidationRemedy>;
