import type { ActionResult } from '../model/action.ts';
import { type BackupExtension, backupExtensionsIn } from '../model/azure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ExtensionSettingsRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst } from './look-first.ts';

/**
 * Changes the settings of the installed backup extension; recovery points that it has written stay
 * where they are.
 */
export const extensionSettings = {
  async observe(remedy, arm) {
    const { clusterId, name } = remedy;
    return observationOf(await arm.listExtensions(clusterId), (extensions) => {
      const extension = backupExtensionsIn(extensions).find((each) => each.name === name);
      return extension === undefined || !isAsWanted(extension, remedy)
        ? { state: 'absent' }
        : stateOfExtension(extension);
    });
  },

  async apply(remedy, planned, arm): Promise<ActionResult> {
    const { clusterId, name, settings } = remedy;
    return lookFirst(
      await arm.listExtensions(clusterId),
      (extensions) => {
        const extension = backupExtensionsIn(extensions).find((each) => each.name === name);
        if (extension === undefined) return changedSincePlanned(`extension ${name} is gone by now.`);
        if (isAsWanted(extension, remedy)) return stateOfExtension(extension);
        const changed = whatChanged(extension, remedy, planned);
        return changed === undefined ? free(extension) : changedSincePlanned(changed);
      },
      async (over) =>
        resultOf(await arm.patchExtensionSettings(remedy, over), {
          cluster: clusterId,
          extension: name,
          settings: Object.keys(settings),
        }),
    );
  },
} satisfies Remediator<ExtensionSettingsRemedy>;

function isAsWanted({ settings }: BackupExtension, wanted: ExtensionSettingsRemedy): boolean {
  return Object.entries(wanted.settings).every(([key, value]) => settings[key] === value);
}

function stateOfExtension({ armId, name, provisioningState, errorMessage }: BackupExtension) {
  const message = errorMessage ?? `Extension ${name} is ${provisioningState}.`;
  return stateOf(provisioningState, { extension: armId }, message);
}

/**
 * The remedy holds all settings as they were seen, so one that was changed since would be set back.
 * Those that the plan changes are compared with what it found there.
 */
function whatChanged(
  { name, settings }: BackupExtension,
  wanted: ExtensionSettingsRemedy,
  planned: Evidence | undefined,
): string | undefined {
  const former = textsIn(planned?.former);
  const replaced = textsIn(planned?.different);
  if (former === undefined || replaced === undefined) return undefined;
  const keys = new Set([...Object.keys(settings), ...Object.keys(wanted.settings)]);
  const changed = [...keys].find((key) => {
    const isReplaced = replaced.some((each) => each.toLowerCase() === key.toLowerCase());
    const now = settings[key] ?? '';
    // A key in other letters is one that the plan leaves out of what it sends.
    const then = isReplaced
      ? former.find((each) => each.startsWith(`${key}=`))
      : `${key}=${wanted.settings[key] ?? ''}`;
    return then !== undefined && then !== `${key}=${now}`;
  });
  return changed === undefined
    ? undefined
    : `setting ${changed} of extension ${name} has changed since this was planned.`;
}

function textsIn(value: Evidence[string] | undefined): readonly string[] | undefined {
  return Array.isArray(value) ? value : undefined;
}
