import type { ActionResult } from '../model/action.ts';
import type { BackupPolicy } from '../model/protection.ts';
import type { BackupPolicyRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { free, lookFirst, orAbsent } from './look-first.ts';

/** Creates a built-in policy. A policy of the same name stays as its owner wrote it. */
export const backupPolicy = {
  async observe({ vaultId, name }, arm) {
    return observationOf(await arm.getBackupPolicy(vaultId, name), (policy) => ({
      state: 'done',
      after: evidenceOf(policy),
    }));
  },

  async apply(remedy, _, arm): Promise<ActionResult> {
    const { vaultId, name, strategy } = remedy;
    return lookFirst(
      orAbsent(await arm.getBackupPolicy(vaultId, name)),
      (policy) => (policy === 'absent' ? free(policy) : { state: 'done', after: evidenceOf(policy) }),
      async (over) =>
        resultOf(await arm.putBackupPolicy(remedy, over), { policy: `${vaultId}/backupPolicies/${name}`, strategy }),
    );
  },
} satisfies Remediator<BackupPolicyRemedy>;

function evidenceOf({ armId, stores }: BackupPolicy) {
  return { policy: armId, stores };
}
