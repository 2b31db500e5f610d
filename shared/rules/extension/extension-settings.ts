import { blocked, defineRule, missing, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { EXTENSION_INSTALLED, STORAGE_ACCOUNT } from '../rule-ids.ts';
import { reliedOn } from './relied-on.ts';
import { differing, differsOnlyInSignIn, isOtherAccount, merged, settingsFor, usesAccountKey } from './settings.ts';

export const extensionSettings = defineRule({
  id: 'BKS-302',
  slug: 'extension-settings',
  title: 'The settings of the extension are those of the profile',
  failureTitle: 'The settings of the extension differ from those of the profile',
  why: 'With another account, container or tenant in its settings, backups fail or go to the wrong place.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
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
      return satisfied('SettingsMatch', `The settings of extension ${name} are those of profile ${profile.name}.`, {
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
    const olderWay = usesAccountKey(settings) && differsOnlyInSignIn(wrong);
    const how = `Extension ${name} was installed the older way: it signs in to storage account ${storageAccount.name} with an account key instead of its identity`;
    // Recorded: such an extension was `ProtectionConfigured`, so its backups work where the account
    // allows keys.
    const works = instance?.protectionState?.toLowerCase() === 'protectionconfigured';
    if (olderWay && works && storageAccount.allowSharedKeyAccess !== false) {
      return satisfied('AccountKeySignIn', `${how}; backup instance ${instance?.name} works with it.`, evidence);
    }
    const difference = olderWay ? how : `Extension ${name} differs from profile ${profile.name}: ${words}`;
    if (instance !== undefined) {
      const reason = olderWay ? 'AccountKeySignIn' : isOtherAccount(wrong) ? 'OtherAccountInUse' : 'ExtensionInUse';
      return reliedOn(instance, evidence, difference, reason);
    }
    const remedy = {
      kind: 'extensionSettings',
      clusterId: cluster.id,
      name,
      settings: merged(settings, wanted),
    } as const;
    if (olderWay) return missing('AccountKeySignIn', `${how}.`, remedy, evidence);
    return missing(
      'SettingsMismatch',
      `Extension ${name} has other settings than profile ${profile.name}: ${words}.`,
      remedy,
      evidence,
    );
  },
});
