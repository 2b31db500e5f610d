import type { BackupInstance } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import { showInstance } from '../../steps/backup-instance.ts';
import { decision } from '../../steps/step.ts';
import { manual } from '../define-rule.ts';

/**
 * The extension stays as it is: with its account, only with that account but another container, or
 * only with its way of signing in.
 */
export type ReliedOnReason = 'OtherAccountInUse' | 'ExtensionInUse' | 'AccountKeySignIn';

/**
 * Recovery points are reached through the extension and its container, so nothing of it is changed
 * while an instance relies on it.
 */
export function reliedOn(
  instance: BackupInstance,
  evidence: Evidence,
  message: string,
  reason: ReliedOnReason = 'ExtensionInUse',
): Outcome {
  const { name, armId } = instance;
  return manual(
    reason,
    `${message}. Backup instance ${name} relies on the extension as it is.`,
    [
      ...showInstance(instance),
      decision(
        'Make the profile name what the extension uses. Or delete the backup instance once its recovery points are no longer needed: Backstay then changes the extension.',
        'othersRelyOnIt',
      ),
    ],
    { ...evidence, backupInstance: armId },
  );
}
