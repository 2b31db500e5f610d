import { type BackupExtension, backupExtensionsIn, type ClusterExtension } from '../model/azure.ts';
import type { Absent } from '../model/fact.ts';
import type { Evidence } from '../model/finding.ts';
import type { BackupExtensionRemedy } from '../model/remedy.ts';
import type { ArmReader } from '../ports/arm.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst } from './look-first.ts';
import { removalOf, removalSeen, settled, standingOf } from './undoing.ts';

/**
 * Installs the backup extension. Only an undo removes it, and never from a protected cluster:
 * recovery points are reached through it.
 */
export const backupExtension = {
  undo: {
    async observe(remedy, _, arm) {
      return removalSeen(
        await readExtension(remedy, arm),
        takenBack(remedy),
        (extension) => extension.provisioningState,
      );
    },

    async apply(remedy, _, arm) {
      const { clusterId, name } = remedy;
      const read = await readExtension(remedy, arm);
      const standing = standingOf(read, takenBack(remedy), (extension) => whatChanged(extension, remedy));
      return (
        settled(standing, read.trace) ?? removalOf(await arm.deleteBackupExtension(clusterId, name), takenBack(remedy))
      );
    },
  },

  async observe({ clusterId, name }, arm) {
    return observationOf(await arm.listExtensions(clusterId), (extensions) => {
      const extension = extensionIn(backupExtensionsIn(extensions), name);
      return extension === undefined ? { state: 'absent' } : stateOfExtension(extension);
    });
  },

  async apply(remedy, planned, arm) {
    const { clusterId, name } = remedy;
    const found = await arm.listExtensions(clusterId);
    const read = found.ok ? { ...found, value: standingIn(found.value, name) } : found;
    return lookFirst<ClusterExtension | Absent, BackupExtension | Absent>(
      read,
      (extension) => {
        if (extension !== 'absent' && extension.otherType !== undefined) {
          return changedSincePlanned(`extension ${extension.armId} of type ${extension.otherType} has its name.`);
        }
        if (extension === 'absent') {
          const former = planned?.extension;
          return former === undefined ? free(extension) : changedSincePlanned(`extension ${former} is gone by now.`);
        }
        const isPlanned = isSameId(extension.armId, planned?.extension) && hasFailed(extension);
        return isPlanned ? free(extension) : stateOfExtension(extension);
      },
      async (over) => resultOf(await arm.putBackupExtension(remedy, over), { cluster: clusterId, extension: name }),
    );
  },
} satisfies Remediator<BackupExtensionRemedy>;

/** A cluster has at most one of this type; it may have been installed under another name. */
function extensionIn(extensions: readonly BackupExtension[], name: string): BackupExtension | undefined {
  return extensions.find((each) => isNamed(each, name)) ?? extensions[0];
}

/** The backup extension, else an extension of another type that the install would replace. */
function standingIn(extensions: readonly ClusterExtension[], name: string): ClusterExtension | Absent {
  return (
    extensionIn(backupExtensionsIn(extensions), name) ?? extensions.find((each) => isNamed(each, name)) ?? 'absent'
  );
}

/** Azure ignores the letter case of names. */
function isNamed(extension: BackupExtension, name: string): boolean {
  return extension.name.toLowerCase() === name.toLowerCase();
}

function stateOfExtension({ armId, name, provisioningState, errorMessage }: BackupExtension) {
  const message = errorMessage ?? `Extension ${name} is ${provisioningState}.`;
  return stateOf(provisioningState, { extension: armId }, message);
}

function hasFailed({ provisioningState }: BackupExtension): boolean {
  return ['failed', 'canceled'].includes(provisioningState?.toLowerCase() ?? '');
}

function isSameId(id: string, other: Evidence[string] | undefined): boolean {
  return typeof other === 'string' && other.toLowerCase() === id.toLowerCase();
}

async function readExtension({ clusterId, name }: BackupExtensionRemedy, arm: ArmReader) {
  const read = await arm.listExtensions(clusterId);
  return read.ok ? { ...read, value: backupExtensionsIn(read.value).find((each) => isNamed(each, name)) } : read;
}

/** Its version is no matter: Azure moves it up by itself. */
function whatChanged(
  { armId, settings, clusterScoped }: BackupExtension,
  wanted: BackupExtensionRemedy,
): string | undefined {
  const same = Object.entries(wanted.settings).every(([key, value]) => settings[key] === value);
  return same && clusterScoped ? undefined : `the settings of extension ${armId} were changed since.`;
}

function takenBack({ clusterId, name }: BackupExtensionRemedy) {
  return { cluster: clusterId, extension: name, removed: true };
}
