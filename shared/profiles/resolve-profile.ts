import type { Cluster } from '../model/azure.ts';
import type { ClusterSelector, Profile } from '../model/profile.ts';
import { type ClusterId, partsOf } from '../model/resource-id.ts';
import { containerFor } from './container-name.ts';

/** Name of the tag by which the owner of a cluster opts out (`off`) or picks a profile by name. */
export const TAG = 'backstay';

export type Resolution =
  | { readonly state: 'chosen'; readonly profile: Profile }
  | { readonly state: 'optedOut' }
  | { readonly state: 'outOfScope' }
  /**
   * The tag names a profile that does not exist or does not select this cluster. Nothing is done
   * then: a tag can never widen.
   */
  | { readonly state: 'notAllowed'; readonly tag: string };

/** The parts of a cluster that selectors name, as ARM has them. */
export type Selectable = Pick<Cluster, 'id' | 'location' | 'tags'>;

/**
 * The profiles that can select a cluster with this id, in their order. Its location and its tags
 * decide further, once the cluster is read.
 */
export function profilesFor(clusterId: ClusterId, profiles: readonly Profile[]): readonly Profile[] {
  return profiles.filter((profile) => canSelect(profile.selector, clusterId));
}

/** The profiles that select this cluster, in their order. */
export function profilesOf(cluster: Selectable, profiles: readonly Profile[]): readonly Profile[] {
  return profiles.filter(({ selector }) => canSelect(selector, cluster.id) && isLike(selector, cluster));
}

/** Whether operators call the profile by this name: an expanded one also by that of their file. */
export function isNamed({ name, expandedFrom }: Profile, wanted: string): boolean {
  return name === wanted || expandedFrom === wanted;
}

/** Whether the location or the tags of a cluster decide, and not its id alone. */
export function readsCluster({ selector }: Profile): boolean {
  return selector.locations !== undefined || selector.tags !== undefined;
}

/** The one profile that holds for a cluster. */
export function resolveProfile(cluster: Selectable, profiles: readonly Profile[]): Resolution {
  const candidates = profilesOf(cluster, profiles);
  const [first] = candidates;
  if (first === undefined) return { state: 'outOfScope' };

  const tag = tagOf(cluster.tags);
  if (tag === undefined) return { state: 'chosen', profile: first };
  if (tag === 'off') return { state: 'optedOut' };
  const picked = candidates.find((profile) => isNamed(profile, tag));
  return picked === undefined ? { state: 'notAllowed', tag } : { state: 'chosen', profile: picked };
}

/**
 * The profile as it holds for one cluster: every cluster has a container of its own where the
 * profile leaves that open.
 */
export function profileFor(clusterId: ClusterId, profile: Profile): Profile {
  const container = containerFor(profile.storage.container, clusterId);
  return { ...profile, storage: { ...profile.storage, container } };
}

function canSelect(selector: ClusterSelector, clusterId: ClusterId): boolean {
  const { subscriptionId, resourceGroup } = partsOf(clusterId);
  return (
    selector.subscriptions.includes(subscriptionId) &&
    (selector.resourceGroups === undefined || selector.resourceGroups.includes(resourceGroup ?? '')) &&
    (selector.clusters === undefined || selector.clusters.includes(clusterId)) &&
    !isExcluded(selector, clusterId)
  );
}

/** Whether a cluster is in one of the locations, and has each of the tags. */
export function isLike(
  { locations, tags = {} }: Pick<ClusterSelector, 'locations' | 'tags'>,
  cluster: Pick<Selectable, 'location' | 'tags'>,
): boolean {
  return (
    (locations === undefined || locations.includes(locationName(cluster.location))) &&
    Object.entries(tags).every(([name, values]) => hasTag(cluster.tags, name, values))
  );
}

/** A region as ARM names it; some answers show it as it is displayed: `West Europe`. */
export function locationName(text: string): string {
  return text.toLowerCase().replaceAll(' ', '');
}

/**
 * Names of tags do not differ by case in Azure, their values do. An answer with two spellings of
 * one name counts only where both values do.
 */
function hasTag(tags: Selectable['tags'], name: string, values: readonly string[]): boolean {
  const found = Object.entries(tags).filter(([each]) => each.toLowerCase() === name);
  return found.length > 0 && found.every(([, value]) => values.includes(value));
}

/** Whether the selector leaves this cluster out by name. */
export function isExcluded({ exclude = {} }: Pick<ClusterSelector, 'exclude'>, clusterId: ClusterId): boolean {
  const { resourceGroups = [], clusters = [] } = exclude;
  return clusters.includes(clusterId) || resourceGroups.includes(partsOf(clusterId).resourceGroup ?? '');
}

function tagOf(tags: Readonly<Record<string, string>>): string | undefined {
  // Tag names do not differ by case in Azure.
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === TAG);
  return found?.[1].trim().toLowerCase();
}
