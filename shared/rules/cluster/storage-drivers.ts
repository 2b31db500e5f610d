import { az, named } from '../../steps/az.ts';
import { cannotTell, defineRule, missing, satisfied } from '../define-rule.ts';
import { STORAGE_DRIVERS } from '../rule-ids.ts';

export const storageDrivers = defineRule({
  id: STORAGE_DRIVERS,
  slug: 'storage-drivers',
  title: 'The CSI disk driver and the snapshot controller are on',
  failureTitle: 'The CSI disk driver or the snapshot controller is off',
  why: 'Without them no snapshot of a persistent volume can be made.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/aks/csi-storage-drivers#enable-csi-storage-drivers-on-an-existing-cluster',
  serviceErrors: [],
  fix: 'storageDrivers',
  needs: ['cluster'],

  evaluate({ cluster: { name, id, storageDrivers: drivers } }) {
    const { diskCsiDriver, snapshotController } = drivers ?? {};
    const evidence = { diskCsiDriver: diskCsiDriver ?? null, snapshotController: snapshotController ?? null };
    if (diskCsiDriver === false || snapshotController === false) {
      const off = [diskCsiDriver === false && 'CSI disk driver', snapshotController === false && 'snapshot controller'];
      return missing(
        'CsiDriverDisabled',
        `The ${off.filter((word) => word !== false).join(' and the ')} of cluster ${name} ${off.every(Boolean) ? 'are' : 'is'} off.`,
        { kind: 'storageDrivers', clusterId: id },
        evidence,
      );
    }
    return diskCsiDriver === true && snapshotController === true
      ? satisfied(
          'CsiDriversEnabled',
          `The CSI disk driver and the snapshot controller of cluster ${name} are on.`,
          evidence,
        )
      : cannotTell(
          'SettingNotReturned',
          `Azure's answer on cluster ${name} does not say whether its CSI drivers are on.`,
          [
            az('aks show', { ...named(id), query: 'storageProfile' }),
            az('aks update', { ...named(id), enableDiskDriver: true, enableSnapshotController: true }),
          ],
          evidence,
        );
  },
});
