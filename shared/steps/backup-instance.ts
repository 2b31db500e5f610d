import type { BackupInstance } from '../model/azure.ts';
import type { Step } from '../model/step.ts';
import { az, named } from './az.ts';

/** Shows a backup instance; nothing where Azure does not return which vault it is in. */
export function showInstance({ vaultId, name }: BackupInstance): readonly Step[] {
  if (vaultId === undefined) return [];
  const { name: vaultName, ...place } = named(vaultId);
  return [az('dataprotection backup-instance show', { ...place, vaultName, name })];
}
