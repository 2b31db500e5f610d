import { az } from '../../steps/az.ts';
import { note } from '../../steps/step.ts';
import { blocked, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { settingIn, USE_AAD } from '../extension/settings.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';

export const storageKeys = defineRule({
  id: 'BKS-503',
  slug: 'storage-keys',
  title: 'The extension does not depend on keys that the storage account forbids',
  failureTitle: 'The extension depends on keys that the storage account forbids',
  why: 'An extension without useAAD asks for the keys of the account, and one that forbids keys refuses it.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: ['UserErrorStorageAccountKeyAccessDisallowed'],
  fix: 'person',
  byHand: [
    az('k8s-extension update', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      clusterName: 'CLUSTER',
      clusterType: 'managedClusters',
      name: 'EXTENSION',
      configurationSettings: ['useAAD=true', 'storageAccountURI=BLOB-ENDPOINT'],
      yes: true,
    }),
  ],
  needs: ['storageAccount', 'backupExtensions'],

  evaluate({ storageAccount: account, backupExtensions }) {
    if (account === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    const [extension] = backupExtensions;
    if (extension === undefined) return notApplicable('NotInstalled', 'Backstay installs the extension with useAAD.');
    const useAad = settingIn(extension.settings, USE_AAD)?.toLowerCase() === 'true';
    const keysForbidden = account.allowSharedKeyAccess === false;
    const evidence = { allowSharedKeyAccess: !keysForbidden, useAAD: useAad };
    if (useAad) return satisfied('TokenSignIn', `Extension ${extension.name} uses tokens, not keys.`, evidence);
    if (!keysForbidden) return satisfied('KeysAllowed', `Storage account ${account.name} allows keys.`, evidence);
    return manual(
      'KeysForbidden',
      `Storage account ${account.name} forbids keys, and extension ${extension.name} uses them.`,
      [
        // BKS-302 judges the same settings as a whole, with what has to come first.
        note('Set useAAD as BKS-302 says, which has the command and says what comes first.'),
        note('Or list "extensionSettings" under "allow", and Backstay does it (BKS-302).'),
      ],
      evidence,
    );
  },
});
