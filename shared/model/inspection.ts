/**
 * Why a persistent volume would not be backed up.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
export const VOLUME_KINDS = [
  /** Made by the driver that was part of Kubernetes itself. */
  'InTreeAzureDisk',
  /** Over NFS, or by the driver that was part of Kubernetes itself. */
  'AzureFiles',
  'AzureBlob',
  /** A managed disk of a kind that the support matrix does not list. */
  'UnsupportedDisk',
  /** A disk that was created manually and names no storage class. */
  'NoStorageClass',
  'OtherDriver',
] as const;

export type VolumeKind = (typeof VOLUME_KINDS)[number];

/**
 * Why a disk stays out of the vault tier although its snapshots are taken.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
export const DISK_LIMITS = [
  'OverOneTerabyte',
  'DiskEncryptionSet',
  /** The disk takes no traffic from public networks. */
  'NoPublicAccess',
] as const;

export type DiskLimit = (typeof DISK_LIMITS)[number];

/**
 * The result of an inspection, small enough to store. `null` means that it could not be read, never
 * "none". A type and not an interface, so that it can be used as evidence.
 */
export type ClusterSight = {
  /**
   * Deployments with Velero among their images, as `namespace/name`; the backup extension's own is
   * one of them.
   */
  readonly velero: readonly string[] | null;
  /**
   * How many custom resource definitions of `velero.io` there are; the backup extension brings them
   * as well.
   */
  readonly veleroDefinitions: number | null;
  /** How many persistent volumes with a claim were judged. */
  readonly volumes: number | null;
  /** False when there were more than fit, or some that could not be read. */
  readonly everyVolumeSeen: boolean;
  readonly volumesLeftOut: number;
  /** The first of them, as `UnsupportedDisk pvc-1 shop/orders`: kind, volume and claim. */
  readonly leftOut: readonly string[];
  readonly leftOutKinds: readonly VolumeKind[];
  /** Namespaces that have a pod identity exception for the backup extension's pods. */
  readonly podIdentityExceptions: readonly string[] | null;
  // The fields below are not in what was kept before they were read.
  /** How many of the volumes are Azure disks that are backed up. */
  readonly disks?: number;
  /** False when there may be disks beyond a limit that were not seen. */
  readonly everyDiskSeen?: boolean;
  readonly disksOverLimit?: number;
  /** The first of them, as `OverOneTerabyte pvc-1 shop/orders`. */
  readonly overLimit?: readonly string[];
  readonly overLimitKinds?: readonly DiskLimit[];
  /** How many of the volumes are Azure Files shares over SMB. */
  readonly shares?: number;
  /**
   * Their storage accounts as `group/account`; the group is empty where the driver made the account
   * in the node resource group.
   */
  readonly shareAccounts?: readonly string[] | null;
  /** Version of the Azure Files driver, such as `1.33.5`. */
  readonly shareDriver?: string | null;
};

/** The input of rules: that no inspection is allowed, that one is due, or its result. */
export type Inspection = 'off' | 'due' | ClusterSight;
