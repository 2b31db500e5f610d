import type { VolumeKind } from '../../model/inspection.ts';
import { decision, kubectl } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { judgeInside, notSeen } from '../look-inside.ts';
import { VOLUMES_COVERED } from '../rule-ids.ts';

const DOCS = 'https://learn.microsoft.com/azure';
const LIMITS = `${DOCS}/backup/azure-kubernetes-service-cluster-backup-support-matrix`;

/** Steps for volumes of each kind. */
const ADVICE: Readonly<Record<VolumeKind, string>> = {
  InTreeAzureDisk: `In-tree disks: migrate them to the CSI driver. ${DOCS}/aks/csi-migrate-in-tree-volumes`,
  AzureFiles: `Azure Files over NFS or by the in-tree driver: only shares over SMB of the CSI driver are covered. Back up others by Azure Files backup. ${LIMITS}`,
  AzureBlob: `Azure Blob: back them up by Azure Blob backup. ${DOCS}/backup/blob-backup-overview`,
  UnsupportedDisk: `Disks of other kinds: move the data to a Standard, Premium or Ultra SSD. ${LIMITS}`,
  NoStorageClass: `Disks without a storage class: name one in the volume and its claim. ${LIMITS}`,
  OtherDriver: 'Volumes of other drivers: back them up by the means of their makers.',
};

const NAMED = 3;

export const volumesCovered = defineRule({
  id: VOLUMES_COVERED,
  slug: 'volumes-covered',
  title: 'Every persistent volume can be backed up',
  failureTitle: 'Some persistent volumes would not be backed up',
  why: 'Backups leave out, without an error, every volume that is neither an Azure disk of a supported kind nor an Azure Files share over SMB.',
  severity: 'recommended',
  forBackupsOnly: true,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    decision(
      'Back up NFS shares and Blob volumes by Azure Backup itself, and move in-tree volumes to CSI.',
      'ownerChooses',
    ),
  ],
  needs: ['cluster', 'inspection'],

  evaluate({ cluster, inspection }, profile) {
    return judgeInside(cluster, inspection, profile, (sight) => {
      const { volumes, everyVolumeSeen, volumesLeftOut, leftOut, leftOutKinds } = sight;
      const byHand = kubectl('get', 'persistentvolumes');
      if (volumes === null) return notSeen('the persistent volumes', byHand);
      const evidence = { volumes, everyVolumeSeen, volumesLeftOut, leftOut };
      if (volumesLeftOut > 0) {
        const named = leftOut.slice(0, NAMED).join(', ');
        const more = volumesLeftOut > NAMED ? ` and ${volumesLeftOut - NAMED} more` : '';
        return manual(
          'VolumesLeftOut',
          `${volumesLeftOut} of ${volumes} persistent volumes would not be backed up: ${named}${more}.`,
          leftOutKinds.map((kind) => decision(ADVICE[kind], 'ownerChooses')),
          evidence,
        );
      }
      return everyVolumeSeen
        ? satisfied('AllCovered', `Each of the ${volumes} persistent volumes can be backed up.`, evidence)
        : notSeen('every persistent volume', byHand);
    });
  },
});
