import { canonicalHash } from '../lib/canonical-hash.ts';
import { uuid5 } from '../lib/uuid5.ts';
import { BACKUP_NAMESPACE } from '../model/policy.ts';
import type { BackupExtensionRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az } from '../steps/az.ts';
import { extensionProperties, installOptions } from '../steps/extension-options.ts';
import type { Change } from './define.ts';
import { EXTENSION_WRITES, SAMPLE_SETTINGS, storageIn } from './extension.ts';
import { FOR_EXTENSION } from './preconditions.ts';
import { CLUSTER } from './samples.ts';

/**
 * Installs the backup extension. Only an undo removes it, and never from a protected cluster:
 * recovery points are reached through it.
 */
export const backupExtension = {
  kind: 'backupExtension',
  // Of the two that hold a cluster for long, the extension is the longer way to Ready.
  order: 100,
  allowed: 'byDefault',
  risk: 'changesResource',
  longRunning: true,
  preconditions: FOR_EXTENSION,
  role: {
    title: 'Backup Extension Installer',
    description: 'Installs the backup extension on clusters.',
    places: ['cluster'],
    actions: [EXTENSION_WRITES],
  },
  review: {
    why: 'the extension takes the backups',
    beyond:
      'Azure has one right for all extensions: it allows to install any of them on those clusters, with their rights inside',
  },
  sentence: 'Backstay installs the extension with the storage settings of the profile. It never deletes one.',
  sample: { kind: 'backupExtension', clusterId: CLUSTER, name: 'azure-aks-backup', settings: SAMPLE_SETTINGS },

  key: ({ kind, clusterId, name, settings }) => uuid5(kind, clusterId, name, canonicalHash(settings)),
  describe: ({ name, clusterId }) => `Install backup extension ${name} on cluster ${partsOf(clusterId).name}`,
  effect: ({ name, clusterId, settings }) =>
    `Extension ${name} runs on cluster ${clusterId} in namespace ${BACKUP_NAMESPACE}, reads the resources that are to be backed up, and writes to ${storageIn(settings)}. Azure creates a managed identity for it.`,
  undoText: 'Remove the extension, once no backup instance needs it any more; backups end with it.',
  permissions({ clusterId }) {
    const extensions = 'Microsoft.KubernetesConfiguration/extensions';
    return [EXTENSION_WRITES, `${extensions}/read`, `${extensions}/operations/read`].map((action) => ({
      action,
      scope: clusterId,
    }));
  },
  lane: ({ clusterId }) => clusterId,
  commands: ({ remedy: { clusterId, name, settings } }) => [
    az('k8s-extension create', installOptions(clusterId, name, settings)),
  ],
  declare: ({ remedy: { clusterId, name, settings }, evidence }) => ({
    kind: 'resource',
    type: 'Microsoft.KubernetesConfiguration/extensions',
    parentId: clusterId,
    name,
    properties: extensionProperties(settings),
    isThere: evidence.extension !== undefined,
  }),

  undo: {
    describe: ({ name, clusterId }) => `Remove backup extension ${name} from cluster ${partsOf(clusterId).name}`,
    permissions: ({ clusterId }) => [
      ...['delete', 'read', 'operations/read'].map((verb) => ({
        action: `Microsoft.KubernetesConfiguration/extensions/${verb}`,
        scope: clusterId,
      })),
      { action: 'Microsoft.DataProtection/backupVaults/backupInstances/read', scope: clusterId },
    ],
    role: {
      title: 'Backup Extension Remover',
      description: 'Removes the backup extension that Backstay installed.',
      places: ['cluster'],
      actions: ['Microsoft.KubernetesConfiguration/extensions/delete'],
    },
    longRunning: true,
    // The portal and the command line give it the same name.
    ownName: () => false,
    isSharedWith: (_, { isSameCluster }) => isSameCluster,
    origin: (before) => (before === undefined ? 'unknown' : 'extension' in before ? 'changed' : 'made'),
  },
} satisfies Change<BackupExtensionRemedy>;
