import type { Platform } from '../../platform.ts';
import type { Collection } from '../../state/collection.ts';
import type { Echoed, Tags } from '../../state/wire.ts';
import { invalidLocation } from './network-errors.ts';
import type { NetworkPart, NetworkResource } from './network-resource.ts';

/** Where a resource is, or is to be. */
export interface Frame<P extends Echoed = Echoed> {
  readonly id: string;
  readonly name: string;
  readonly current: NetworkResource<P> | undefined;
}

export interface ResourceWish<P extends Echoed> {
  readonly location: string;
  readonly tags?: Tags | undefined;
  readonly zones?: readonly string[] | undefined;
  readonly identity?: Echoed | undefined;
  readonly properties: P;
}

/**
 * The resource that a wish makes of what there is.
 *
 * @throws ArmError when it would have to move to another region
 */
export function newResource<P extends Echoed>(
  platform: Platform,
  type: string,
  { id, name, current }: Frame<P>,
  wish: ResourceWish<P>,
): NetworkResource<P> {
  if (current !== undefined && current.location !== wish.location) {
    throw invalidLocation(current.name, id.split('/')[4] ?? '', current.location, wish.location);
  }
  return {
    id,
    name: current?.name ?? name,
    type: `Microsoft.Network/${type}`,
    location: wish.location,
    tags: wish.tags,
    ...(wish.zones && { zones: wish.zones }),
    ...(wish.identity && { identity: wish.identity }),
    etag: newEtag(platform),
    properties: { ...wish.properties, provisioningState: 'Succeeded' },
  };
}

export interface PartPlace {
  readonly parentId: string;
  /** In Azure's spelling, with that of its parent: `virtualNetworks/subnets`. */
  readonly type: string;
  readonly name: string;
}

/** Puts a part in its place; the spelling of a name that is there already stays. */
export function storePart<P extends Echoed>(
  platform: Platform,
  collection: Collection<NetworkPart<P>>,
  place: PartPlace,
  properties: P,
): NetworkPart<P> {
  const current = collection.get(partId(place));
  return collection.set({
    id: current?.id ?? partId(place),
    name: current?.name ?? place.name,
    type: `Microsoft.Network/${place.type}`,
    etag: newEtag(platform),
    properties: { ...properties, provisioningState: 'Succeeded' },
  });
}

/** The parts that a client's new list of them does not name. */
export function partsBeside<T extends NetworkPart>(
  parts: readonly T[],
  wishes: readonly { readonly name: string }[],
): readonly T[] {
  return parts.filter((part) => !wishes.some((wish) => isSame(wish.name, part.name)));
}

export function partId({ parentId, type, name }: PartPlace): string {
  return `${parentId}/${type.split('/').at(-1)}/${name}`;
}

/** The fields of a client, without fields that only Azure writes and without empty ones. */
export function echoOf(properties: Echoed, readOnly: readonly string[]): Echoed {
  const kept = Object.entries(properties).filter(
    ([name, value]) => value !== null && value !== undefined && !readOnly.includes(name),
  );
  return Object.fromEntries(kept);
}

/** Names and ids are the same in any casing. */
export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function newEtag({ random }: Platform): string {
  return `W/"${random.uuid()}"`;
}
