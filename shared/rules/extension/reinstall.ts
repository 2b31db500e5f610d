import type { BackupExtension, BackupInstance, Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { partsOf, resourceGroupOf } from '../../model/resource-id.ts';

/** How a broken install ends: a person deletes it once its cause is gone, and it is installed again. Not where something relies on it. */
export function stepsToReinstall(
  { name }: BackupExtension,
  { id }: Cluster,
  { mode, allow }: Profile,
  [instance]: readonly BackupInstance[],
): readonly string[] {
  if (instance !== undefined) {
    return [
      `Backup instance ${instance.name} relies on the extension, so leave it where it is and ask who protects the cluster: az dataprotection backup-instance show --ids ${instance.armId}`,
    ];
  }
  const again =
    mode === 'enforce' && allow.includes('backupExtension')
      ? 'Backstay then installs it again.'
      : 'The next assessment then shows the command that installs it again.';
  return [
    `When the cause is gone, delete the extension: az k8s-extension delete --cluster-type managedClusters --cluster-name ${partsOf(id).name} ${placeOf(id)} --name ${name} --yes`,
    again,
  ];
}

export function showCommand({ name }: BackupExtension, { id }: Cluster): string {
  return `az k8s-extension show --cluster-type managedClusters --cluster-name ${partsOf(id).name} ${placeOf(id)} --name ${name}`;
}

export function placeOf(id: Cluster['id']): string {
  return `--subscription ${partsOf(id).subscriptionId} --resource-group ${resourceGroupOf(id)}`;
}
