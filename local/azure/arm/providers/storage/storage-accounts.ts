import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { gatewayError, resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { networkAclsSchema, OPEN } from './network-acls.ts';
import type { StorageAccount } from './storage-account.ts';

const ACCOUNTS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.storage/storageaccounts';

const KINDS = ['Storage', 'StorageV2', 'BlobStorage', 'FileStorage', 'BlockBlobStorage'] as const;
const properties = z.looseObject({
  networkAcls: networkAclsSchema.optional(),
  publicNetworkAccess: z.enum(['Enabled', 'Disabled', 'SecuredByPerimeter']).optional(),
  allowSharedKeyAccess: z.boolean().optional(),
});
const sku = z.object({ name: z.string() });

const accountPutSchema = z.object({
  sku,
  kind: z.enum(KINDS),
  location: locationSchema,
  tags: tagsSchema,
  properties: properties.optional(),
});
const accountPatchSchema = z.object({
  sku: sku.optional(),
  kind: z.enum(KINDS).optional(),
  tags: tagsSchema,
  properties: properties.optional(),
});

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts */
export function routeStorageAccounts(app: ArmApp, platform: Platform): void {
  const { state } = platform;

  app.get('/subscriptions/:subscriptionId/providers/microsoft.storage/storageaccounts', (c) =>
    c.json(pageOf(c, platform, state.storageAccounts.below(`/subscriptions/${c.req.param('subscriptionId')}`))),
  );
  app.get(ACCOUNTS, (c) => {
    const { subscriptionId, resourceGroupName } = c.req.param();
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
    return c.json(pageOf(c, platform, state.storageAccounts.below(group)));
  });
  app.get(`${ACCOUNTS}/:accountName`, (c) => c.json(requireAccount(c, platform)));
  app.put(`${ACCOUNTS}/:accountName`, (c) => putAccount(c, platform));
  app.patch(`${ACCOUNTS}/:accountName`, (c) => patchAccount(c, platform));
  app.delete(`${ACCOUNTS}/:accountName`, (c) => deleteAccount(c, platform));
}

function accountId(c: ArmContext): string {
  const { subscriptionId, resourceGroupName, accountName } = c.req.param();
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Storage/storageAccounts/${accountName}`;
}

/** @throws ArmError when the account that the path names does not exist. */
export function requireAccount(c: ArmContext, { state }: Platform): StorageAccount {
  const account = state.storageAccounts.get(accountId(c));
  if (account !== undefined) return account;
  const { resourceGroupName = '', accountName = '' } = c.req.param();
  throw resourceNotFound('Microsoft.Storage/storageAccounts', accountName, resourceGroupName);
}

function putAccount(c: ArmContext, platform: Platform): Response {
  const { state, events, timeline } = platform;
  const name = c.req.param('accountName') ?? '';
  const id = accountId(c);
  const current = state.storageAccounts.get(id);
  requireFreeName(platform, id, name);
  const request = readBody(c, accountPutSchema);
  const account = state.storageAccounts.set({
    id: current?.id ?? id,
    name,
    type: 'Microsoft.Storage/storageAccounts',
    location: request.location,
    tags: request.tags,
    sku: withTier(request.sku.name),
    kind: request.kind,
    properties: {
      ...ACCOUNT_DEFAULTS,
      ...current?.properties,
      ...request.properties,
      provisioningState: 'Succeeded',
      creationTime: current?.properties.creationTime ?? timeline.now().toISOString(),
      primaryLocation: request.location,
      statusOfPrimary: 'available',
      primaryEndpoints: endpointsOf(name, platform.blobs.endpointOf(name)),
    },
  });
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: account.id, origin: originOf(c) });
  return c.json(account);
}

const ACCOUNT_DEFAULTS = {
  accessTier: 'Hot',
  allowBlobPublicAccess: false,
  allowSharedKeyAccess: true,
  minimumTlsVersion: 'TLS1_2',
  networkAcls: OPEN,
  publicNetworkAccess: 'Enabled',
  supportsHttpsTrafficOnly: true,
  privateEndpointConnections: [],
  encryption: {
    services: { blob: { enabled: true, keyType: 'Account' }, file: { enabled: true, keyType: 'Account' } },
    keySource: 'Microsoft.Storage',
  },
};

function patchAccount(c: ArmContext, platform: Platform): Response {
  const { state, events } = platform;
  const current = requireAccount(c, platform);
  const request = readBody(c, accountPatchSchema);
  const account = state.storageAccounts.set({
    ...current,
    tags: request.tags ?? current.tags,
    sku: request.sku === undefined ? current.sku : withTier(request.sku.name),
    kind: request.kind ?? current.kind,
    properties: { ...current.properties, ...request.properties },
  });
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: account.id, origin: originOf(c) });
  return c.json(account);
}

function deleteAccount(c: ArmContext, { state, events }: Platform): Response {
  const account = state.storageAccounts.get(accountId(c));
  if (account === undefined) return c.body(null, 204);
  state.remove(account.id);
  events.publish({ kind: 'Delete', outcome: 'Success', resourceId: account.id, origin: originOf(c) });
  return c.body(null, 200);
}

/** Account names are host names: unique among all customers, not just in their group. */
function requireFreeName({ state }: Platform, id: string, name: string): void {
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    const message =
      `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length ` +
      'and use numbers and lower-case letters only.';
    throw serviceError(400, 'AccountNameInvalid', message);
  }
  const taken = state.storageAccounts.all().some((account) => account.name === name && !sameId(account.id, id));
  if (taken)
    throw gatewayError(409, 'StorageAccountAlreadyTaken', `The storage account named ${name} is already taken.`);
}

function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function withTier(name: string): StorageAccount['sku'] {
  return { name, tier: name.startsWith('Premium') ? 'Premium' : 'Standard' };
}

function endpointsOf(account: string, blob: string | undefined): Readonly<Record<string, string>> {
  const services = ['blob', 'queue', 'table', 'file', 'dfs'];
  return {
    ...Object.fromEntries(services.map((service) => [service, `https://${account}.${service}.core.windows.net/`])),
    ...(blob !== undefined && { blob }),
  };
}
