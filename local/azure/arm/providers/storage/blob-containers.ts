import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { takeDueBackups } from '../data-protection/recovery-points.ts';
import type { BlobContainer } from './blob-container.ts';
import { requireAccount } from './storage-accounts.ts';

const CONTAINERS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.storage/storageaccounts/:accountName/blobservices/default/containers';
const NAME = /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/;

const containerRequestSchema = z.object({
  properties: z.looseObject({ publicAccess: z.enum(['None', 'Blob', 'Container']).optional() }).optional(),
});

/** https://learn.microsoft.com/rest/api/storagerp/blob-containers */
export function routeBlobContainers(app: ArmApp, platform: Platform): void {
  const { state, events } = platform;

  app.get(CONTAINERS, (c) => {
    // Only names that begin with the filter, as the specification has it.
    const begin = c.req.query('$filter') ?? '';
    const containers = state.blobContainers.below(requireAccount(c, platform).id);
    return c.json(
      pageOf(
        c,
        platform,
        containers.filter(({ name }) => name.startsWith(begin)),
      ),
    );
  });
  app.get(`${CONTAINERS}/:containerName`, (c) => c.json(requireContainer(c, platform)));

  app.put(`${CONTAINERS}/:containerName`, async (c) => {
    const id = containerId(c, platform);
    const name = c.req.param('containerName');
    if (!NAME.test(name)) throw serviceError(400, 'ContainerNameInvalid', `The container name '${name}' is invalid.`);
    const existed = state.exists(id);
    if (!existed) takeDueBackups(platform);
    const container = writeContainer(c, platform, id, name, state.blobContainers.get(id)?.properties);
    await platform.blobs.createContainer(c.req.param('accountName'), name);
    return c.json(container, existed ? 200 : 201);
  });
  app.patch(`${CONTAINERS}/:containerName`, (c) => {
    const { id, name, properties } = requireContainer(c, platform);
    return c.json(writeContainer(c, platform, id, name, properties));
  });

  app.delete(`${CONTAINERS}/:containerName`, async (c) => {
    const container = state.blobContainers.get(containerId(c, platform));
    if (container === undefined) return c.body(null, 204);
    takeDueBackups(platform);
    state.remove(container.id);
    await platform.blobs.deleteContainer(c.req.param('accountName'), container.name);
    events.publish({ kind: 'Delete', outcome: 'Success', resourceId: container.id, origin: originOf(c) });
    return c.body(null, 200);
  });
}

function containerId(c: ArmContext, platform: Platform): string {
  return `${requireAccount(c, platform).id}/blobServices/default/containers/${c.req.param('containerName')}`;
}

function requireContainer(c: ArmContext, platform: Platform): BlobContainer {
  const container = platform.state.blobContainers.get(containerId(c, platform));
  if (container !== undefined) return container;
  throw serviceError(404, 'ContainerNotFound', 'The specified container does not exist.');
}

function writeContainer(
  c: ArmContext,
  { state, events, timeline, random }: Platform,
  id: string,
  name: string,
  current: BlobContainer['properties'] | undefined,
): BlobContainer {
  const request = readBody(c, containerRequestSchema);
  const container = state.blobContainers.set({
    id,
    name,
    type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
    etag: `"0x${random.uuid().replaceAll('-', '').slice(0, 15).toUpperCase()}"`,
    properties: {
      publicAccess: 'None',
      leaseStatus: 'Unlocked',
      leaseState: 'Available',
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      ...current,
      ...request.properties,
      lastModifiedTime: timeline.now().toISOString(),
    },
  });
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: id, origin: originOf(c) });
  return container;
}
