import type { StorageAccount as SdkStorageAccount } from '@azure/arm-storage';
import type { StorageAccount } from '../model/azure.ts';
import { parseStorageAccountId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { ArmReader } from './arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { text } from './shapes.ts';

export function storageAccountCalls({ ask, storage }: Connection): Pick<ArmReader, 'getStorageAccount'> {
  return {
    async getStorageAccount(id) {
      const { subscriptionId, name } = partsOf(id);
      const { storageAccounts } = await storage(subscriptionId);
      return ask(() => storageAccounts.getProperties(resourceGroupOf(id), name), readStorageAccount);
    },
  };
}

export function readStorageAccount(account: SdkStorageAccount): StorageAccount {
  const armId = text(account.id);
  const id = armId === undefined ? undefined : parseStorageAccountId(armId);
  if (armId === undefined || id === undefined) throw new UnreadableAnswer('a storage account without a proper id');
  return {
    id,
    armId,
    name: text(account.name) ?? partsOf(id).name,
    location: text(account.location) ?? '',
    blobEndpoint: text(account.primaryEndpoints?.blob),
  };
}
