import type { Evidence } from '../model/finding.ts';
import type { ExtensionSettingsRemedy, PolicyExclusionRemedy, Remedy, RemedyOf } from '../model/remedy.ts';
import { parseResourceId, partsOf } from '../model/resource-id.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Step } from '../model/step.ts';
import { az, inGroupOf, named, ofCluster } from '../steps/az.ts';
import { extensionOptions } from '../steps/extension-options.ts';
import { setParameter, showAssignment } from '../steps/policy-assignment.ts';
import { note } from '../steps/step.ts';

/** A change, and what was read when it was found missing: some commands have to name what is there already. */
export interface Missing {
  readonly remedy: Remedy;
  readonly evidence: Evidence;
}

/** The commands to the same effect, after a warning where they cannot help yet. */
export function stepsByHand(missing: Missing, unmet: readonly RuleId[] = []): readonly Step[] {
  return unmet.length === 0 ? commandsFor(missing) : [onlyOnce(unmet), ...commandsFor(missing)];
}

/** Stands above steps whose preconditions are not met. */
export function onlyOnce(unmet: readonly RuleId[]): Step {
  const are = unmet.length === 1 ? 'is' : 'are';
  return note(
    `Only once ${unmet.join(', ')} ${are} satisfied (or checked by you, where Backstay could not check); before that it cannot help:`,
  );
}

/** What a person types to the same effect, for those who do not let Backstay do it. Ids are filled in. */
export function commandsFor({ remedy, evidence }: Missing): readonly Step[] {
  switch (remedy.kind) {
    case 'providerRegistration':
      return [az('provider register', { subscription: remedy.subscriptionId, namespace: remedy.namespace })];
    case 'backupExtension':
      return [
        az('k8s-extension create', {
          ...extensionOptions(remedy.clusterId, remedy.name),
          extensionType: 'microsoft.dataprotection.kubernetes',
          scope: 'cluster',
          releaseTrain: 'stable',
          configurationSettings: settingsFor(remedy.settings),
        }),
      ];
    case 'extensionSettings':
      return [
        az('k8s-extension update', {
          ...extensionOptions(remedy.clusterId, remedy.name),
          configurationSettings: settingsFor(remedy.settings),
          yes: true,
        }),
      ];
    case 'trustedAccessBinding':
      return [bindingCommand(remedy, evidence)];
    case 'vaultIdentity': {
      const { name: vaultName, ...place } = named(remedy.vaultId);
      return [az('dataprotection backup-vault update', { ...place, vaultName, type: remedy.identityType })];
    }
    case 'storageDrivers':
      return [az('aks update', { ...named(remedy.clusterId), enableDiskDriver: true, enableSnapshotController: true })];
    case 'storageBypass':
      return [az('storage account update', { ...named(remedy.accountId), bypass: bypassWith(evidence) })];
    case 'securityRule': {
      const { networkSecurityGroupId, name, priority, serviceTag } = remedy;
      const { name: nsgName, ...place } = named(networkSecurityGroupId);
      return [
        az('network nsg rule create', {
          ...place,
          nsgName,
          name,
          priority,
          direction: 'Inbound',
          access: 'Allow',
          protocol: '*',
          sourceAddressPrefixes: [serviceTag],
          sourcePortRanges: ['*'],
          destinationAddressPrefixes: ['*'],
          destinationPortRanges: ['*'],
        }),
      ];
    }
    case 'blobContainer':
      return [
        az('storage container-rm create', {
          ...inGroupOf(remedy.accountId),
          storageAccount: partsOf(remedy.accountId).name,
          name: remedy.container,
          publicAccess: 'off',
        }),
      ];
    case 'snapshotGroup': {
      const { subscriptionId, name } = partsOf(remedy.groupId);
      return [az('group create', { subscription: subscriptionId, name, location: remedy.location })];
    }
    case 'roleGrant':
      return [
        az('role assignment create', {
          subscription: partsOf(remedy.scope).subscriptionId,
          assigneeObjectId: remedy.principalId,
          assigneePrincipalType: 'ServicePrincipal',
          role: remedy.role,
          scope: remedy.scope,
        }),
      ];
    case 'policyExclusion':
      return exclusionSteps(remedy);
    case 'clusterInspection':
      return ['kubectl get deployments --all-namespaces --output wide', 'kubectl get persistentvolumes'].map(
        (command) => az('aks command invoke', { ...named(remedy.clusterId), command }),
      );
  }
}

/**
 * The names under which the Azure CLI takes the settings of the chart; it drops all others without an error. The tenant is not among
 * them: the Azure CLI sets it itself.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#install-backup-extension
 */
const IN_THE_CLI: Readonly<Record<string, string>> = {
  'configuration.backupStorageLocation.bucket': 'blobContainer',
  'configuration.backupStorageLocation.config.storageAccount': 'storageAccount',
  'configuration.backupStorageLocation.config.resourceGroup': 'storageAccountResourceGroup',
  'configuration.backupStorageLocation.config.subscriptionId': 'storageAccountSubscriptionId',
  'configuration.backupStorageLocation.config.useAAD': 'useAAD',
  'configuration.backupStorageLocation.config.storageAccountURI': 'storageAccountURI',
};

function settingsFor(settings: ExtensionSettingsRemedy['settings']): readonly string[] {
  return Object.entries(IN_THE_CLI).flatMap(([key, name]) => {
    const value = settings[key];
    return value === undefined ? [] : [`${name}=${value}`];
  });
}

/** `create` refuses a name that exists, and `update` changes nothing but the roles. */
function bindingCommand(remedy: RemedyOf<'trustedAccessBinding'>, evidence: Evidence) {
  const { clusterId, name, sourceResourceId, roles: list } = remedy;
  const roles = list.join(',');
  return evidence.binding === undefined
    ? az('aks trustedaccess rolebinding create', { ...ofCluster(clusterId), name, sourceResourceId, roles })
    : az('aks trustedaccess rolebinding update', { ...ofCluster(clusterId), name, roles });
}

/** The command replaces the list, so it names what passes already. */
function bypassWith({ bypass }: Evidence): readonly string[] {
  const passing = Array.isArray(bypass) ? bypass.filter((service) => service.toLowerCase() !== 'none') : [];
  return [...passing, 'AzureServices'];
}

function exclusionSteps({ assignmentId, parameter, namespaces, parameters }: PolicyExclusionRemedy): readonly Step[] {
  const subscription = parseResourceId(assignmentId.split('/').slice(0, 3).join('/'));
  if (subscription === undefined) return [];
  const { subscriptionId } = partsOf(subscription);
  // Findings of earlier versions do not have the other parameters, which the command would reset.
  return parameters === undefined
    ? [showAssignment(assignmentId, subscriptionId)]
    : [setParameter(assignmentId, subscriptionId, parameters, [parameter, namespaces])];
}
