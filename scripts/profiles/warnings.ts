import type { Profile } from '../../shared/model/profile.ts';
import { partsOf } from '../../shared/model/resource-id.ts';

/** Parts of valid profiles that can have no effect: a mistake in most cases. */
export function warningsOf(profiles: readonly Profile[]): readonly string[] {
  return profiles.flatMap((profile, index) => [
    ...unreachable(profile),
    ...shadowed(profile, profiles.slice(0, index)),
  ]);
}

/** Clusters outside the subscriptions or resource groups of their own selector. */
function unreachable({ name, selector }: Profile): readonly string[] {
  const { subscriptions, resourceGroups, clusters = [] } = selector;
  return clusters.flatMap((clusterId) => {
    const { subscriptionId, resourceGroup = '' } = partsOf(clusterId);
    if (!subscriptions.includes(subscriptionId)) {
      return [`profile "${name}" never selects ${clusterId}: its subscription is not among "subscriptions".`];
    }
    return resourceGroups === undefined || resourceGroups.includes(resourceGroup)
      ? []
      : [`profile "${name}" never selects ${clusterId}: its resource group is not among "resourceGroups".`];
  });
}

/** Profiles whose clusters all get an earlier profile: only a tag can pick them then. */
function shadowed({ name, selector }: Profile, earlier: readonly Profile[]): readonly string[] {
  const wider = earlier.find(
    ({ selector: other }) =>
      other.clusters === undefined &&
      selector.subscriptions.every((id) => other.subscriptions.includes(id)) &&
      (other.resourceGroups === undefined ||
        selector.resourceGroups?.every((group) => other.resourceGroups?.includes(group)) === true),
  );
  return wider === undefined
    ? []
    : [
        `profile "${name}" holds only for clusters with the tag backstay=${name}: "${wider.name}" selects the same ones before it.`,
      ];
}
