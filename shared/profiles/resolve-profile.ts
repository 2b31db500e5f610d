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

/** The profiles that operators wrote for this cluster, in their order. */
export function profilesFor(clusterId: ClusterId, profiles: readonly Profile[]): readonly Profile[] {
  return profiles.filter((profile) => selects(profile.selector, clusterId));
}

/** The one profile that holds for a cluster with these tags. */
export function resolveProfile(
  clusterId: ClusterId,
  tags: Readonly<Record<string, string>>,
  profiles: readonly Profile[],
): Resolution {
  const candidates = profilesFor(clusterId, profiles);
  const [first] = candidates;
  if (first === undefined) return { state: 'outOfScope' };

  const tag = tagOf(tags);
  if (tag === undefined) return { state: 'chosen', profile: first };
  if (tag === 'off') return { state: 'optedOut' };
  const picked = candidates.find((profile) => profile.name === tag);
  return picked === undefined ? { state: 'notAllowed', tag } : { state: 'chosen', profile: picked };
}

/**
 * The profile as it holds for one cluster: every cluster has a container of its own where the
 * profile leaves that open.
 */
export function profileFor(clusterId: ClusterId, profile: Profile): Profile {
  const container = containerFor(profile.storage.container, clusterId, partsOf(clusterId).name);
  return { ...profile, storage: { ...profile.storage, container } };
}

function selects(selector: ClusterSelector, clusterId: ClusterId): boolean {
  const { subscriptionId, resourceGroup } = partsOf(clusterId);
  return (
    selector.subscriptions.includes(subscriptionId) &&
    (selector.resourceGroups === undefined || selector.resourceGroups.includes(resourceGroup ?? '')) &&
    (selector.clusters === undefined || selector.clusters.includes(clusterId)) &&
    !isExcluded(selector, clusterId)
  );
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
