import type { DiskLimit, VolumeKind } from '../model/inspection.ts';
import { type DiskParameters, type DisksByClass, disksByClass } from './inspection-classes.ts';
import type { PrintedPart } from './inspection-command.ts';

/** A volume that is left out, or a disk beyond a limit. */
export interface NamedVolume<K> {
  readonly kind: K;
  readonly name: string;
  /** `namespace/name`. */
  readonly claim: string;
}

export interface JudgedVolumes {
  readonly judged: number;
  readonly leftOut: readonly NamedVolume<VolumeKind>[];
  /** Every volume was printed and could be judged. */
  readonly all: boolean;
  /** Disks that are backed up. */
  readonly disks: number;
  readonly overLimit: readonly NamedVolume<DiskLimit>[];
  /** Every disk was printed and could be held against the limits. */
  readonly allDisks: boolean;
  /** Azure Files shares over SMB. */
  readonly shares: number;
}

// Names of Kubernetes, also of drivers; kinds of disks are one word.
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/i;
const WORD = /^\w{0,40}$/;
const QUANTITY = /^(\d{1,18}(?:\.\d{1,9})?)([kKMGTPE]i?)?$/;
const UNBOUND = new Set(['available', 'released', 'pending', 'failed']);
const TERABYTE = 1024 ** 4;
/**
 * Only disks of these kinds are backed up.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
const SUPPORTED_DISKS = new Set([
  'standard_lrs',
  'standardssd_lrs',
  'standardssd_zrs',
  'premium_lrs',
  'premium_zrs',
  'premiumv2_lrs',
  'ultrassd_lrs',
]);

interface Volume {
  readonly name: string;
  readonly phase: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly driver: string;
  readonly inTreeDisk: boolean;
  readonly inTreeShare: boolean;
  /** As the volume itself says it; all empty where it does not. */
  readonly disk: DiskParameters;
  /** In bytes. */
  readonly capacity: number | undefined;
  readonly isNfs: boolean;
}

/**
 * The judgement on a volume: a disk or a share that is backed up, one that is left out and why, or
 * what cannot be made out.
 */
type Judgement = 'disk' | 'share' | 'unclear' | VolumeKind;

/**
 * Which volumes would not be backed up; `undefined` when the list was not printed at all. Those
 * without a claim hold no data in use.
 */
export function judgeVolumes(
  volumes: PrintedPart | undefined,
  classes: PrintedPart | undefined,
): JudgedVolumes | undefined {
  if (volumes === undefined) return undefined;
  // Where the list was cut off, its last line may be half of one.
  const lines = volumes.whole ? volumes.lines : volumes.lines.slice(0, -1);
  if (!volumes.whole && lines.length === 0) return undefined;

  const byClass = disksByClass(classes);
  const rows = lines.map(readVolume);
  const bound = rows.flatMap((volume) => (volume === undefined || UNBOUND.has(volume.phase) ? [] : [volume]));
  const judged = bound.map((volume) => ({ volume, judgement: judge(volume, byClass) }));
  const disks = judged.flatMap(({ volume, judgement }) => (judgement === 'disk' ? [volume] : []));
  const limits = disks.map((volume) => ({ volume, limit: limitOf(volume, byClass) }));
  const all = volumes.whole && !rows.includes(undefined) && !judged.some(({ judgement }) => judgement === 'unclear');
  return {
    judged: judged.length,
    leftOut: judged.flatMap(({ volume, judgement }) =>
      judgement === 'disk' || judgement === 'share' || judgement === 'unclear' ? [] : [named(judgement, volume)],
    ),
    all,
    disks: disks.length,
    overLimit: limits.flatMap(({ volume, limit }) =>
      limit === undefined || limit === 'unclear' ? [] : [named(limit, volume)],
    ),
    allDisks: all && !limits.some(({ limit }) => limit === 'unclear'),
    shares: judged.filter(({ judgement }) => judgement === 'share').length,
  };
}

function named<K>(kind: K, { name, claim }: Volume): NamedVolume<K> {
  return { kind, name, claim };
}

function judge(volume: Volume, byClass: DisksByClass | undefined): Judgement {
  if (volume.inTreeDisk) return 'InTreeAzureDisk';
  if (volume.inTreeShare) return 'AzureFiles';
  switch (volume.driver) {
    case 'file.csi.azure.com':
      return volume.isNfs ? 'AzureFiles' : 'share';
    case 'blob.csi.azure.com':
      return 'AzureBlob';
    case 'disk.csi.azure.com':
      return judgeDisk(volume, byClass);
    default:
      return 'OtherDriver';
  }
}

function judgeDisk(volume: Volume, byClass: DisksByClass | undefined): Judgement {
  if (volume.storageClass === '') return 'NoStorageClass';
  const { disk } = volume;
  if (disk.kind === '' && isUnreadable(volume, byClass)) return 'unclear';
  const kind = disk.kind || byClass?.get(volume.storageClass)?.kind || '';
  // The driver makes a Standard SSD where nothing is said.
  // https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision
  return kind === '' || SUPPORTED_DISKS.has(kind) ? 'disk' : 'UnsupportedDisk';
}

function limitOf(volume: Volume, byClass: DisksByClass | undefined): DiskLimit | 'unclear' | undefined {
  if (volume.capacity !== undefined && volume.capacity > TERABYTE) return 'OverOneTerabyte';
  // A volume outlives its class, and a class may be created again: the volume itself comes first.
  const saysItself = Object.values(volume.disk).some((value) => value !== '');
  const { encryptionSet, networkAccess, publicAccess } = saysItself
    ? volume.disk
    : (byClass?.get(volume.storageClass) ?? NOTHING_SAID);
  if (encryptionSet !== '') return 'DiskEncryptionSet';
  if (['denyall', 'allowprivate'].includes(networkAccess) || publicAccess === 'disabled') return 'NoPublicAccess';
  return volume.capacity === undefined || (!saysItself && isUnreadable(volume, byClass)) ? 'unclear' : undefined;
}

const NOTHING_SAID: DiskParameters = { kind: '', encryptionSet: '', networkAccess: '', publicAccess: '' };

/**
 * The class of a volume could not be read. A class that is gone says nothing, and that is known.
 */
function isUnreadable({ storageClass }: Volume, byClass: DisksByClass | undefined): boolean {
  return byClass === undefined || (byClass.has(storageClass) && byClass.get(storageClass) === undefined);
}

function readVolume(line: string): Volume | undefined {
  const fields = line.split('\t');
  const [name = '', phase = '', claim = '', storageClass = '', driver = '', inTreeDisk, inTreeShare, ...more] = fields;
  const [kind = '', capacity = '', protocol = '', encryptionSet = '', networkAccess = '', publicAccess = ''] = more;
  const proper =
    fields.length === 13 &&
    NAME.test(name) &&
    WORD.test(phase) &&
    claim.split('/').every((part) => part === '' || NAME.test(part)) &&
    [storageClass, driver].every((field) => field === '' || NAME.test(field)) &&
    [kind, protocol, networkAccess, publicAccess].every((field) => WORD.test(field));
  if (!proper) return undefined;
  return {
    name,
    phase: phase.toLowerCase(),
    claim,
    storageClass,
    driver: driver.toLowerCase(),
    inTreeDisk: inTreeDisk !== '',
    inTreeShare: inTreeShare !== '',
    disk: {
      kind: kind.toLowerCase(),
      encryptionSet,
      networkAccess: networkAccess.toLowerCase(),
      publicAccess: publicAccess.toLowerCase(),
    },
    capacity: bytesIn(capacity),
    isNfs: protocol.toLowerCase() === 'nfs',
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function bytesIn(quantity: string): number | undefined {
  const [, amount, unit = ''] = QUANTITY.exec(quantity) ?? [];
  if (amount === undefined) return undefined;
  const power = 'KMGTPE'.indexOf(unit.charAt(0).toUpperCase()) + 1;
  return Number(amount) * (unit.endsWith('i') ? 1024 : 1000) ** (unit === '' ? 0 : power);
}
