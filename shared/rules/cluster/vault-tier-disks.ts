import type { Cluster } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { ClusterSight, DiskLimit } from '../../model/inspection.ts';
import { decision, inProfile, kubectl, note } from '../../steps/step.ts';
import { blocked, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { notSeen } from '../look-inside.ts';
import { VOLUMES_COVERED } from '../rule-ids.ts';

const DOCS = 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix';
const MAX_DISKS = 100;
const NAMED = 3;
const LIST = kubectl('get', 'persistentvolumes');

const ADVICE: Readonly<Record<DiskLimit, string>> = {
  OverOneTerabyte:
    'Disks of more than 1 TB: spread the data over smaller disks, or back it up by means of the workload.',
  DiskEncryptionSet:
    'Disks with a disk encryption set: move the data to disks with platform-managed keys where you may, or keep backups in the operational tier.',
  NoPublicAccess:
    'Disks without public network access: allow it in the storage class (networkAccessPolicy, publicNetworkAccess) where you may, or keep backups in the operational tier.',
};

export const vaultTierDisks = defineRule({
  id: 'BKS-217',
  slug: 'vault-tier-disks',
  title: 'Every disk is within the limits of the vault tier',
  failureTitle: 'Some disks are beyond the limits of the vault tier',
  why: 'The vault tier takes at most 100 disks of at most 1 TB, with public network access and without a disk encryption set; others stay snapshots.',
  severity: 'recommended',
  forBackupsOnly: true,
  docs: DOCS,
  serviceErrors: [],
  fix: 'person',
  byHand: [
    LIST,
    decision(
      'Set "tier": "operational" in a profile for clusters whose disks the vault tier does not take.',
      'ownerChooses',
    ),
  ],
  needs: ['cluster', 'inspection'],

  evaluate({ cluster, inspection }, { tier, name: profile }) {
    if (tier !== 'vault') return notApplicable('OperationalTier', `Profile ${profile} keeps backups as snapshots.`);
    if (inspection !== 'off' && inspection !== 'due') return judgeDisks(cluster, inspection, profile);
    return cluster.diskEncryptionSetId === undefined
      ? blocked(VOLUMES_COVERED, `The disks of cluster ${cluster.name} are seen only inside it.`)
      : encryptedByCluster(cluster, cluster.diskEncryptionSetId, profile, {});
  },
});

function judgeDisks(cluster: Cluster, sight: ClusterSight, profile: string): Outcome {
  const { volumes, disks, everyDiskSeen, disksOverLimit = 0, overLimit = [], overLimitKinds = [] } = sight;
  if (volumes === null || disks === undefined) return notSeen('the disks', LIST);
  const evidence = { disks, everyDiskSeen: everyDiskSeen === true, disksOverLimit, overLimit };
  if (disks === 0 && everyDiskSeen === true) return satisfied('NoDisks', 'No volume is an Azure disk.', evidence);
  if (cluster.diskEncryptionSetId !== undefined) {
    return encryptedByCluster(cluster, cluster.diskEncryptionSetId, profile, evidence);
  }
  if (disksOverLimit > 0) {
    const more = disksOverLimit > NAMED ? ` and ${disksOverLimit - NAMED} more` : '';
    return manual(
      'DisksOverLimit',
      `The vault tier does not take ${disksOverLimit} of ${disks} disks: ${overLimit.slice(0, NAMED).join(', ')}${more}.`,
      [...overLimitKinds.map((kind) => decision(ADVICE[kind], 'ownerChooses')), note(DOCS)],
      evidence,
    );
  }
  if (disks > MAX_DISKS) {
    return manual(
      'TooManyDisks',
      `Cluster ${cluster.name} has ${disks} disks; the vault tier takes ${MAX_DISKS} of a backup.`,
      [
        decision(
          `Split the backup by namespaces, each with ${MAX_DISKS} disks at most, or keep it in the operational tier. ${DOCS}`,
          'ownerChooses',
        ),
      ],
      evidence,
    );
  }
  return everyDiskSeen === true
    ? satisfied('WithinLimits', `The vault tier takes each of the ${disks} disks, by what their volumes say.`, evidence)
    : notSeen('every disk', LIST);
}

/** https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys */
function encryptedByCluster(
  { name }: Cluster,
  diskEncryptionSetId: string,
  profile: string,
  seen: Readonly<Record<string, string | number | boolean | readonly string[]>>,
): Outcome {
  return manual(
    'ClusterEncryptionSet',
    `Cluster ${name} encrypts its disks with a disk encryption set, which the vault tier does not take.`,
    [
      inProfile(profile, 'tier', 'operational', ', or give volumes a storage class with platform-managed keys'),
      note(DOCS),
    ],
    { ...seen, diskEncryptionSet: diskEncryptionSetId },
  );
}
