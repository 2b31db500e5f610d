import { type ClusterSight, DISK_LIMITS, VOLUME_KINDS } from '../model/inspection.ts';
import { type PrintedPart, partIn } from './inspection-command.ts';
import { shareAccountsIn, shareDriverIn } from './inspection-shares.ts';
import { judgeVolumes } from './inspection-volumes.ts';

/** What is kept of each list: a name in a cluster may be long, and there may be many. */
const MAX_KEPT = 50;
const MAX_ENTRY = 160;
/** Of disks beyond a limit, and of accounts: the whole is kept in one row with everything else. */
const MAX_DISKS = 20;
const MAX_ACCOUNTS = 20;

const EXTENSION_PODS = 'dataprotection-microsoft-kubernetes';
// Names of namespaces and workloads.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/;

/** Sums up what the command printed; `undefined` when not one part of it could be read. */
export function sightIn(logs: string): ClusterSight | undefined {
  const definitions = wholeLines(partIn(logs, 'definitions'));
  const velero = wholeLines(partIn(logs, 'velero'))?.flatMap(veleroIn);
  const volumes = judgeVolumes(partIn(logs, 'volumes'), partIn(logs, 'classes'));
  if (definitions === undefined && velero === undefined && volumes === undefined) return undefined;

  const leftOut = volumes?.leftOut ?? [];
  const overLimit = volumes?.overLimit ?? [];
  const shareAccounts = shareAccountsIn(partIn(logs, 'shares'));
  return {
    velero: velero === undefined ? null : kept(velero),
    veleroDefinitions: definitions?.filter((name) => name.endsWith('.velero.io')).length ?? null,
    volumes: volumes?.judged ?? null,
    everyVolumeSeen: volumes?.all ?? false,
    volumesLeftOut: leftOut.length,
    leftOut: kept(leftOut.map(({ kind, name, claim }) => `${kind} ${name} ${claim}`)),
    leftOutKinds: VOLUME_KINDS.filter((kind) => leftOut.some((volume) => volume.kind === kind)),
    podIdentityExceptions: exceptionsIn(definitions, partIn(logs, 'exceptions')),
    disks: volumes?.disks ?? 0,
    everyDiskSeen: volumes?.allDisks ?? false,
    disksOverLimit: overLimit.length,
    overLimit: kept(overLimit.slice(0, MAX_DISKS).map(({ kind, name, claim }) => `${kind} ${name} ${claim}`)),
    overLimitKinds: DISK_LIMITS.filter((kind) => overLimit.some((disk) => disk.kind === kind)),
    shares: volumes?.shares ?? 0,
    // A list that is cut short would pass for the whole of it.
    shareAccounts: shareAccounts === null || shareAccounts.length > MAX_ACCOUNTS ? null : shareAccounts,
    shareDriver: shareDriverIn(partIn(logs, 'drivers')),
  };
}

function wholeLines(part: PrintedPart | undefined): readonly string[] | undefined {
  return part?.whole === true ? part.lines : undefined;
}

function veleroIn(line: string): readonly string[] {
  const [namespace = '', name = '', images = '', ...more] = line.split('\t');
  const proper = NAME.test(namespace) && NAME.test(name) && more.length === 0;
  return proper && images.toLowerCase().includes('velero') ? [`${namespace}/${name}`] : [];
}

/**
 * Where the cluster does not know such exceptions there are none, and asking for them failed for
 * that very reason.
 */
function exceptionsIn(
  definitions: readonly string[] | undefined,
  exceptions: PrintedPart | undefined,
): readonly string[] | null {
  const rows = wholeLines(exceptions)?.map((line) => line.split('\t'));
  if (rows !== undefined) {
    const namespaces = rows.flatMap(([namespace = '', label]) =>
      label === EXTENSION_PODS && NAME.test(namespace) ? [namespace] : [],
    );
    return kept([...new Set(namespaces)]);
  }
  const known = definitions?.some((name) => name.startsWith('azurepodidentityexceptions.'));
  return known === false ? [] : null;
}

function kept(entries: readonly string[]): readonly string[] {
  return entries.slice(0, MAX_KEPT).map((entry) => entry.slice(0, MAX_ENTRY));
}
