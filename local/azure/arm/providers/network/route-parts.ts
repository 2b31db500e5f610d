import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import type { ArmState } from '../../state/arm-state.ts';
import type { Collection } from '../../state/collection.ts';
import type { Echoed } from '../../state/wire.ts';
import { parentNotFound, partNotFound } from './network-errors.ts';
import type { NetworkPart, NetworkResource } from './network-resource.ts';
import { requireName } from './network-schemas.ts';
import { type ResourceKind, resourceId } from './route-resources.ts';
import { partId } from './store.ts';

/** One type of parts, with what sets it apart from the others. */
export interface PartKind<Q extends Echoed, P extends Echoed> {
  readonly parent: ResourceKind<Q>;
  /** In Azure's spelling, with that of its parent: `virtualNetworks/subnets`. */
  readonly type: string;
  collection(state: ArmState): Collection<NetworkPart<P>>;
  /** Checks what a PUT asks for, and stores it. */
  write(c: ArmContext, platform: Platform, parent: NetworkResource<Q>, name: string): NetworkPart<P>;
  answer(state: ArmState, part: NetworkPart<P>): object;
  /** @throws ArmError when something else could not be without it */
  requireUnused(state: ArmState, part: NetworkPart<P>): void;
}

/**
 * The requests that all types of parts have in common; like those of their parents they are served
 * at once.
 */
export function routeParts<Q extends Echoed, P extends Echoed>(
  app: ArmApp,
  platform: Platform,
  kind: PartKind<Q, P>,
): void {
  const { state, events } = platform;
  const parts = `/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.network/${kind.parent.type.toLowerCase()}/:name/${kind.type.split('/').at(-1)?.toLowerCase()}`;
  const idOf = (c: ArmContext, parent: NetworkResource<Q>) =>
    partId({ parentId: parent.id, type: kind.type, name: c.req.param('partName') ?? '' });

  app.get(parts, (c) => {
    const found = kind.collection(state).below(requireParent(c, platform, kind).id);
    return c.json(
      pageOf(
        c,
        platform,
        found.map((part) => kind.answer(state, part)),
      ),
    );
  });
  app.get(`${parts}/:partName`, (c) => {
    const id = idOf(c, requireParent(c, platform, kind));
    const part = kind.collection(state).get(id);
    if (part === undefined) throw partNotFound(id);
    return c.json(kind.answer(state, part));
  });

  app.put(`${parts}/:partName`, (c) => {
    const parent = requireParent(c, platform, kind);
    const name = c.req.param('partName');
    requireName(name);
    const existed = kind.collection(state).get(idOf(c, parent)) !== undefined;
    const part = kind.write(c, platform, parent, name);
    events.publish({ kind: 'Write', outcome: 'Success', resourceId: part.id, origin: originOf(c) });
    return c.json(kind.answer(state, part), existed ? 200 : 201);
  });

  app.delete(`${parts}/:partName`, (c) => {
    const parent = kind.parent.collection(state).get(resourceId(c, kind.parent));
    const part = parent && kind.collection(state).get(idOf(c, parent));
    if (part === undefined) return c.body(null, 204);
    kind.requireUnused(state, part);
    state.remove(part.id);
    events.publish({ kind: 'Delete', outcome: 'Success', resourceId: part.id, origin: originOf(c) });
    return c.body(null, 200);
  });
}

/** @throws ArmError when the resource before the part does not exist */
export function requireParent<Q extends Echoed>(
  c: ArmContext,
  { state }: Platform,
  { parent }: { readonly parent: ResourceKind<Q> },
): NetworkResource<Q> {
  const resource = parent.collection(state).get(resourceId(c, parent));
  if (resource === undefined) throw parentNotFound(c.req.param('name') ?? '');
  return resource;
}
