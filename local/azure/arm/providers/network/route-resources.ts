import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import type { ArmState } from '../../state/arm-state.ts';
import type { Collection } from '../../state/collection.ts';
import type { Echoed } from '../../state/wire.ts';
import type { NetworkResource } from './network-resource.ts';
import { requireName } from './network-schemas.ts';
import type { Frame } from './store.ts';

/** One type of resources in groups, with what sets it apart from the others. */
export interface ResourceKind<P extends Echoed> {
  /** In Azure's spelling: `virtualNetworks`. */
  readonly type: string;
  collection(state: ArmState): Collection<NetworkResource<P>>;
  /** Checks what a PUT asks for, and stores it with its parts. */
  write(c: ArmContext, platform: Platform, frame: Frame<P>): NetworkResource<P>;
  /** As Azure shows it: with its parts, and with what refers to it. */
  answer(state: ArmState, resource: NetworkResource<P>): object;
  /** @throws ArmError when something else could not be without it */
  requireUnused(state: ArmState, resource: NetworkResource<P>): void;
}

/**
 * The requests that all types have in common. They are served at once, which their specification
 * allows: where one would watch a long operation of the network service is in no specification.
 *
 * @see https://learn.microsoft.com/rest/api/virtualnetwork
 */
export function routeResources<P extends Echoed>(app: ArmApp, platform: Platform, kind: ResourceKind<P>): void {
  const { state, events } = platform;
  const path = `providers/microsoft.network/${kind.type.toLowerCase()}`;
  const inGroup = `/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/${path}`;
  const list = (c: ArmContext, scope: string) => {
    const resources = kind.collection(state).below(scope);
    return c.json(
      pageOf(
        c,
        platform,
        resources.map((resource) => kind.answer(state, resource)),
      ),
    );
  };

  app.get(`/subscriptions/:subscriptionId/${path}`, (c) => list(c, `/subscriptions/${c.req.param('subscriptionId')}`));
  app.get(inGroup, (c) => {
    const { subscriptionId, resourceGroupName } = c.var.target;
    return list(c, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`);
  });
  app.get(`${inGroup}/:name`, (c) => c.json(kind.answer(state, requireResource(c, platform, kind))));

  app.put(`${inGroup}/:name`, (c) => {
    const name = c.req.param('name');
    requireName(name);
    const current = kind.collection(state).get(resourceId(c, kind));
    const resource = kind.write(c, platform, { id: current?.id ?? resourceId(c, kind), name, current });
    events.publish({ kind: 'Write', outcome: 'Success', resourceId: resource.id, origin: originOf(c) });
    return c.json(kind.answer(state, resource), current === undefined ? 201 : 200);
  });

  app.delete(`${inGroup}/:name`, (c) => {
    const resource = kind.collection(state).get(resourceId(c, kind));
    if (resource === undefined) return c.body(null, 204);
    kind.requireUnused(state, resource);
    state.remove(resource.id);
    events.publish({ kind: 'Delete', outcome: 'Success', resourceId: resource.id, origin: originOf(c) });
    return c.body(null, 200);
  });
}

/** The id that the path names, or for a part its parent's. */
export function resourceId(c: ArmContext, { type }: { readonly type: string }): string {
  const { subscriptionId, resourceGroupName, name } = c.req.param();
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/${type}/${name}`;
}

function requireResource<P extends Echoed>(
  c: ArmContext,
  { state }: Platform,
  kind: ResourceKind<P>,
): NetworkResource<P> {
  const resource = kind.collection(state).get(resourceId(c, kind));
  if (resource !== undefined) return resource;
  const { name = '', resourceGroupName = '' } = c.req.param();
  throw resourceNotFound(`Microsoft.Network/${kind.type}`, name, resourceGroupName);
}
