import type { BackupInstance } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import { manual } from '../define-rule.ts';

/** Recovery points are reached through the extension and its container, so nothing of it is changed while an instance relies on it. */
export function reliedOn({ name, armId }: BackupInstance, evidence: Evidence, message: string): Outcome {
  return manual(
    'ReliedOn',
    `${message}. Backup instance ${name} relies on the extension as it is.`,
    [
      `az dataprotection backup-instance show --ids ${armId}`,
      'Make the profile name what the extension uses. Or delete the backup instance once its recovery points are no longer needed: Backstay then changes the extension.',
    ],
    { ...evidence, backupInstance: armId },
  );
}
