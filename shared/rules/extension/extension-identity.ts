import { partsOf } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { blocked, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { EXTENSION_INSTALLED } from '../rule-ids.ts';
import { stepsToReinstall } from './reinstall.ts';

export const extensionIdentity = defineRule({
  id: 'BKS-303',
  slug: 'extension-identity',
  title: 'The identity of the extension exists',
  failureTitle: 'The identity of the extension is gone',
  why: 'The extension writes backups under an identity in the node resource group; deleted there, its name and its role stay behind.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: ['UserErrorKubernetesBackupExtensionIdentityNotFound'],
  fix: 'person',
  byHand: [
    az('k8s-extension delete', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      clusterName: 'CLUSTER',
      clusterType: 'managedClusters',
      name: 'EXTENSION',
      yes: true,
    }),
  ],
  needs: ['cluster', 'backupExtensions', 'nodeGroupIdentities', 'protection'],

  evaluate({ cluster, backupExtensions, nodeGroupIdentities: identities, protection }, profile) {
    const [extension] = backupExtensions;
    if (extension?.principalId === undefined) {
      return blocked(EXTENSION_INSTALLED, 'The identity of the extension appears when it is installed.');
    }
    if (identities === 'absent') {
      return notApplicable(
        'NodeGroupNotReturned',
        `Azure does not return the node resource group of cluster ${cluster.name}.`,
      );
    }
    const { name, armId, principalId } = extension;
    const group = cluster.nodeResourceGroup ?? '';
    const evidence = { extension: armId, principalId, nodeResourceGroup: group, identitiesSeen: identities.length };
    return identities.includes(principalId)
      ? satisfied('ExtensionIdentityPresent', `The identity of extension ${name} is in ${group}.`, evidence)
      : manual(
          'IdentityGone',
          `Extension ${name} runs under identity ${principalId}, and resource group ${group} has no such identity.`,
          [
            az('identity list', {
              subscription: partsOf(cluster.id).subscriptionId,
              resourceGroup: group,
              output: 'table',
            }),
            ...stepsToReinstall(extension, cluster, profile, protection),
          ],
          evidence,
        );
  },
});
