/** Where a cluster is to be backed up to: what an operator chose, by resource id. */
export interface Arrangement {
  readonly cluster: string;
  readonly vault: string;
  readonly storageAccount: string;
  readonly container: string;
  readonly snapshotGroup: string;
  readonly tier: 'operational' | 'vault';
  /** The cluster is not backed up: backups of other clusters are restored to it. */
  readonly isRestoreTarget: boolean;
  /** Where restores from the vault are staged; undefined where none are planned. */
  readonly staging: { readonly group: string; readonly account: string } | undefined;
}

/**
 * Everything that Resource Manager has: the body of a GET of each resource, by its id in lower
 * case.
 */
export interface World {
  readonly bodies: ReadonlyMap<string, unknown>;
  readonly arrangement: Arrangement;
}

/** Why a backup cannot work, or why that cannot be known from what Resource Manager has. */
export interface Doubt {
  readonly kind: 'cannot' | 'unknown';
  readonly reason: string;
}

export const cannot = (reason: string): Doubt => ({ kind: 'cannot', reason });
export const unknown = (reason: string): Doubt => ({ kind: 'unknown', reason });

/** A body that Resource Manager refused to show. */
export class Unreadable extends Error {}

/**
 * @throws Unreadable when there is an error in place of the resource, other than that it does not
 * exist
 */
export function find(world: World, id: string): unknown {
  const body = world.bodies.get(id.toLowerCase());
  const code = textAt(body, 'error.code');
  if (code === undefined) return body;
  if (/NotFound$/.test(code)) return undefined;
  throw new Unreadable(`${id} could not be read: ${code}.`);
}

/** The resources of one type anywhere below a scope: `childrenOf(world, vnetId, 'subnets')`. */
export function resourcesBelow(world: World, scope: string, type: string): readonly unknown[] {
  const start = `${scope}/`.toLowerCase();
  const middle = `/${type}/`.toLowerCase();
  const ids = [...world.bodies.keys()].filter((id) => {
    const cut = id.lastIndexOf(middle);
    return id.startsWith(start) && cut >= start.length - 1 && !id.slice(cut + middle.length).includes('/');
  });
  return ids.map((id) => find(world, id)).filter((body) => body !== undefined);
}

/** All resources of one type, wherever they are. */
export function resourcesOf(world: World, type: string): readonly unknown[] {
  return resourcesBelow(world, '', type);
}

export function at(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current ?? undefined;
}

export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

export function textsAt(value: unknown, path: string): readonly string[] {
  return listAt(value, path).filter((each) => typeof each === 'string');
}

export function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

export function subscriptionOf(id: string): string {
  return id.split('/').slice(0, 3).join('/');
}

/** A scope with all that it lies in, itself included: its resource group and its subscription. */
export function isWithin(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, '')];
  return inner === outer || inner.startsWith(`${outer}/`);
}
