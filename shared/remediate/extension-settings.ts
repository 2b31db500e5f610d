import { canonicalHash } from '../lib/canonical-hash.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { ExtensionSettingsRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';

/** Changes the settings of the installed backup extension; recovery points that it has written stay where they are. */
export const extensionSettings: Remediator<ExtensionSettingsRemedy> = {
  kind: 'extensionSettings',
  risk: 'changesResource',
  longRunning: true,

  key: ({ kind, clusterId, name, settings }) => uuid5(kind, clusterId, name, canonicalHash(settings)),
  describe: ({ name, clusterId }) =>
    `Put the settings of extension ${name} on cluster ${partsOf(clusterId).name} right`,
  effect: ({ name, clusterId }) =>
    `Extension ${name} on cluster ${partsOf(clusterId).name} writes to the storage that the profile names; its other settings stay.`,
  undoText: 'Put the former settings back; the record has what was replaced, where it was read.',
  permissions({ clusterId }) {
    const extensions = 'Microsoft.KubernetesConfiguration/extensions';
    return [`${extensions}/write`, `${extensions}/read`, `${extensions}/operations/read`].map((action) => ({
      action,
      scope: clusterId,
    }));
  },
  lane: ({ clusterId }) => clusterId,
  undo: {
    never: 'Backups that were written since are where the new settings lead; the record has the former ones.',
  },

  async observe({ clusterId, name, settings }, arm) {
    return observationOf(await arm.listBackupExtensions(clusterId), (extensions) => {
      const extension = extensions.find((each) => each.name === name);
      const asWanted = Object.entries(settings).every(([key, value]) => extension?.settings[key] === value);
      if (extension === undefined || !asWanted) return { state: 'absent' };
      const { armId, provisioningState, errorMessage } = extension;
      return stateOf(
        provisioningState,
        { extension: armId },
        errorMessage ?? `Extension ${name} is ${provisioningState}.`,
      );
    });
  },

  async apply(remedy, arm) {
    const { clusterId, name, settings } = remedy;
    return resultOf(await arm.patchExtensionSettings(remedy), {
      cluster: clusterId,
      extension: name,
      settings: Object.keys(settings),
    });
  },
};
