import type { AzCloud } from './cloud.ts';

/** One command, or a request that a command of an extension makes. */
export interface Step {
  readonly args: (ids: Ids) => readonly string[];
  /** Text that must be in the answer. */
  readonly says?: string;
}

/**
 * Commands of one kind, in the order in which a person uses them. Each family builds on those
 * before it.
 */
export interface Family {
  readonly name: string;
  /**
   * Why its requests are sent by `az rest` where the Azure CLI of Debian cannot run the commands.
   */
  readonly replayed?: string;
  readonly steps: readonly Step[];
}

export interface Ids {
  readonly subscription: string;
  readonly group: string;
  readonly cluster: string;
  readonly vault: string;
  readonly account: string;
  /** The principal of the identity `id1`. */
  readonly principal: string;
}

export function idsIn({ arm, subscriptionId }: AzCloud): Ids {
  const subscription = `/subscriptions/${subscriptionId}`;
  const group = `${subscription}/resourceGroups/rg1`;
  const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`;
  return {
    subscription,
    group,
    cluster: `${group}/providers/Microsoft.ContainerService/managedClusters/c1`,
    vault: `${group}/providers/Microsoft.DataProtection/backupVaults/v1`,
    account: `${group}/providers/Microsoft.Storage/storageAccounts/backstayst1`,
    principal: arm.state.userAssignedIdentities.get(identity)?.properties.principalId ?? 'none',
  };
}

const IN_CLUSTER = ['--resource-group', 'rg1', '--name', 'c1'];
const IN_POOL = ['--resource-group', 'rg1', '--cluster-name', 'c1', '--name', 'user1'];
const IN_GROUP = ['--resource-group', 'rg1'];
const AN_ACCOUNT = ['--resource-group', 'rg1', '--name', 'backstayst1'];
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const GRANT = '3f6b0c1a-52d4-4f0e-9f43-8c7e2b1d5a60';

function command(words: string, ...more: readonly string[]): Step {
  return { args: () => [...words.split(' '), ...more] };
}

function about(words: string, more: (ids: Ids) => readonly string[], says?: string): Step {
  return { args: (ids) => [...words.split(' '), ...more(ids)], ...(says !== undefined && { says }) };
}

function request(method: string, url: (ids: Ids) => string, body?: (ids: Ids) => object): Step {
  return {
    args: (ids) => [
      ...['rest', '--method', method, '--url', url(ids)],
      ...(body === undefined ? [] : ['--body', JSON.stringify(body(ids))]),
    ],
  };
}

const extension = ({ cluster }: Ids) =>
  `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup?api-version=2023-05-01`;
const binding = ({ cluster }: Ids) => `${cluster}/trustedAccessRoleBindings/b1?api-version=2023-06-02-preview`;
const network = (type: string) => (ids: Ids) =>
  `${ids.group}/providers/Microsoft.Network/${type}?api-version=2022-01-01`;
const inVault = (path: string) => (ids: Ids) => `${ids.vault}${path}?api-version=2024-04-01`;
const grant = ({ cluster }: Ids) =>
  `${cluster}/providers/Microsoft.Authorization/roleAssignments/${GRANT}?api-version=2020-04-01-preview`;

/** https://learn.microsoft.com/cli/azure/reference-index */
export const FAMILIES: readonly Family[] = [
  { name: 'account', steps: [command('account show'), command('account list-locations')] },
  {
    name: 'group',
    steps: [
      command('group create --name rg1 --location westeurope'),
      { ...command('group exists --name rg1'), says: 'true' },
      command('group show --name rg1'),
      command('group list'),
    ],
  },
  {
    name: 'provider',
    steps: [
      command('provider register --namespace Microsoft.KubernetesConfiguration'),
      command('provider show --namespace Microsoft.KubernetesConfiguration'),
      command('provider list'),
    ],
  },
  {
    name: 'aks',
    steps: [
      command('aks create --no-ssh-key --no-wait', ...IN_CLUSTER),
      command('aks wait --created --interval 2', ...IN_CLUSTER),
      command('aks show', ...IN_CLUSTER),
      command('aks list'),
      command('aks get-upgrades', ...IN_CLUSTER),
      command('aks get-versions --location westeurope'),
      command('aks update --enable-disk-driver --yes --no-wait', ...IN_CLUSTER),
      command('aks wait --updated --interval 2', ...IN_CLUSTER),
    ],
  },
  {
    name: 'aks nodepool',
    steps: [
      command('aks nodepool add --node-count 1 --no-wait', ...IN_POOL),
      command('aks nodepool wait --created --interval 2', ...IN_POOL),
      { ...command('aks nodepool list --cluster-name c1', ...IN_GROUP), says: 'user1' },
      command('aks nodepool show', ...IN_POOL),
      command('aks nodepool scale --node-count 2 --no-wait', ...IN_POOL),
      command('aks nodepool wait --updated --interval 2', ...IN_POOL),
    ],
  },
  {
    name: 'aks command',
    steps: [command('aks command invoke', ...IN_CLUSTER, '--command', 'kubectl get namespaces -o name')],
  },
  {
    name: 'aks start and stop',
    steps: [
      command('aks stop --no-wait', ...IN_CLUSTER),
      {
        ...command('aks wait --interval 2 --custom', "powerState.code=='Stopped'", ...IN_CLUSTER),
      },
      command('aks start --no-wait', ...IN_CLUSTER),
      command('aks wait --updated --interval 2', ...IN_CLUSTER),
    ],
  },
  {
    name: 'storage account',
    steps: [
      command('storage account create --location westeurope --sku Standard_LRS', ...AN_ACCOUNT),
      command('storage account update --allow-shared-key-access false', ...AN_ACCOUNT),
      { ...command('storage account show', ...AN_ACCOUNT), says: '"allowSharedKeyAccess": false' },
      command('storage account list'),
      command('storage account network-rule add --ip-address 203.0.113.7 --account-name backstayst1', ...IN_GROUP),
      command('storage container-rm create --storage-account backstayst1 --name backups', ...IN_GROUP),
      { ...command('storage container-rm list --storage-account backstayst1', ...IN_GROUP), says: 'backups' },
    ],
  },
  {
    name: 'identity',
    steps: [command('identity create --name id1', ...IN_GROUP), command('identity list', ...IN_GROUP)],
  },
  {
    name: 'resource',
    steps: [
      { ...command('resource list', ...IN_GROUP), says: 'managedClusters' },
      about('resource show', ({ cluster }) => ['--ids', cluster]),
      about('resource update', ({ cluster }) => ['--ids', cluster, '--set', 'tags.env=test'], '"env": "test"'),
    ],
  },
  {
    name: 'lock',
    steps: [
      command('lock create --name l1 --lock-type CanNotDelete', ...IN_GROUP),
      { ...command('lock list', ...IN_GROUP), says: 'CanNotDelete' },
      command('lock show --name l1', ...IN_GROUP),
      command('lock delete --name l1', ...IN_GROUP),
    ],
  },
  {
    name: 'policy',
    steps: [command('policy assignment list'), command('policy exemption list')],
  },
  {
    name: 'role assignment',
    replayed:
      "with a grant to create or to list, it ends with an AttributeError of Debian's packages before any request",
    steps: [
      about('ad sp list', ({ principal }) => ['--spn', principal], 'ManagedIdentity'),
      about('role assignment list --all', ({ principal }) => ['--assignee', principal]),
      request('put', grant, ({ subscription, principal }) => ({
        properties: {
          roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
          principalId: principal,
          principalType: 'ServicePrincipal',
        },
      })),
      {
        ...request(
          'get',
          ({ subscription, principal }) =>
            `${subscription}/providers/Microsoft.Authorization/roleAssignments?api-version=2020-04-01-preview&$filter=principalId eq '${principal}'`,
        ),
        says: GRANT,
      },
      {
        ...request(
          'get',
          ({ subscription }) =>
            `${subscription}/providers/Microsoft.Authorization/roleDefinitions?api-version=2018-01-01-preview&$filter=roleName eq 'Reader'`,
        ),
        says: READER,
      },
      request('delete', grant),
    ],
  },
  {
    name: 'network',
    replayed: "the module ends with an AttributeError of Debian's packages before any request",
    steps: [
      request('put', network('virtualNetworks/vnet1'), () => ({
        location: 'westeurope',
        properties: {
          addressSpace: { addressPrefixes: ['10.9.0.0/16'] },
          subnets: [{ name: 's1', properties: { addressPrefix: '10.9.0.0/24' } }],
        },
      })),
      request('get', network('virtualNetworks/vnet1/subnets/s1')),
      request('put', network('networkSecurityGroups/nsg1'), () => ({ location: 'westeurope' })),
      request('get', network('networkSecurityGroups/nsg1/securityRules')),
      request('put', network('routeTables/rt1'), () => ({ location: 'westeurope' })),
      request('get', network('routeTables/rt1')),
    ],
  },
  {
    name: 'k8s-extension',
    replayed: 'Debian has no such extension of az',
    steps: [
      request('put', extension, () => ({
        properties: {
          extensionType: 'microsoft.dataprotection.kubernetes',
          autoUpgradeMinorVersion: true,
          releaseTrain: 'stable',
          scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
          configurationSettings: { 'configuration.backupStorageLocation.bucket': 'backups' },
        },
      })),
      { ...request('get', extension), says: 'microsoft.dataprotection.kubernetes' },
    ],
  },
  {
    name: 'dataprotection',
    replayed: 'Debian has no such extension of az',
    steps: [
      request('put', inVault(''), () => ({
        location: 'westeurope',
        identity: { type: 'SystemAssigned' },
        properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
      })),
      request('get', inVault('')),
      request('get', inVault('/backupPolicies')),
      request('get', inVault('/backupInstances')),
    ],
  },
  {
    name: 'aks trustedaccess',
    replayed: "Debian's az has it only in the extension aks-preview",
    steps: [
      request(
        'get',
        ({ subscription }) =>
          `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/trustedAccessRoles?api-version=2023-06-02-preview`,
      ),
      request('put', binding, ({ vault }) => ({
        properties: { sourceResourceId: vault, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] },
      })),
      { ...request('get', binding), says: 'backup-operator' },
      request('delete', binding),
    ],
  },
];
