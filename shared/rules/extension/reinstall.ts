import type { BackupExtension, BackupInstance, Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { showInstance } from '../../steps/backup-instance.ts';
import { extensionOptions } from '../../steps/extension-options.ts';
import { decision, note } from '../../steps/step.ts';

/**
 * How a broken install ends: a person deletes it once its cause is gone, and it is installed again.
 * Not where something relies on it.
 */
export function stepsToReinstall(
  { name }: BackupExtension,
  { id }: Cluster,
  { mode, allow }: Profile,
  [instance]: readonly BackupInstance[],
): readonly Step[] {
  if (instance !== undefined) {
    return [
      decision(
        `Backup instance ${instance.name} relies on the extension, so leave it where it is and ask who protects the cluster:`,
        'othersRelyOnIt',
      ),
      ...showInstance(instance),
    ];
  }
  const again =
    mode === 'enforce' && allow.includes('backupExtension')
      ? 'Backstay then installs it again.'
      : 'The next assessment then shows the command that installs it again.';
  return [
    decision('When the cause is gone, delete the extension:', 'causeUnknown'),
    az('k8s-extension delete', { ...extensionOptions(id, name), yes: true }),
    note(again),
  ];
}

export function showCommand({ name }: BackupExtension, { id }: Cluster): Step {
  return az('k8s-extension show', extensionOptions(id, name));
}
