import type { Remedy } from '../model/remedy.ts';
import { type ClusterId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { RuleId } from '../model/rule-id.ts';

/** The commands to the same effect, after a warning where they cannot help yet. */
export function stepsByHand(remedy: Remedy, unmet: readonly RuleId[] = []): readonly string[] {
  return unmet.length === 0 ? commandsFor(remedy) : [onlyOnce(unmet), ...commandsFor(remedy)];
}

/** Stands above steps whose preconditions are not met. */
export function onlyOnce(unmet: readonly RuleId[]): string {
  const are = unmet.length === 1 ? 'is' : 'are';
  return `Only once ${unmet.join(', ')} ${are} satisfied (or checked by you, where Backstay could not check); before that it cannot help:`;
}

/** What a person types to the same effect, for those who do not let Backstay do it. Ids are filled in. */
export function commandsFor(remedy: Remedy): readonly string[] {
  switch (remedy.kind) {
    case 'providerRegistration':
      return [`az provider register --subscription ${remedy.subscriptionId} --namespace ${remedy.namespace}`];
    case 'backupExtension':
    case 'extensionSettings': {
      const verb = remedy.kind === 'backupExtension' ? 'create' : 'update';
      const how =
        remedy.kind === 'backupExtension'
          ? ' --extension-type microsoft.dataprotection.kubernetes --scope cluster --release-train stable'
          : '';
      return [
        `az k8s-extension ${verb} --cluster-type managedClusters ${clusterOptions(remedy.clusterId)} --name ${remedy.name}${how} --configuration-settings ${settingsOption(remedy.settings)}`,
      ];
    }
    case 'trustedAccessBinding':
      return [
        `az aks trustedaccess rolebinding create ${clusterOptions(remedy.clusterId)} --name ${remedy.name} --source-resource-id ${remedy.sourceResourceId} --roles ${remedy.roles.join(',')}`,
      ];
    case 'vaultIdentity': {
      const { subscriptionId, name } = partsOf(remedy.vaultId);
      return [
        `az dataprotection backup-vault update --subscription ${subscriptionId} --resource-group ${resourceGroupOf(remedy.vaultId)} --vault-name ${name} --type ${remedy.identityType}`,
      ];
    }
    case 'storageDrivers':
      return [`az aks update --ids ${remedy.clusterId} --enable-disk-driver --enable-snapshot-controller`];
    case 'storageBypass':
      return [
        `az storage account show --ids ${remedy.accountId} --query networkRuleSet.bypass`,
        `az storage account update --ids ${remedy.accountId} --bypass AzureServices   # and whatever the line above shows`,
      ];
    case 'securityRule': {
      const { networkSecurityGroupId: id, name, priority, serviceTag } = remedy;
      const { subscriptionId, name: group } = partsOf(id);
      return [
        `az network nsg rule create --subscription ${subscriptionId} --resource-group ${resourceGroupOf(id)} --nsg-name ${group} --name ${name} --priority ${priority} --direction Inbound --access Allow --protocol "*" --source-address-prefixes ${serviceTag} --source-port-ranges "*" --destination-address-prefixes "*" --destination-port-ranges "*"`,
      ];
    }
    case 'blobContainer':
      return [
        `az storage container-rm create --storage-account ${remedy.accountId} --name ${remedy.container} --public-access off`,
      ];
    case 'snapshotGroup': {
      const { subscriptionId, name } = partsOf(remedy.groupId);
      return [`az group create --subscription ${subscriptionId} --name ${name} --location ${remedy.location}`];
    }
    case 'roleGrant':
      return [
        `az role assignment create --assignee-object-id ${remedy.principalId} --assignee-principal-type ServicePrincipal --role "${remedy.role}" --scope ${remedy.scope}`,
      ];
    case 'policyExclusion': {
      const values = JSON.stringify({ [remedy.parameter]: { value: remedy.namespaces } });
      return [
        `az policy assignment show --id ${remedy.assignmentId} --query parameters`,
        `az policy assignment update --id ${remedy.assignmentId} --params '${values}'   # with the other parameters that the line above shows`,
      ];
    }
    case 'clusterInspection':
      return [
        `az aks command invoke ${clusterOptions(remedy.clusterId)} --command "kubectl get deployments --all-namespaces -o wide"`,
        `az aks command invoke ${clusterOptions(remedy.clusterId)} --command "kubectl get persistentvolumes"`,
      ];
  }
}

function clusterOptions(id: ClusterId): string {
  const { subscriptionId, name } = partsOf(id);
  return `--subscription ${subscriptionId} --resource-group ${resourceGroupOf(id)} --cluster-name ${name}`;
}

function settingsOption(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
