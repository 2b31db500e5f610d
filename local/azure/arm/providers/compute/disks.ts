import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import type { ArmState } from '../../state/arm-state.ts';
import type { Collection } from '../../state/collection.ts';
import { underPolicies } from '../authorization/policy/policy-effects.ts';
import { removeResource } from '../remove-resource.ts';
import type { Disk } from './disk.ts';

interface Kind {
  readonly type: 'disks' | 'snapshots';
  readonly defaultSku: string;
  readonly collection: (state: ArmState) => Collection<Disk>;
}

const KINDS: readonly Kind[] = [
  { type: 'disks', defaultSku: 'Premium_LRS', collection: ({ disks }) => disks },
  { type: 'snapshots', defaultSku: 'Standard_LRS', collection: ({ snapshots }) => snapshots },
];

const diskSchema = z.object({
  location: locationSchema,
  tags: tagsSchema,
  sku: z.object({ name: z.string() }).optional(),
  properties: z.looseObject({
    creationData: z.looseObject({ createOption: z.string(), sourceResourceId: z.string().optional() }),
    diskSizeGB: z.int().positive().optional(),
  }),
});

/**
 * Disks of volumes and their snapshots. https://learn.microsoft.com/rest/api/compute/snapshots.
 * Writes are done with their answer.
 */
export function routeDisks(app: ArmApp, platform: Platform): void {
  for (const kind of KINDS) routeKind(app, platform, kind);
}

function routeKind(app: ArmApp, platform: Platform, kind: Kind): void {
  const collection = kind.collection(platform.state);
  const provider = `providers/microsoft.compute/${kind.type}`;
  const inGroup = `/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/${provider}`;

  app.get(`/subscriptions/:subscriptionId/${provider}`, (c) =>
    c.json(pageOf(c, platform, collection.below(`/subscriptions/${c.req.param('subscriptionId')}`))),
  );
  app.get(inGroup, (c) => c.json(pageOf(c, platform, collection.below(groupId(c)))));
  app.get(`${inGroup}/:diskName`, (c) => {
    const disk = collection.get(diskId(c, kind));
    if (disk !== undefined) return c.json(disk);
    throw resourceNotFound(`Microsoft.Compute/${kind.type}`, c.req.param('diskName'), groupId(c).split('/')[4] ?? '');
  });
  app.put(`${inGroup}/:diskName`, (c) => putDisk(c, platform, kind));
  app.delete(`${inGroup}/:diskName`, (c) => {
    const disk = collection.get(diskId(c, kind));
    if (disk === undefined) return c.body(null, 204);
    removeResource(platform, disk.id, originOf(c));
    return c.body(null, 200);
  });
}

function groupId(c: ArmContext): string {
  const { subscriptionId, resourceGroupName } = c.req.param();
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
}

function diskId(c: ArmContext, { type }: Kind): string {
  return `${groupId(c)}/providers/Microsoft.Compute/${type}/${c.req.param('diskName')}`;
}

function putDisk(c: ArmContext, platform: Platform, kind: Kind): Response {
  const { state, events, timeline, random } = platform;
  const collection = kind.collection(state);
  const id = diskId(c, kind);
  const current = collection.get(id);
  const { properties, sku, ...wish } = readBody(c, diskSchema);
  const source = sourceOf(state, properties.creationData.sourceResourceId);
  const skuName = sku?.name ?? current?.sku.name ?? kind.defaultSku;
  const disk = collection.set(
    underPolicies(platform, {
      id: current?.id ?? id,
      name: current?.name ?? c.req.param('diskName') ?? '',
      type: `Microsoft.Compute/${kind.type}`,
      ...wish,
      sku: { name: skuName, tier: skuName.startsWith('Premium') ? 'Premium' : 'Standard' },
      properties: {
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        incremental: kind.type === 'snapshots' ? false : undefined,
        encryption: { type: 'EncryptionAtRestWithPlatformKey' },
        diskState: 'Unattached',
        diskSizeGB: source?.properties.diskSizeGB ?? 32,
        ...properties,
        timeCreated: current?.properties.timeCreated ?? timeline.now().toISOString(),
        uniqueId: current?.properties.uniqueId ?? random.uuid(),
        provisioningState: 'Succeeded',
      },
    }),
  );
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: disk.id, origin: originOf(c) });
  return c.json(disk, current === undefined ? 201 : 200);
}

/**
 * @throws ArmError when a copy is asked for of a disk or snapshot that is not there; code and words
 * are assumed.
 */
function sourceOf({ disks, snapshots }: ArmState, id: string | undefined): Disk | undefined {
  if (id === undefined) return undefined;
  const source = disks.get(id) ?? snapshots.get(id);
  if (source !== undefined) return source;
  throw serviceError(404, 'NotFound', `Disk or snapshot ${id} is not found.`);
}
