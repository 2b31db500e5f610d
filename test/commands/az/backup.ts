import { type AzCommand, type Given, groupPath } from './azure.ts';

const STORAGE = '2022-09-01';
const DATA_PROTECTION = '2024-04-01';

const accountPath = (given: Given, option: string) =>
  `${groupPath(given)}/providers/Microsoft.Storage/storageAccounts/${given.one(option)}`;

const vaultPath = (given: Given) =>
  `${groupPath(given)}/providers/Microsoft.DataProtection/backupVaults/${given.one('vault-name')}`;

/** `datastore-type=VaultStore type=LocallyRedundant`. */
function storageSetting(given: Given): object {
  const pairs = Object.fromEntries(given.all('storage-settings').map((pair) => pair.split('=')));
  return { datastoreType: pairs['datastore-type'], type: pairs.type };
}

export const BACKUP_COMMANDS: Readonly<Record<string, AzCommand>> = {
  'storage account create': (given, azure) =>
    azure.send('PUT', accountPath(given, 'name'), STORAGE, {
      location: given.one('location'),
      kind: given.one('kind'),
      sku: { name: given.one('sku') },
      properties: { allowBlobPublicAccess: given.one('allow-blob-public-access') === 'true' },
    }),
  async 'storage account update'(given, azure) {
    const { properties } = await azure.send('GET', accountPath(given, 'name'), STORAGE);
    const networkAcls = { ...properties.networkAcls, bypass: given.all('bypass').join(', ') };
    await azure.send('PATCH', accountPath(given, 'name'), STORAGE, { properties: { networkAcls } });
  },
  async 'storage account network-rule add'(given, azure) {
    const { properties } = await azure.send('GET', accountPath(given, 'account-name'), STORAGE);
    const { virtualNetworkRules = [], ...others } = properties.networkAcls;
    const networkAcls = {
      ...others,
      virtualNetworkRules: [...virtualNetworkRules, { id: given.one('subnet'), action: 'Allow' }],
    };
    await azure.send('PATCH', accountPath(given, 'account-name'), STORAGE, { properties: { networkAcls } });
  },
  'storage container-rm create': (given, azure) =>
    azure.send(
      'PUT',
      `${accountPath(given, 'storage-account')}/blobServices/default/containers/${given.one('name')}`,
      STORAGE,
      { properties: { publicAccess: given.one('public-access') === 'off' ? 'None' : 'Blob' } },
    ),
  'dataprotection backup-vault create': (given, azure) =>
    azure.send('PUT', vaultPath(given), DATA_PROTECTION, {
      location: given.one('location'),
      identity: { type: given.one('type') },
      properties: { storageSettings: [storageSetting(given)] },
    }),
  async 'dataprotection backup-vault update'(given, azure) {
    const vault = await azure.send('GET', vaultPath(given), DATA_PROTECTION);
    await azure.send('PUT', vaultPath(given), DATA_PROTECTION, {
      ...vault,
      identity: { ...vault.identity, type: given.one('type') },
    });
  },
};
