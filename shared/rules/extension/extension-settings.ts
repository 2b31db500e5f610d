import { blocked, defineRule, missing, satisfied } from '../define-rule.ts';
import { EXTENSION_INSTALLED, STORAGE_ACCOUNT } from '../rule-ids.ts';
import { reliedOn } from './relied-on.ts';
import { differing, merged, settingsFor } from './settings.ts';

export const extensionSettings = defineRule({
  id: 'BKS-302',
  slug: 'extension-settings',
  title: 'The extension backs up to where the profile says',
  failureTitle: 'The extension backs up to elsewhere than the profile says',
  why: 'With another account, container or tenant in its settings, backups fail or go where nobody looks for them.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#backup-extension-related-operations',
  serviceErrors: [
    'UserErrorNoDefaultBackupStorageLocationFound',
    'UserErrorBackupStorageLocationNotFound',
    'UserErrorStorageAccountKeyAccessDisallowed',
  ],
  fix: 'extensionSettings',
  needs: ['cluster', 'backupExtensions', 'storageAccount', 'protection'],

  evaluate({ cluster, backupExtensions, storageAccount, protection }, profile) {
    const [extension] = backupExtensions;
    if (extension?.provisioningState?.toLowerCase() !== 'succeeded') {
      return blocked(EXTENSION_INSTALLED, 'The extension is not installed yet.');
    }
    if (storageAccount === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account to back up to.');

    const { name, armId, settings } = extension;
    const wanted = settingsFor(profile, storageAccount, cluster.identity?.tenantId);
    const wrong = differing(wanted, settings);
    if (wrong.length === 0) {
      return satisfied('AsWanted', `The settings of extension ${name} are those of profile ${profile.name}.`, {
        extension: armId,
        container: profile.storage.container,
      });
    }
    const words = wrong.map((key) => key.split('.').at(-1)).join(', ');
    const evidence = {
      extension: armId,
      different: wrong,
      former: wrong.map((key) => `${key}=${settings[key] ?? ''}`),
    };
    const [instance] = protection;
    if (instance !== undefined)
      return reliedOn(instance, evidence, `Extension ${name} differs from profile ${profile.name}: ${words}`);
    const remedy = {
      kind: 'extensionSettings',
      clusterId: cluster.id,
      name,
      settings: merged(settings, wanted),
    } as const;
    return missing(
      'Different',
      `Extension ${name} has other settings than profile ${profile.name}: ${words}.`,
      remedy,
      evidence,
    );
  },
});
