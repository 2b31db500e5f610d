import { type AzCommand, type Azure, type Body, type Given, groupPath } from './azure.ts';

const VERSION = '2023-06-02-preview';
const EXTENSIONS = '2023-05-01';

function clusterPath(given: Given, option: 'name' | 'cluster-name'): string {
  return `${groupPath(given)}/providers/Microsoft.ContainerService/managedClusters/${given.one(option)}`;
}

/** Reads the cluster, changes it and writes it as a whole, as `az aks` does. */
async function changeCluster(path: string, azure: Azure, change: (cluster: Body) => void): Promise<void> {
  const cluster = await azure.send('GET', path, VERSION);
  change(cluster);
  await azure.send('PUT', path, VERSION, cluster);
}

/**
 * Of a pool. Azure has them as resources of their own; the local Resource Manager serves them as a
 * part of the cluster alone.
 */
function changePools(change: (pools: Body[], given: Given) => void): AzCommand {
  return (given, azure) =>
    changeCluster(clusterPath(given, 'cluster-name'), azure, ({ properties }) =>
      change(properties.agentPoolProfiles, given),
    );
}

function poolOf(pools: readonly Body[], given: Given): Body {
  const pool = pools.find(({ name }) => name === given.one('name'));
  if (pool === undefined) throw new Error(`There is no node pool ${given.one('name')}.`);
  return pool;
}

const bindingPath = (given: Given) =>
  `${clusterPath(given, 'cluster-name')}/trustedAccessRoleBindings/${given.one('name')}`;

const extensionPath = (given: Given) =>
  `${clusterPath(given, 'cluster-name')}/providers/Microsoft.KubernetesConfiguration/extensions/${given.one('name')}`;

/**
 * The settings of the chart behind those that the extension k8s-extension takes; it drops others
 * with a warning.
 * https://github.com/Azure/azure-cli-extensions/blob/main/src/k8s-extension/azext_k8s_extension/partner_extensions/DataProtectionKubernetes.py
 */
const CHART: Readonly<Record<string, string>> = {
  blobcontainer: 'configuration.backupStorageLocation.bucket',
  storageaccount: 'configuration.backupStorageLocation.config.storageAccount',
  storageaccountresourcegroup: 'configuration.backupStorageLocation.config.resourceGroup',
  storageaccountsubscriptionid: 'configuration.backupStorageLocation.config.subscriptionId',
  useaad: 'configuration.backupStorageLocation.config.useAAD',
  storageaccounturi: 'configuration.backupStorageLocation.config.storageAccountURI',
};
const REQUIRED = ['blobcontainer', 'storageaccount', 'storageaccountresourcegroup', 'storageaccountsubscriptionid'];

function chartSettings(given: Given): Readonly<Record<string, string>> {
  const pairs = given.all('configuration-settings').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at).toLowerCase(), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(
    pairs.flatMap(([key, value]) => (CHART[key] === undefined ? [] : [[CHART[key], value] as const])),
  );
}

export const AKS_COMMANDS: Readonly<Record<string, AzCommand>> = {
  'aks start': (given, azure) => azure.send('POST', `${clusterPath(given, 'name')}/start`, VERSION),
  'aks update': (given, azure) =>
    changeCluster(clusterPath(given, 'name'), azure, (cluster) => {
      const { properties } = cluster;
      if (given.has('enable-managed-identity')) {
        cluster.identity = { type: 'SystemAssigned' };
        properties.servicePrincipalProfile = { clientId: 'msi' };
      }
      const storage = { ...properties.storageProfile };
      if (given.has('enable-disk-driver')) storage.diskCSIDriver = { enabled: true };
      if (given.has('enable-snapshot-controller')) storage.snapshotController = { enabled: true };
      properties.storageProfile = storage;
      if (given.has('enable-run-command')) {
        properties.apiServerAccessProfile = { ...properties.apiServerAccessProfile, disableRunCommand: false };
      }
    }),
  'aks pod-identity exception add': (given, azure) =>
    changeCluster(clusterPath(given, 'cluster-name'), azure, ({ properties }) => {
      const labels = given.all('pod-labels').map((pair) => pair.split('='));
      const exception = {
        name: given.one('name'),
        namespace: given.one('namespace'),
        podLabels: Object.fromEntries(labels),
      };
      const { userAssignedIdentityExceptions: others = [], ...profile } = properties.podIdentityProfile;
      properties.podIdentityProfile = { ...profile, userAssignedIdentityExceptions: [...others, exception] };
    }),
  'aks upgrade': (given, azure) =>
    changeCluster(clusterPath(given, 'name'), azure, ({ properties }) => {
      const version = given.one('kubernetes-version');
      properties.kubernetesVersion = version;
      for (const pool of properties.agentPoolProfiles) pool.orchestratorVersion = version;
    }),
  'aks nodepool add': changePools((pools, given) =>
    pools.push({
      name: given.one('name'),
      mode: 'User',
      count: Number(given.one('node-count')),
      vmSize: given.one('node-vm-size'),
      osType: given.one('os-type'),
      type: 'VirtualMachineScaleSets',
      // The Azure CLI puts a pool into the subnet of the others unless it is given another one.
      ...(pools[0]?.vnetSubnetID && { vnetSubnetID: pools[0].vnetSubnetID }),
    }),
  ),
  'aks nodepool scale': changePools((pools, given) => {
    poolOf(pools, given).count = Number(given.one('node-count'));
  }),
  'aks nodepool start': changePools((pools, given) => {
    poolOf(pools, given).powerState = { code: 'Running' };
  }),
  'aks nodepool update': changePools((pools, given) => {
    Object.assign(poolOf(pools, given), {
      minCount: Number(given.one('min-count')),
      maxCount: Number(given.one('max-count')),
    });
  }),
  'aks nodepool show': async (given, azure) => {
    const { properties } = await azure.send('GET', clusterPath(given, 'cluster-name'), VERSION);
    poolOf(properties.agentPoolProfiles, given);
  },
  'aks trustedaccess rolebinding show': (given, azure) => azure.send('GET', bindingPath(given), VERSION),
  'k8s-extension show': (given, azure) => azure.send('GET', extensionPath(given), EXTENSIONS),
  async 'aks trustedaccess rolebinding create'(given, azure) {
    const found = await azure.find(bindingPath(given), VERSION);
    if (found !== undefined) throw new Error(`TrustedAccess RoleBinding ${given.one('name')} already existed.`);
    const sourceResourceId = given.one('source-resource-id');
    const properties = { sourceResourceId, roles: given.one('roles').split(',') };
    await azure.send('PUT', bindingPath(given), VERSION, { properties });
  },
  async 'aks trustedaccess rolebinding update'(given, azure) {
    const { properties } = await azure.send('GET', bindingPath(given), VERSION);
    const { sourceResourceId } = properties;
    const roles = given.one('roles').split(',');
    await azure.send('PUT', bindingPath(given), VERSION, { properties: { sourceResourceId, roles } });
  },
  'aks trustedaccess rolebinding delete': (given, azure) => azure.send('DELETE', bindingPath(given), VERSION),
  async 'k8s-extension create'(given, azure) {
    const lacking = REQUIRED.filter((key) => chartSettings(given)[CHART[key] ?? ''] === undefined);
    if (lacking.length > 0) throw new Error(`Missing required configuration setting: ${lacking[0]}`);
    const cluster = await azure.send('GET', clusterPath(given, 'cluster-name'), '2022-11-01');
    await azure.send('PUT', extensionPath(given), EXTENSIONS, {
      identity: { type: 'SystemAssigned' },
      properties: {
        extensionType: given.one('extension-type'),
        autoUpgradeMinorVersion: true,
        releaseTrain: given.one('release-train'),
        scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
        configurationSettings: { ...chartSettings(given), 'credentials.tenantId': cluster.identity.tenantId },
      },
    });
  },
  async 'k8s-extension update'(given, azure) {
    await azure.send('GET', extensionPath(given), EXTENSIONS);
    await azure.send('PATCH', extensionPath(given), EXTENSIONS, {
      properties: { configurationSettings: chartSettings(given) },
    });
  },
  async 'k8s-extension delete'(given, azure) {
    await azure.send('DELETE', extensionPath(given), EXTENSIONS);
  },
};
