import { type Azure, find, keep, listBelow, type Resource, remove } from '../azure.ts';
import type { Call, Handler } from '../server/call.ts';
import { armError, GATEWAY } from '../server/errors.ts';
import { type JsonObject, objectAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';
import { requireGroup } from './resource-groups.ts';

const ACCOUNT = 'microsoft.storage/storageaccounts';
const CONTAINER = 'microsoft.storage/storageaccounts/blobservices/containers';

type Handlers = 'get' | 'list' | 'put' | 'patch' | 'remove' | 'getContainer' | 'putContainer' | 'listContainers';

export function storageAccounts(azure: Azure): Readonly<Record<Handlers, Handler>> {
  const idOf = (call: Call) =>
    `/subscriptions/${call.param('subscription')}/resourceGroups/${call.param('group')}/providers/Microsoft.Storage/storageAccounts/${call.param('account')}`;
  const containerIdOf = (call: Call) => `${idOf(call)}/blobServices/default/containers/${call.param('container')}`;
  const require = (call: Call): Resource => {
    requireGroup(azure, call);
    const account = find(azure, idOf(call));
    if (account !== undefined) return account;
    throw armError(
      404,
      'ResourceNotFound',
      `The Resource 'Microsoft.Storage/storageAccounts/${call.param('account')}' under resource group '${call.param('group')}' was not found.`,
      GATEWAY,
    );
  };
  const written = (id: string) =>
    azure.emit({ kind: 'ResourceWriteSuccess', id, operation: 'Microsoft.Storage/storageAccounts/write' });

  return {
    get: (call) => ({ status: 200, body: require(call).body }),
    list: (call) =>
      pageOf(
        azure,
        call,
        listBelow(azure, `/subscriptions/${call.param('subscription')}`, ACCOUNT).map(({ body }) => body),
      ),
    put(call) {
      requireGroup(azure, call);
      const id = idOf(call);
      const name = call.param('account');
      if (!/^[a-z0-9]{3,24}$/.test(name)) {
        throw armError(
          400,
          'AccountNameInvalid',
          `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`,
        );
      }
      keep(azure, { id, type: ACCOUNT, name, body: accountBody(azure, call, id, name) });
      written(id);
      return { status: 200, body: require(call).body };
    },
    patch(call) {
      const account = require(call);
      account.body = {
        ...account.body,
        properties: { ...objectAt(account.body, 'properties'), ...objectAt(call.body, 'properties') },
      };
      written(account.id);
      return { status: 200, body: account.body };
    },
    remove(call) {
      if (find(azure, idOf(call)) === undefined) return { status: 204 };
      remove(azure, idOf(call));
      return { status: 200 };
    },
    getContainer(call) {
      require(call);
      const container = find(azure, containerIdOf(call));
      if (container !== undefined) return { status: 200, body: container.body };
      throw armError(404, 'ContainerNotFound', 'The specified container does not exist.');
    },
    putContainer(call) {
      require(call);
      const id = containerIdOf(call);
      const existed = find(azure, id) !== undefined;
      const name = call.param('container');
      const body: JsonObject = {
        id,
        name,
        type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
        properties: { publicAccess: 'None' },
      };
      keep(azure, { id, type: CONTAINER, name, body });
      return { status: existed ? 200 : 201, body };
    },
    listContainers(call) {
      const account = require(call);
      return { status: 200, body: { value: listBelow(azure, account.id, CONTAINER).map(({ body }) => body) } };
    },
  };
}

function accountBody(azure: Azure, call: Call, id: string, name: string): JsonObject {
  return {
    id,
    name,
    type: 'Microsoft.Storage/storageAccounts',
    location: call.body.location,
    kind: call.body.kind,
    sku: { ...objectAt(call.body, 'sku'), tier: 'Standard' },
    ...(call.body.tags !== undefined && { tags: call.body.tags }),
    properties: {
      allowSharedKeyAccess: true,
      publicNetworkAccess: 'Enabled',
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
      ...objectAt(call.body, 'properties'),
      provisioningState: 'Succeeded',
      creationTime: azure.timeline.now().toISOString(),
      primaryEndpoints: { blob: `https://${name}.blob.core.windows.net/` },
      primaryLocation: call.body.location,
      statusOfPrimary: 'available',
    },
  };
}
