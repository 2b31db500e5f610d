import { canonicalHash } from '../lib/canonical-hash.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { BackupExtensionRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';

/** Installs the backup extension. Never removes one: recovery points are reached through it. */
export const backupExtension: Remediator<BackupExtensionRemedy> = {
  kind: 'backupExtension',
  risk: 'changesResource',
  longRunning: true,

  key: ({ kind, clusterId, name, settings }) => uuid5(kind, clusterId, name, canonicalHash(settings)),
  describe: ({ name, clusterId }) => `Install backup extension ${name} on cluster ${partsOf(clusterId).name}`,
  effect: ({ name, clusterId }) =>
    `Extension ${name} runs on cluster ${partsOf(clusterId).name} in a namespace of its own, reads what is to be backed up, and has an identity of its own.`,
  undoText: 'Remove the extension, once no backup instance needs it any more; backups end with it.',
  permissions({ clusterId }) {
    const extensions = 'Microsoft.KubernetesConfiguration/extensions';
    return [`${extensions}/write`, `${extensions}/read`, `${extensions}/operations/read`].map((action) => ({
      action,
      scope: clusterId,
    }));
  },
  lane: ({ clusterId }) => clusterId,

  async observe({ clusterId, name }, arm) {
    return observationOf(await arm.listBackupExtensions(clusterId), (extensions) => {
      // A cluster has at most one of this type; somebody else's may bear another name.
      const extension = extensions.find((each) => each.name === name) ?? extensions[0];
      if (extension === undefined) return { state: 'absent' };
      const { armId, provisioningState, errorMessage } = extension;
      return stateOf(
        provisioningState,
        { extension: armId },
        errorMessage ?? `Extension ${extension.name} is ${provisioningState}.`,
      );
    });
  },

  async apply(remedy, arm) {
    return resultOf(await arm.putBackupExtension(remedy), { cluster: remedy.clusterId, extension: remedy.name });
  },
};
