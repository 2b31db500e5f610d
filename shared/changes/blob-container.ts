import { uuid5 } from '../lib/uuid5.ts';
import type { BlobContainerRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf } from '../steps/az.ts';
import type { Change } from './define.ts';
import { CONTAINER_OF_ONE, EXTENSION_FOLLOWS, FITTING, WRITABLE } from './preconditions.ts';
import { ACCOUNT } from './samples.ts';

/** Creates a blob container through Resource Manager, which needs no key and no data role. */
export const blobContainer = {
  kind: 'blobContainer',
  order: 40,
  allowed: 'byDefault',
  risk: 'harmless',
  longRunning: false,
  preconditions: [...FITTING, WRITABLE, CONTAINER_OF_ONE, EXTENSION_FOLLOWS],
  role: {
    title: 'Container Creator',
    description: 'Creates the blob containers that clusters are backed up to.',
    places: ['storageAccount'],
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/write'],
  },
  review: { why: 'each cluster needs its own container' },
  sentence: 'Backstay creates the container through Resource Manager. It never deletes one.',
  sample: { kind: 'blobContainer', accountId: ACCOUNT, container: 'container' },

  key: ({ kind, accountId, container }) => uuid5(kind, accountId, container),
  describe: ({ accountId, container }) => `Create container ${container} in storage account ${partsOf(accountId).name}`,
  effect: ({ accountId, container }) =>
    `Storage account ${accountId} has the empty private container ${container}, into which backups of this cluster are written.`,
  undoText: 'Delete the container, while it is empty; with it go the backups in it.',
  permissions: ({ accountId }) =>
    ['write', 'read'].map((verb) => ({
      action: `Microsoft.Storage/storageAccounts/blobServices/containers/${verb}`,
      scope: accountId,
    })),
  lane: () => undefined,
  commands: ({ remedy: { accountId, container } }) => [
    az('storage container-rm create', {
      ...inGroupOf(accountId),
      storageAccount: partsOf(accountId).name,
      name: container,
      publicAccess: 'off',
    }),
  ],
  declare: ({ remedy: { accountId, container } }) => ({
    kind: 'resource',
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
    parentId: `${accountId}/blobServices/default`,
    name: container,
    properties: { publicAccess: 'None' },
  }),
  undo: {
    never: 'The container may hold backups by now.',
  },
} satisfies Change<BlobContainerRemedy>;
