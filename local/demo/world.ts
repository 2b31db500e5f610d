/** The small world of `npm start`: one subscription, in which a cluster appears. */
export const TENANT_ID = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';
export const SUBSCRIPTION_ID = '5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d';
export const LOCATION = 'westeurope';

/** The identities of the story: the person who writes resources, and Backstay. */
export const PERSON = {
  appId: 'd0e1f2a3-0000-4000-8000-00000000000a',
  objectId: 'd0e1f2a3-0000-4000-8000-00000000000b',
  tenantId: TENANT_ID,
};
export const BOT = {
  appId: 'b0c1d2e3-0000-4000-8000-00000000000a',
  objectId: 'b0c1d2e3-0000-4000-8000-00000000000b',
  tenantId: TENANT_ID,
};

const group = (name: string) => `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${name}`;
const backup = group('rg-backup');

export const CLUSTER_ID = `${group('rg-shop')}/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
export const SYSTEM_POOL = {
  name: 'system',
  mode: 'System',
  count: 3,
  vmSize: 'Standard_D4s_v5',
  osType: 'Linux',
  type: 'VirtualMachineScaleSets',
};
export const CLUSTER_BODY = {
  location: LOCATION,
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'shop',
    agentPoolProfiles: [SYSTEM_POOL],
  },
};

export const VAULT_ID = `${backup}/providers/Microsoft.DataProtection/backupVaults/bv-shop`;
export const ACCOUNT_NAME = 'stshopbackup';
export const ACCOUNT_ID = `${backup}/providers/Microsoft.Storage/storageAccounts/${ACCOUNT_NAME}`;

/**
 * What is there before the story begins, in the order in which it is made: path, api-version, body.
 */
export const BEFORE: readonly { readonly id: string; readonly apiVersion: string; readonly body: object }[] = [
  { id: group('rg-shop'), apiVersion: '2024-07-01', body: { location: LOCATION } },
  { id: backup, apiVersion: '2024-07-01', body: { location: LOCATION } },
  { id: group('rg-shop-snapshots'), apiVersion: '2024-07-01', body: { location: LOCATION } },
  {
    id: VAULT_ID,
    apiVersion: '2024-04-01',
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }],
        // The portal sets it for new vaults; without it Azure returns no such setting.
        monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
      },
    },
  },
  {
    id: ACCOUNT_ID,
    apiVersion: '2023-05-01',
    body: { location: LOCATION, kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
  },
];

const STANDARD = {
  name: 'standard',
  selector: { subscriptions: [SUBSCRIPTION_ID] },
  vault: VAULT_ID,
  storageAccount: ACCOUNT_ID,
  container: '{cluster}',
  snapshotGroup: group('rg-shop-snapshots'),
  tier: 'vault',
  mode: 'enforce',
};

/**
 * The profiles of this world, as its operators wrote them: its clusters become ready, and no
 * more.
 */
export const PROFILES = { profiles: [STANDARD] };

/** The same of operators who also want their clusters protected. */
export const PROTECTING_PROFILES = {
  profiles: [
    {
      ...STANDARD,
      protect: { policy: { strategy: 'week' }, firstBackup: true },
      // Those of a profile that lists none, and the two that protect.
      allow: [
        'providerRegistration',
        'blobContainer',
        'roleGrant',
        'backupExtension',
        'trustedAccessBinding',
        'backupPolicy',
        'backupInstance',
      ],
    },
  ],
};
