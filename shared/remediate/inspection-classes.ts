import type { PrintedPart } from './inspection-command.ts';

/** The parameters that decide about backups of a disk, lower case; empty where nothing is said. */
export interface DiskParameters {
  /** Such as `premium_lrs`. */
  readonly kind: string;
  readonly encryptionSet: string;
  /** `allowall`, `allowprivate` or `denyall`. */
  readonly networkAccess: string;
  /** `enabled` or `disabled`. */
  readonly publicAccess: string;
}

/** By storage class; `undefined` for a class whose parameters could not be read. */
export type DisksByClass = ReadonlyMap<string, DiskParameters | undefined>;

/**
 * The driver reads the names of parameters without regard to case, and two of them mean the kind of
 * disk.
 */
const NAMES: { readonly [K in keyof DiskParameters]: readonly string[] } = {
  kind: ['skuname', 'storageaccounttype'],
  encryptionSet: ['diskencryptionsetid'],
  networkAccess: ['networkaccesspolicy'],
  publicAccess: ['publicnetworkaccess'],
};

/**
 * The disks that the storage classes of Azure disks make; `undefined` when they could not all be
 * listed.
 */
export function disksByClass(part: PrintedPart | undefined): DisksByClass | undefined {
  if (part?.whole !== true) return undefined;
  return new Map(
    part.lines.map((line) => {
      const [name = '', parameters = ''] = line.split('\t');
      return [name, parametersIn(parameters)] as const;
    }),
  );
}

function parametersIn(text: string): DiskParameters | undefined {
  try {
    const read: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof read !== 'object' || read === null) return undefined;
    const said = Object.entries(read);
    const saidOf = (names: readonly string[]) =>
      String(said.find(([key]) => names.includes(key.toLowerCase()))?.[1] ?? '').toLowerCase();
    return {
      kind: saidOf(NAMES.kind),
      encryptionSet: saidOf(NAMES.encryptionSet),
      networkAccess: saidOf(NAMES.networkAccess),
      publicAccess: saidOf(NAMES.publicAccess),
    };
  } catch {
    return undefined;
  }
}
