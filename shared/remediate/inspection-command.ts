/**
 * What Backstay runs inside a cluster. Constant: no name, setting or answer ever becomes part of it. It only reads, and it prints
 * little by itself, because run-command cuts what is printed at 512 kB.
 *
 * Each part prints where it begins. Where it ends it prints only if kubectl succeeded and nothing was cut off, so that half a
 * list can't pass for a whole one. It is plain POSIX shell, on one line.
 * https://learn.microsoft.com/azure/aks/access-private-cluster
 */
export const INSPECTION_COMMAND: string = [
  // Names of definitions; all but those of Velero and of pod identity are dropped.
  "echo '== definitions'",
  String.raw`o=$(kubectl get customresourcedefinitions -o jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' 2>/dev/null) && { printf '%s\n' "$o" | grep -E '\.velero\.io$|^azurepodidentityexceptions\.'; echo '== end definitions'; } | head -c 20000`,
  'echo',
  // Namespace, name and images of deployments; all but those that speak of Velero are dropped.
  "echo '== velero'",
  String.raw`o=$(kubectl get deployments --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}{"\t"}{.metadata.name}{"\t"}{.spec.template.spec.containers[*].image}{"\n"}{end}' 2>/dev/null) && { printf '%s\n' "$o" | grep -i velero; echo '== end velero'; } | head -c 20000`,
  'echo',
  // Name and parameters of the storage classes that make Azure disks.
  "echo '== classes'",
  String.raw`{ kubectl get storageclasses -o jsonpath='{range .items[?(@.provisioner=="disk.csi.azure.com")]}{.metadata.name}{"\t"}{.parameters}{"\n"}{end}' 2>/dev/null && echo '== end classes'; } | head -c 40000`,
  'echo',
  // Of each volume: name, phase, claim, storage class, driver, names of its in-tree disk and share, and the disk's kind under
  // the spellings that the driver writes.
  "echo '== volumes'",
  String.raw`{ kubectl get persistentvolumes -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\t"}{.spec.claimRef.namespace}/{.spec.claimRef.name}{"\t"}{.spec.storageClassName}{"\t"}{.spec.csi.driver}{"\t"}{.spec.azureDisk.diskName}{"\t"}{.spec.azureFile.shareName}{"\t"}{.spec.csi.volumeAttributes.skuName}{.spec.csi.volumeAttributes.skuname}{.spec.csi.volumeAttributes.storageAccountType}{.spec.csi.volumeAttributes.storageaccounttype}{"\n"}{end}' 2>/dev/null && echo '== end volumes'; } | head -c 350000`,
  'echo',
  // Namespace of each exception, and the label of the pods that it is for. Fails where there is no such definition.
  "echo '== exceptions'",
  String.raw`{ kubectl get azurepodidentityexceptions --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}{"\t"}{.spec.podLabels.app\.kubernetes\.io/name}{"\n"}{end}' 2>/dev/null && echo '== end exceptions'; } | head -c 20000`,
  'echo',
].join('; ');

/** Names of the parts, in the order in which they are printed. */
export type InspectionPart = 'definitions' | 'velero' | 'classes' | 'volumes' | 'exceptions';

/** What a part printed. */
export interface PrintedPart {
  readonly lines: readonly string[];
  /** False when kubectl failed or something was cut off. */
  readonly whole: boolean;
}

/**
 * The lines of one part; `undefined` when it is not there exactly once, as when something printed looks like its beginning.
 */
export function partIn(logs: string, part: InspectionPart): PrintedPart | undefined {
  const lines = logs.split(/\r?\n/);
  const begins = placesOf(lines, `== ${part}`);
  const ends = placesOf(lines, `== end ${part}`);
  const [begin] = begins;
  const [end] = ends;
  if (begin === undefined || begins.length > 1 || ends.length > 1 || (end !== undefined && end < begin))
    return undefined;
  const next = lines.findIndex((line, index) => index > begin && line.startsWith('== '));
  const upTo = next === -1 ? lines.length : next;
  return {
    lines: lines.slice(begin + 1, upTo).filter((line) => line !== ''),
    whole: end !== undefined && end === upTo,
  };
}

function placesOf(lines: readonly string[], wanted: string): readonly number[] {
  return lines.flatMap((line, index) => (line === wanted ? [index] : []));
}
