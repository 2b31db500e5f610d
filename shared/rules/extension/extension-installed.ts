import type { BackupExtension, BackupInstance, Cluster, ClusterExtension } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import { az, named } from '../../steps/az.ts';
import { showInstance } from '../../steps/backup-instance.ts';
import { extensionOptions, installOptions } from '../../steps/extension-options.ts';
import { decision, note } from '../../steps/step.ts';
import { blocked, defineRule, manual, missing, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { EXTENSION_INSTALLED, STORAGE_ACCOUNT } from '../rule-ids.ts';
import { knownInstallFailure } from './install-failures.ts';
import { showCommand, stepsToReinstall } from './reinstall.ts';
import { reliedOn } from './relied-on.ts';
import { type Settings, settingsFor } from './settings.ts';

const NAME = 'azure-aks-backup';
const NAMESPACE = 'dataprotection-microsoft';

export const extensionInstalled = defineRule({
  id: EXTENSION_INSTALLED,
  slug: 'extension-installed',
  title: 'The backup extension is installed',
  failureTitle: 'The backup extension is not installed',
  why: 'The extension takes the backups from inside the cluster; without it there is nothing to talk to.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.extension,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#backup-extension-related-operations',
  serviceErrors: [
    'UserErrorKubernetesBackupExtensionNotFoundError',
    'UserErrorKubernetesBackupExtensionUnhealthy',
    'UserErrorKubernetesBackupExtensionHasErrors',
    'UserErrorKubernetesCustomResourcesNotPickedUpByExtension',
  ],
  fix: 'backupExtension',
  needs: ['cluster', 'extensions', 'backupExtensions', 'storageAccount', 'protection'],

  evaluate({ cluster, extensions, backupExtensions, storageAccount, protection }, profile) {
    const [extension] = backupExtensions;
    if (extension !== undefined && !failedInPassing(extension))
      return judgeInstalled(extension, cluster, profile, protection);
    const [instance] = protection;
    if (extension !== undefined && instance !== undefined) {
      const message = `The install of extension ${extension.name} clashed with another write to the cluster`;
      return reliedOn(instance, { extension: extension.armId }, message);
    }
    const elsewhere = protection.find(({ vaultId }) => vaultId !== profile.vaultId);
    if (elsewhere !== undefined && profile.purpose === 'restoreTarget') return missingForOther(elsewhere, cluster);
    if (storageAccount === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account to back up to.');
    const settings = settingsFor(profile, storageAccount, cluster.identity?.tenantId);
    const taken = extensions.find(({ name, otherType }) => otherType !== undefined && name.toLowerCase() === NAME);
    if (extension === undefined && taken !== undefined) return nameTaken(taken, cluster, settings);
    const message =
      extension === undefined
        ? `Cluster ${cluster.name} has no backup extension.`
        : `The install of extension ${extension.name} clashed with another write to the cluster.`;
    const remedy = {
      kind: 'backupExtension',
      clusterId: cluster.id,
      name: extension?.name ?? NAME,
      settings,
    } as const;
    return missing('NotInstalled', message, remedy, extension === undefined ? {} : { extension: extension.armId });
  },
});

/** Recovery points of another vault are reached through the container of that install. */
function missingForOther(instance: BackupInstance, { name }: Cluster): Outcome {
  return manual(
    'ExtensionMissingForOtherVault',
    `Cluster ${name} has no backup extension, and backup instance ${instance.name} of another vault needs one with its own container.`,
    [
      ...showInstance(instance),
      decision(
        'Install the extension with the storage account and container of that protection, and name the same ones in the profile.',
        'othersRelyOnIt',
      ),
    ],
    { backupInstance: instance.armId },
  );
}

/** An install under this name would replace an extension of others. */
function nameTaken({ armId, otherType = 'unknown' }: ClusterExtension, cluster: Cluster, settings: Settings): Outcome {
  return manual(
    'NameTaken',
    `Extension ${NAME} of cluster ${cluster.name} is of type ${otherType}, so Backstay installs no backup extension under that name.`,
    [
      az('k8s-extension show', extensionOptions(cluster.id, NAME)),
      decision('Install the backup extension under another name; Backstay finds it by its type:', 'ownerChooses'),
      az('k8s-extension create', installOptions(cluster.id, 'azbkuextension', settings)),
    ],
    { extension: armId, extensionType: otherType },
  );
}

function judgeInstalled(
  extension: BackupExtension,
  cluster: Cluster,
  profile: Profile,
  protection: readonly BackupInstance[],
): Outcome {
  const { armId, provisioningState, releaseNamespace, clusterScoped } = extension;
  const evidence = {
    extension: armId,
    provisioningState: provisioningState ?? null,
    releaseNamespace: releaseNamespace ?? null,
    clusterScoped,
  };
  switch (provisioningState?.toLowerCase()) {
    case 'succeeded':
      // Azure reports errors of a release that once was installed beside this state.
      return extension.errorMessage === undefined
        ? judgePlace(extension, cluster, profile, protection, evidence)
        : judgeFailed(extension, cluster, profile, protection, evidence);
    case 'failed':
    case 'canceled':
      return judgeFailed(extension, cluster, profile, protection, evidence);
    default:
      return judgeUnderWay(extension, cluster, evidence);
  }
}

/** Installing it again is all it takes, and takes nothing away. */
function failedInPassing({ provisioningState, errorMessage = '' }: BackupExtension): boolean {
  return provisioningState?.toLowerCase() === 'failed' && knownInstallFailure(errorMessage)?.passing === true;
}

function judgePlace(
  extension: BackupExtension,
  cluster: Cluster,
  profile: Profile,
  protection: readonly BackupInstance[],
  evidence: Outcome['evidence'],
): Outcome {
  const { name, releaseNamespace, clusterScoped } = extension;
  if (clusterScoped && (releaseNamespace === undefined || releaseNamespace.toLowerCase() === NAMESPACE)) {
    return satisfied('Installed', `Extension ${name} is installed.`, evidence);
  }
  const where = clusterScoped ? `in namespace ${releaseNamespace}` : 'for a single namespace';
  return manual(
    'ExtensionScopeMismatch',
    `Extension ${name} is installed ${where}; Azure Backup looks for it in ${NAMESPACE}, with the whole cluster as its scope.`,
    [showCommand(extension, cluster), ...stepsToReinstall(extension, cluster, profile, protection)],
    evidence,
  );
}

/** Azure says nothing but its state for minutes; an install that hangs shows in the cluster. */
function judgeUnderWay(extension: BackupExtension, cluster: Cluster, evidence: Outcome['evidence']): Outcome {
  const { name, provisioningState, statusMessage } = extension;
  const said = statusMessage === undefined ? '' : ` Azure says: ${statusMessage}`;
  return pending(
    'InProgress',
    `Extension ${name} is ${provisioningState ?? 'in an unknown state'}.${said}`,
    { ...evidence, ...(statusMessage !== undefined && { status: statusMessage }) },
    [
      ...(statusMessage === undefined ? [] : [note(`Azure says: ${statusMessage}`)]),
      note('See what its pods wait for:'),
      az('aks command invoke', { ...named(cluster.id), command: `kubectl get pods,events --namespace ${NAMESPACE}` }),
      note(
        'Pods that stay Pending lack a node (BKS-207); images that cannot be pulled lack a name (BKS-601) or are denied by a policy (BKS-208).',
      ),
      showCommand(extension, cluster),
    ],
  );
}

/**
 * Never deleted by Backstay: recovery points are reached through the extension, so that is a
 * person's decision.
 */
function judgeFailed(
  extension: BackupExtension,
  cluster: Cluster,
  profile: Profile,
  protection: readonly BackupInstance[],
  evidence: Outcome['evidence'],
): Outcome {
  const message = extension.errorMessage ?? 'no reason given';
  const known = knownInstallFailure(message);
  return manual(
    known?.reason ?? 'InstallFailed',
    `Extension ${extension.name} is ${extension.provisioningState}: ${message}`,
    [
      ...(known === undefined ? [] : [decision(known.advice, 'outsideAzure')]),
      showCommand(extension, cluster),
      ...stepsToReinstall(extension, cluster, profile, protection),
      note('https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot'),
    ],
    evidence,
  );
}
