/** Where a resource is; each command that takes it names it by these. */
interface InGroup {
  readonly resourceGroup: string;
}

interface Named extends InGroup {
  readonly name: string;
}

/** Of a cluster: AKS names the cluster itself `--name`, its parts `--cluster-name`. */
interface OfCluster extends InGroup {
  readonly clusterName: string;
}

interface OnCluster extends OfCluster {
  readonly name: string;
}

interface OfExtension extends OnCluster {
  readonly clusterType: 'managedClusters';
}

interface OfVault extends InGroup {
  readonly vaultName: string;
}

interface OfPolicyAssignment {
  readonly name: string;
  readonly scope: string;
}

interface OfSecurityGroup extends InGroup {
  readonly nsgName: string;
}

interface OfRecord extends InGroup {
  readonly zoneName: string;
  readonly recordSetName: string;
  readonly ipv4Address: string;
}

interface ByIds {
  readonly ids: string;
}

type OneAssignee =
  | { readonly assignee: string }
  | { readonly assigneeObjectId: string; readonly assigneePrincipalType: 'ServicePrincipal' };

type Words = readonly string[];

/**
 * Every command of the Azure CLI that Backstay prints, with the options that it gives. `npm run
 * check:commands` and a test hold them against the tables of the real tool.
 */
export interface AzCommands {
  'account show': object;
  'aks command invoke': Named & { readonly command: string };
  'aks get-upgrades': Named;
  'aks get-versions': { readonly location: string };
  'aks nodepool add': OnCluster & {
    readonly nodeCount: number;
    readonly nodeVmSize: string;
    readonly osType: 'Linux';
  };
  'aks nodepool list': OfCluster;
  'aks nodepool scale': OnCluster & { readonly nodeCount: number };
  'aks nodepool start': OnCluster;
  'aks nodepool update': OnCluster & {
    readonly updateClusterAutoscaler: true;
    readonly minCount: number;
    readonly maxCount: number;
  };
  'aks pod-identity exception add': OnCluster & { readonly namespace: string; readonly podLabels: Words };
  'aks show': Named;
  'aks start': Named;
  'aks trustedaccess rolebinding create': OnCluster & { readonly sourceResourceId: string; readonly roles: string };
  'aks trustedaccess rolebinding delete': OnCluster;
  'aks trustedaccess rolebinding list': OfCluster;
  'aks trustedaccess rolebinding update': OnCluster & { readonly roles: string };
  'aks update': Named & {
    readonly enableManagedIdentity?: true;
    readonly enableDiskDriver?: true;
    readonly enableSnapshotController?: true;
    readonly enableRunCommand?: true;
  };
  'aks upgrade': Named & { readonly kubernetesVersion: string };
  'dataprotection backup-instance adhoc-backup': OfVault & { readonly name: string; readonly ruleName: string };
  'dataprotection backup-instance create': OfVault & { readonly backupInstance: string };
  'dataprotection backup-instance resume-protection': OfVault & { readonly name: string };
  'dataprotection backup-instance validate-for-backup': OfVault & { readonly backupInstance: string };
  'dataprotection backup-instance validate-for-restore': OfVault & {
    readonly backupInstanceName: string;
    readonly restoreRequestObject: string;
  };
  'dataprotection backup-policy create': OfVault & { readonly name: string; readonly policy: string };
  'dataprotection backup-policy list': OfVault;
  'dataprotection backup-policy show': OfVault & { readonly name: string };
  'dataprotection backup-instance show': OfVault & { readonly name: string };
  'dataprotection backup-vault create': OfVault & {
    readonly location: string;
    readonly type: 'SystemAssigned';
    readonly storageSettings: Words;
  };
  'dataprotection backup-vault show': OfVault;
  'dataprotection backup-vault resource-guard-mapping create': OfVault & {
    readonly name: string;
    readonly resourceGuardId: string;
  };
  'dataprotection backup-vault update': OfVault &
    (
      | { readonly type: string }
      | { readonly softDeleteState: 'On'; readonly softDeleteRetention: number }
      | { readonly immutabilityState: 'Unlocked' }
      | { readonly crrState: 'Enabled' }
      | { readonly jobFailureAlerts: 'Enabled' }
    );
  'deployment group create': InGroup & { readonly templateFile: string };
  'deployment sub create': { readonly location: string; readonly templateFile: string };
  'group create': { readonly name: string; readonly location: string };
  'identity list': InGroup;
  'k8s-extension create': OfExtension & {
    readonly extensionType: string;
    readonly scope: 'cluster';
    readonly releaseTrain: string;
    readonly configurationSettings: Words;
  };
  'k8s-extension delete': OfExtension & { readonly yes: true };
  'k8s-extension show': OfExtension;
  'k8s-extension update': OfExtension & { readonly configurationSettings: Words; readonly yes: true };
  'lock delete': ByIds;
  'lock list': object & { readonly resourceGroup?: string; readonly resource?: string };
  'lock show': ByIds;
  'network firewall application-rule create': InGroup & {
    readonly firewallName: string;
    readonly collectionName: string;
    readonly name: string;
    readonly action: 'Allow';
    readonly priority: number | string;
    readonly protocols: Words;
    readonly sourceAddresses: Words;
    readonly targetFqdns: Words;
  };
  'network firewall policy rule-collection-group collection add-filter-collection': InGroup & {
    readonly policyName: string;
    readonly ruleCollectionGroupName: string;
    readonly name: string;
    readonly collectionPriority: number | string;
    readonly action: 'Allow';
    readonly ruleType: 'ApplicationRule';
    readonly ruleName: string;
    readonly protocols: Words;
    readonly sourceAddresses: Words;
    readonly targetFqdns: Words;
  };
  'network firewall policy rule-collection-group create': InGroup & {
    readonly policyName: string;
    readonly name: string;
    readonly priority: number;
  };
  'network nsg rule create': OfSecurityGroup & {
    readonly name: string;
    readonly priority: number | string;
    readonly direction: 'Inbound' | 'Outbound';
    readonly access: 'Allow';
    readonly protocol: '*' | 'Tcp';
    readonly sourceAddressPrefixes: Words;
    readonly sourcePortRanges: Words;
    readonly destinationAddressPrefixes: Words;
    readonly destinationPortRanges: Words;
  };
  'network nsg rule list': OfSecurityGroup;
  'network private-dns record-set a add-record': OfRecord;
  'network private-dns record-set a remove-record': OfRecord;
  'network private-dns record-set a show': Named & { readonly zoneName: string };
  'network private-dns link vnet create': Named & {
    readonly zoneName: string;
    readonly virtualNetwork: string;
    readonly registrationEnabled: 'false';
  };
  'network vnet subnet update': Named & { readonly vnetName: string; readonly serviceEndpoints: Words };
  'policy assignment show': OfPolicyAssignment;
  'policy assignment update': OfPolicyAssignment & { readonly params: string };
  'policy exemption create': OfPolicyAssignment & {
    readonly policyAssignment: string;
    readonly exemptionCategory: 'Waiver';
    readonly policyDefinitionReferenceIds?: Words;
  };
  'provider register': { readonly namespace: string };
  'resource update': Named & { readonly resourceType: string };
  rest: { readonly method: 'get'; readonly url: string };
  'role assignment create': OneAssignee & { readonly role: string; readonly scope: string };
  'role assignment delete': ByIds;
  'role assignment list': { readonly scope: string; readonly includeInherited: true } | { readonly all: true };
  'storage account create': Named & {
    readonly location: string;
    readonly kind: 'StorageV2';
    readonly sku: 'Standard_LRS';
    readonly allowBlobPublicAccess: 'false';
  };
  'storage account network-rule add': InGroup & { readonly accountName: string; readonly subnet: string };
  'storage account show': Named;
  'storage account update': Named & { readonly bypass: Words };
  'storage blob list': {
    readonly authMode: 'login';
    readonly accountName: string;
    readonly containerName: string;
    readonly delimiter: '/';
  };
  'storage container list': {
    readonly accountName: string;
    readonly prefix: string;
    readonly includeDeleted: 'true';
    readonly authMode: 'login';
  };
  'storage container restore': {
    readonly accountName: string;
    readonly name: string;
    readonly deletedVersion: string;
    readonly authMode: 'login';
  };
  'storage container-rm create': InGroup & {
    readonly storageAccount: string;
    readonly name: string;
    readonly publicAccess: 'off';
  };
}
