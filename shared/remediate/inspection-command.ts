/**
 * Prints a line for each item, with these columns between tabs.
 * https://kubernetes.io/docs/reference/kubectl/jsonpath/
 */
function rowsOf(items: string, ...columns: readonly string[]): string {
  return String.raw`{range ${items}}${columns.join(String.raw`{"\t"}`)}{"\n"}{end}`;
}

const DEFINITIONS = rowsOf('.items[*]', '{.metadata.name}');

const DEPLOYMENTS = rowsOf(
  '.items[*]',
  '{.metadata.namespace}',
  '{.metadata.name}',
  '{.spec.template.spec.containers[*].image}',
);

const CLASSES = rowsOf('.items[?(@.provisioner=="disk.csi.azure.com")]', '{.metadata.name}', '{.parameters}');

/** An attribute of a volume that its storage class may have spelt in either way. */
function attribute(...names: readonly string[]): string {
  return names.map((name) => `{.spec.csi.volumeAttributes.${name}}`).join('');
}

const VOLUMES = rowsOf(
  '.items[*]',
  '{.metadata.name}',
  '{.status.phase}',
  '{.spec.claimRef.namespace}/{.spec.claimRef.name}',
  '{.spec.storageClassName}',
  '{.spec.csi.driver}',
  '{.spec.azureDisk.diskName}',
  '{.spec.azureFile.shareName}',
  // The kind of a disk stands under the name that its storage class used: one of these four.
  attribute('skuName', 'skuname', 'storageAccountType', 'storageaccounttype'),
  '{.spec.capacity.storage}',
  attribute('protocol'),
  attribute('diskEncryptionSetID', 'diskencryptionsetid'),
  attribute('networkAccessPolicy', 'networkaccesspolicy'),
  attribute('publicNetworkAccess', 'publicnetworkaccess'),
);

// The driver writes `group#account#share…` into the handle; a static volume may have attributes
// instead.
const SHARES = rowsOf(
  '.items[?(@.spec.csi.driver=="file.csi.azure.com")]',
  '{.status.phase}',
  '{.spec.csi.volumeHandle}',
  attribute('resourceGroup', 'resourcegroup'),
  attribute('storageAccount', 'storageaccount'),
);

const EXCEPTIONS = rowsOf('.items[*]', '{.metadata.namespace}', String.raw`{.spec.podLabels.app\.kubernetes\.io/name}`);

/** Names of the parts. */
export type InspectionPart = 'definitions' | 'velero' | 'classes' | 'volumes' | 'shares' | 'drivers' | 'exceptions';

/** At most that much is printed of each part, in the order in which they are printed. */
const MAX_BYTES: Readonly<Record<InspectionPart, number>> = {
  definitions: 20_000,
  velero: 20_000,
  classes: 40_000,
  volumes: 350_000,
  shares: 20_000,
  drivers: 20_000,
  exceptions: 20_000,
};

/**
 * The command that Backstay runs inside a cluster. Constant: no name, setting or answer ever
 * becomes part of it. It only reads, and it prints little by itself, because run-command cuts what
 * is printed at 512 kB. docs/inspect-cluster.md has it in full.
 *
 * Each part prints where it begins. Where it ends it prints only if kubectl succeeded and nothing
 * was cut off, so that half a list can't pass for a whole one. It is plain POSIX shell, on one
 * line.
 * https://learn.microsoft.com/azure/aks/access-private-cluster
 */
export const INSPECTION_COMMAND: string = [
  chosen(
    'definitions',
    'customresourcedefinitions',
    DEFINITIONS,
    String.raw`-E '\.velero\.io$|^azurepodidentityexceptions\.'`,
  ),
  chosen('velero', 'deployments --all-namespaces', DEPLOYMENTS, '-i velero'),
  whole('classes', 'storageclasses', CLASSES),
  whole('volumes', 'persistentvolumes', VOLUMES),
  whole('shares', 'persistentvolumes', SHARES),
  // AKS runs the driver there. Elsewhere, tenants could forge its version in the image of a daemon
  // set.
  chosen('drivers', 'daemonsets --namespace kube-system', DEPLOYMENTS, '-i azurefile'),
  // Fails where the cluster knows no such exceptions.
  whole('exceptions', 'azurepodidentityexceptions --all-namespaces', EXCEPTIONS),
].join('; ');

function whole(part: InspectionPart, resources: string, columns: string): string {
  const get = `kubectl get ${resources} -o jsonpath='${columns}' 2>/dev/null`;
  return `echo '== ${part}'; { ${get} && echo '== end ${part}'; } | head -c ${MAX_BYTES[part]}; echo`;
}

/**
 * Of many lines only those that match. A variable holds them all, so that a failure of kubectl is
 * not lost in a pipe.
 */
function chosen(part: InspectionPart, resources: string, columns: string, match: string): string {
  const get = `o=$(kubectl get ${resources} -o jsonpath='${columns}' 2>/dev/null)`;
  const choose = `printf '%s\\n' "$o" | grep ${match}`;
  return `echo '== ${part}'; ${get} && { ${choose}; echo '== end ${part}'; } | head -c ${MAX_BYTES[part]}; echo`;
}

/** The output of one part. */
export interface PrintedPart {
  readonly lines: readonly string[];
  /** False when kubectl failed or something was cut off. */
  readonly whole: boolean;
}

/**
 * The lines of one part; `undefined` when it is not there exactly once, as when something printed
 * looks like its beginning.
 */
export function partIn(logs: string, part: InspectionPart): PrintedPart | undefined {
  const printed = logs.split('\n');
  const lines = printed.map((line) => line.replace(/\r$/, ''));
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
    whole: end !== undefined && end === upTo && !isCutOff(printed.slice(begin + 1, placeAfter(lines, part)), part),
  };
}

/**
 * Values may hold line breaks, and so what looks like the end of the part: where the real end was
 * cut off, the forged one is the only one. That is seen by the size alone.
 */
function isCutOff(printed: readonly string[], part: InspectionPart): boolean {
  // A cut can leave up to three bytes of a letter, which may be lost on the way.
  return Buffer.byteLength(printed.join('\n')) >= MAX_BYTES[part] - 3;
}

/** Where the next part begins: its last marker, as this part may print forged ones. */
function placeAfter(lines: readonly string[], part: InspectionPart): number {
  const parts = Object.keys(MAX_BYTES);
  const next = parts[parts.indexOf(part) + 1];
  const place = next === undefined ? -1 : lines.lastIndexOf(`== ${next}`);
  return place === -1 ? lines.length : place;
}

function placesOf(lines: readonly string[], wanted: string): readonly number[] {
  return lines.flatMap((line, index) => (line === wanted ? [index] : []));
}
