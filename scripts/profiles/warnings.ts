import { isWithinLimit } from '../../shared/acceptances/review.ts';
import { MAX_ACCEPTANCE_DAYS } from '../../shared/model/acceptance.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { type ClusterId, partsOf } from '../../shared/model/resource-id.ts';

/** Parts of valid profiles that can have no effect: a mistake in most cases. */
export function warningsOf(profiles: readonly Profile[], now: string): readonly string[] {
  return profiles.flatMap((profile, index) => [
    ...unreachable(profile),
    ...shadowed(profile, profiles.slice(0, index)),
    ...notAccepting(profile, now),
  ]);
}

/**
 * Acceptances that are over, that would hold for too long, or that are for clusters of other
 * profiles.
 */
function notAccepting({ name, selector, accept = [], expandedFrom }: Profile, now: string): readonly string[] {
  return accept.flatMap(({ ruleId, until, clusters = [] }) => {
    const about = `profile "${name}" does not accept ${ruleId}`;
    const day = until.slice(0, 10);
    const isElsewhere = (id: string) => !selector.subscriptions.includes(partsOf(id as ClusterId).subscriptionId);
    // The clusters of an expanded profile are spread over its places.
    const others = expandedFrom === undefined ? clusters.filter(isElsewhere) : [];
    return [
      ...(until <= now ? [`${about}: the day ${day} is over.`] : []),
      ...(until > now && !isWithinLimit(until, now)
        ? [`${about} before ${MAX_ACCEPTANCE_DAYS} days are left until ${day}.`]
        : []),
      ...others.map((id) => `${about} for ${id}: its subscription is not among "subscriptions".`),
    ];
  });
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
      other.exclude === undefined &&
      (other.locations === undefined || isPart(selector.locations, other.locations)) &&
      Object.entries(other.tags ?? {}).every(([name, values]) => isPart(selector.tags?.[name], values)) &&
      selector.subscriptions.every((id) => other.subscriptions.includes(id)) &&
      (other.resourceGroups === undefined || isPart(selector.resourceGroups, other.resourceGroups)),
  );
  return wider === undefined
    ? []
    : [
        `profile "${name}" holds only for clusters with the tag backstay=${name}: "${wider.name}" selects the same ones before it.`,
      ];
}

function isPart(part: readonly string[] | undefined, whole: readonly string[]): boolean {
  return part?.every((each) => whole.includes(each)) ?? false;
}
