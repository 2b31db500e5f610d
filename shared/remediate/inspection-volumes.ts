import type { VolumeKind } from '../model/inspection.ts';
import type { PrintedPart } from './inspection-command.ts';

export interface LeftOutVolume {
  readonly kind: VolumeKind;
  readonly name: string;
  /** `namespace/name`. */
  readonly claim: string;
}

export interface JudgedVolumes {
  readonly judged: number;
  readonly leftOut: readonly LeftOutVolume[];
  /** Every volume was printed and could be judged. */
  readonly all: boolean;
}

// Names of Kubernetes, also of drivers; kinds of disks are one word.
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/i;
const WORD = /^\w{0,40}$/;
const UNBOUND = new Set(['available', 'released', 'pending', 'failed']);
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

/** Kind of disk by storage class, lower case; `undefined` for a class whose parameters could not be read. */
type DiskByClass = ReadonlyMap<string, string | undefined>;

interface Volume {
  readonly name: string;
  readonly phase: string;
  readonly claim: string;
  readonly storageClass: string;
  readonly driver: string;
  readonly inTreeDisk: boolean;
  readonly inTreeShare: boolean;
  /** As the volume itself says it; empty where it does not. */
  readonly disk: string;
}

/**
 * Which volumes would not be backed up; `undefined` when the list was not printed at all. Those without a claim hold no
 * data in use.
 */
export function judgeVolumes(
  volumes: PrintedPart | undefined,
  classes: PrintedPart | undefined,
): JudgedVolumes | undefined {
  if (volumes === undefined) return undefined;
  // Where the list was cut off, its last line may be half of one.
  const lines = volumes.whole ? volumes.lines : volumes.lines.slice(0, -1);
  if (!volumes.whole && lines.length === 0) return undefined;

  const disks = disksByClass(classes);
  const rows = lines.map(readVolume);
  const bound = rows.flatMap((volume) => (volume === undefined || UNBOUND.has(volume.phase) ? [] : [volume]));
  const judged = bound.map((volume) => ({ ...volume, kind: whyLeftOut(volume, disks) }));
  const unclear = rows.includes(undefined) || judged.some(({ kind }) => kind === 'unclear');
  return {
    judged: judged.length,
    leftOut: judged.flatMap(({ kind, name, claim }) =>
      kind === undefined || kind === 'unclear' ? [] : [{ kind, name, claim }],
    ),
    all: volumes.whole && !unclear,
  };
}

/** `undefined` for a volume that is backed up. */
function whyLeftOut(volume: Volume, disks: DiskByClass | undefined): VolumeKind | 'unclear' | undefined {
  if (volume.inTreeDisk) return 'InTreeAzureDisk';
  if (volume.inTreeShare) return 'AzureFiles';
  switch (volume.driver) {
    case 'file.csi.azure.com':
      return 'AzureFiles';
    case 'blob.csi.azure.com':
      return 'AzureBlob';
    case 'disk.csi.azure.com':
      return whyDiskLeftOut(volume, disks);
    default:
      return 'OtherDriver';
  }
}

function whyDiskLeftOut({ disk, storageClass }: Volume, disks: DiskByClass | undefined) {
  if (storageClass === '') return 'NoStorageClass';
  // A volume outlives its class, and a class may be made anew: what the volume itself says comes first.
  if (disk === '' && (disks === undefined || (disks.has(storageClass) && disks.get(storageClass) === undefined))) {
    return 'unclear';
  }
  const kind = disk || disks?.get(storageClass) || '';
  // The driver makes a Standard SSD where nothing is said.
  // https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision
  return kind === '' || SUPPORTED_DISKS.has(kind) ? undefined : 'UnsupportedDisk';
}

function readVolume(line: string): Volume | undefined {
  const fields = line.split('\t');
  const [name = '', phase = '', claim = '', storageClass = '', driver = '', inTreeDisk, inTreeShare, disk = ''] =
    fields;
  const proper =
    fields.length === 8 &&
    NAME.test(name) &&
    WORD.test(phase) &&
    claim.split('/').every((part) => part === '' || NAME.test(part)) &&
    [storageClass, driver].every((field) => field === '' || NAME.test(field)) &&
    WORD.test(disk);
  if (!proper) return undefined;
  return {
    name,
    phase: phase.toLowerCase(),
    claim,
    storageClass,
    driver: driver.toLowerCase(),
    inTreeDisk: inTreeDisk !== '',
    inTreeShare: inTreeShare !== '',
    disk: disk.toLowerCase(),
  };
}

function disksByClass(part: PrintedPart | undefined): DiskByClass | undefined {
  if (part?.whole !== true) return undefined;
  return new Map(
    part.lines.map((line) => {
      const [name = '', parameters = ''] = line.split('\t');
      return [name, diskIn(parameters)] as const;
    }),
  );
}

/** The driver reads the names of parameters without regard to case, and two of them mean the kind of disk. */
function diskIn(parameters: string): string | undefined {
  if (parameters === '') return '';
  try {
    const read: unknown = JSON.parse(parameters);
    if (typeof read !== 'object' || read === null) return undefined;
    const said = Object.entries(read).find(([key]) => ['skuname', 'storageaccounttype'].includes(key.toLowerCase()));
    return said === undefined ? '' : String(said[1]).toLowerCase();
  } catch {
    return undefined;
  }
}
