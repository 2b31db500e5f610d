import type { ClusterSelector, Profile } from '../../shared/model/profile.ts';
import { type ClusterId, partsOf } from '../../shared/model/resource-id.ts';
import { isExcluded, profileFor, resolveProfile, TAG } from '../../shared/profiles/resolve-profile.ts';

export interface Explained {
  readonly lines: readonly string[];
  /** Whether a profile holds for the cluster. */
  readonly isChosen: boolean;
}

/**
 * Each profile with the reason why it selects the cluster or not, then the one that holds and the
 * places that it names.
 */
export function explainProfiles(
  clusterId: ClusterId,
  tag: string | undefined,
  profiles: readonly Profile[],
): Explained {
  const resolution = resolveProfile(clusterId, tag === undefined ? {} : { [TAG]: tag }, profiles);
  const lines = profiles.map(({ name, selector }) => `${name}: ${reasonOf(selector, clusterId)}`);
  switch (resolution.state) {
    case 'outOfScope':
      return {
        isChosen: false,
        lines: [...lines, '', 'No profile selects this cluster: Backstay does not assess it.'],
      };
    case 'optedOut':
      return { isChosen: false, lines: [...lines, '', `The tag ${TAG}=off opts this cluster out.`] };
    case 'notAllowed':
      return {
        isChosen: false,
        lines: [
          ...lines,
          '',
          `The tag ${TAG}=${resolution.tag} names no profile that selects this cluster: a person is asked to correct it.`,
        ],
      };
    case 'chosen': {
      const why = tag === undefined ? 'the first that selects the cluster' : `named by the tag ${TAG}`;
      return {
        isChosen: true,
        lines: [...lines, '', `Chosen: ${resolution.profile.name}, ${why}`, ...placesOf(clusterId, resolution.profile)],
      };
    }
  }
}

function reasonOf(selector: ClusterSelector, clusterId: ClusterId): string {
  const { subscriptions, resourceGroups, clusters } = selector;
  const { subscriptionId, resourceGroup = '' } = partsOf(clusterId);
  if (!subscriptions.includes(subscriptionId)) return `does not select it: not for subscription ${subscriptionId}`;
  if (resourceGroups !== undefined && !resourceGroups.includes(resourceGroup)) {
    return `does not select it: not for resource group ${resourceGroup}`;
  }
  if (clusters !== undefined && !clusters.includes(clusterId)) return 'does not select it: not among its "clusters"';
  if (isExcluded(selector, clusterId)) return 'does not select it: it is excluded by "exclude"';
  return 'selects it';
}

function placesOf(clusterId: ClusterId, written: Profile): readonly string[] {
  const { vaultId, storage, snapshotGroupId, tier, mode, allow, approve } = profileFor(clusterId, written);
  return [
    `  vault            ${vaultId}`,
    `  storage account  ${storage.accountId}`,
    `  container        ${storage.container}`,
    `  snapshot group   ${snapshotGroupId}`,
    `  tier             ${tier}`,
    `  mode             ${mode}`,
    ...(mode === 'enforce'
      ? [
          `  may change       ${allow.join(', ')}`,
          ...(approve.length > 0 ? [`  after approval   ${approve.join(', ')}`] : []),
        ]
      : []),
  ];
}
