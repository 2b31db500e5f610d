import { expect, test } from 'vitest';
import { parseStorageSettings } from '../../../shared/settings/storage-settings.ts';

test.each<[string, Record<string, string>, string | undefined, object]>([
  [
    'a connection string',
    { AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
    undefined,
    { by: 'connectionString', connectionString: 'UseDevelopmentStorage=true' },
  ],
  [
    'an account',
    { AzureWebJobsStorage__accountName: 'shop' },
    undefined,
    {
      by: 'identity',
      tables: 'https://shop.table.core.windows.net',
      queues: 'https://shop.queue.core.windows.net',
      blobs: 'https://shop.blob.core.windows.net',
    },
  ],
  [
    'the addresses that infra/modules/function-app.bicep sets, in any cloud',
    {
      AzureWebJobsStorage__blobServiceUri: 'https://shop.blob.core.chinacloudapi.cn/',
      AzureWebJobsStorage__queueServiceUri: 'https://shop.queue.core.chinacloudapi.cn/',
      AzureWebJobsStorage__tableServiceUri: 'https://shop.table.core.chinacloudapi.cn/',
    },
    undefined,
    {
      by: 'identity',
      tables: 'https://shop.table.core.chinacloudapi.cn/',
      queues: 'https://shop.queue.core.chinacloudapi.cn/',
      blobs: 'https://shop.blob.core.chinacloudapi.cn/',
    },
  ],
  [
    'an account in another cloud, one service of which is elsewhere',
    { AzureWebJobsStorage__accountName: 'shop', AzureWebJobsStorage__tableServiceUri: 'https://t.example' },
    'core.usgovcloudapi.net',
    {
      by: 'identity',
      tables: 'https://t.example',
      queues: 'https://shop.queue.core.usgovcloudapi.net',
      blobs: 'https://shop.blob.core.usgovcloudapi.net',
    },
  ],
])('the storage is found by %s', (_, settings, suffix, where) => {
  expect(parseStorageSettings(settings, suffix)).toEqual(where);
});

test.each<[string, Record<string, string>, string]>([
  ['nothing', {}, 'AzureWebJobsStorage__accountName: must be set, to the name of the storage account'],
  ['one service of three', { AzureWebJobsStorage__tableServiceUri: 'https://t.example' }, 'must be set'],
  [
    'a key and addresses',
    { AzureWebJobsStorage: 'AccountKey=KEY', AzureWebJobsStorage__queueServiceUri: 'https://q.example' },
    'only one of them may be set',
  ],
  [
    'a key and an identity',
    { AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountKey=KEY', AzureWebJobsStorage__accountName: 'shop' },
    'only one of them may be set',
  ],
])('%s stops the start, and no key is repeated', (_, settings, problem) => {
  expect(() => parseStorageSettings(settings)).toThrow(problem);
  expect(() => parseStorageSettings(settings)).toThrow(/^(?!.*=KEY)/s);
});
