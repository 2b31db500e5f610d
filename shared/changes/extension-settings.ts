import { canonicalHash } from '../lib/canonical-hash.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { ExtensionSettingsRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az } from '../steps/az.ts';
import { extensionOptions, settingsForCli } from '../steps/extension-options.ts';
import type { Change } from './define.ts';
import { EXTENSION_WRITES, SAMPLE_SETTINGS, storageIn } from './extension.ts';
import { FOR_EXTENSION } from './preconditions.ts';
import { CLUSTER } from './samples.ts';

/**
 * Changes the settings of the installed backup extension; recovery points that it has written stay
 * where they are.
 */
export const extensionSettings = {
  kind: 'extensionSettings',
  order: 110,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: true,
  preconditions: FOR_EXTENSION,
  role: {
    title: 'Backup Extension Configurer',
    description: 'Changes the settings of an installed backup extension.',
    places: ['cluster'],
    actions: [EXTENSION_WRITES],
  },
  review: {
    why: 'the extension writes where its settings say',
    beyond:
      'Azure has one right for all extensions: it allows to install any of them on those clusters, with their rights inside',
  },
  sentence: 'Backstay changes the settings of the extension to those of the profile and keeps all others.',
  sample: { kind: 'extensionSettings', clusterId: CLUSTER, name: 'azure-aks-backup', settings: SAMPLE_SETTINGS },

  key: ({ kind, clusterId, name, settings }) => uuid5(kind, clusterId, name, canonicalHash(settings)),
  describe: ({ name, clusterId }) => `Correct the settings of extension ${name} on cluster ${partsOf(clusterId).name}`,
  effect: ({ name, clusterId, settings }) =>
    `Extension ${name} on cluster ${clusterId} writes to ${storageIn(settings)}, and its pods restart. Its other settings stay.`,
  undoText: 'Set the former settings again; the audit log has the values that were replaced.',
  permissions({ clusterId }) {
    const extensions = 'Microsoft.KubernetesConfiguration/extensions';
    return [EXTENSION_WRITES, `${extensions}/read`, `${extensions}/operations/read`].map((action) => ({
      action,
      scope: clusterId,
    }));
  },
  lane: ({ clusterId }) => clusterId,
  commands: ({ remedy: { clusterId, name, settings } }) => [
    az('k8s-extension update', {
      ...extensionOptions(clusterId, name),
      configurationSettings: settingsForCli(settings),
      yes: true,
    }),
  ],
  declare: () => ({
    kind: 'none',
    why: 'A template replaces all settings of the extension, and Azure does not return the protected ones.',
  }),
  undo: {
    never: 'Backups that were written since are where the new settings lead; the audit log has the former ones.',
  },
} satisfies Change<ExtensionSettingsRemedy>;
