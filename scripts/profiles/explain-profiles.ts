import type { Profile } from '../../shared/model/profile.ts';
import { type ClusterId, partsOf } from '../../shared/model/resource-id.ts';
import type { RawProfile } from '../../shared/profiles/expand.ts';
import {
  isExcluded,
  isLike,
  locationName,
  profileFor,
  resolveProfile,
  TAG,
} from '../../shared/profiles/resolve-profile.ts';

/** A cluster as a person describes it; the file is explained without Azure. */
export interface Described {
  readonly clusterId: ClusterId;
  readonly location: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

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
  { clusterId, location, tags }: Described,
  profiles: readonly Profile[],
  written: readonly RawProfile[],
): Explained {
  const resolution = resolveProfile({ id: clusterId, location: location ?? '', tags }, profiles);
  const tag = Object.entries(tags).find(([name]) => name.toLowerCase() === TAG)?.[1];
  const lines = profiles.map((profile) => `${profile.name}: ${reasonOf(profile, { clusterId, location, tags })}`);
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
      const { name, expandedFrom } = resolution.profile;
      const named = expandedFrom === undefined ? name : `${name}, expanded from ${expandedFrom}`;
      const why = tag === undefined ? 'the first that selects the cluster' : `named by the tag ${TAG}`;
      return {
        isChosen: true,
        lines: [...lines, '', `Chosen: ${named}, ${why}`, ...placesOf(clusterId, resolution.profile, written)],
      };
    }
  }
}

function reasonOf({ selector }: Profile, { clusterId, location, tags }: Described): string {
  const { subscriptions, resourceGroups, clusters } = selector;
  const { subscriptionId, resourceGroup = '' } = partsOf(clusterId);
  if (!subscriptions.includes(subscriptionId)) return `does not select it: not for subscription ${subscriptionId}`;
  if (resourceGroups !== undefined && !resourceGroups.includes(resourceGroup)) {
    return `does not select it: not for resource group ${resourceGroup}`;
  }
  if (clusters !== undefined && !clusters.includes(clusterId)) return 'does not select it: not among its "clusters"';
  if (isExcluded(selector, clusterId)) return 'does not select it: it is excluded by "exclude"';
  if (selector.locations !== undefined && location === undefined) {
    return `does not select it without --location: only for ${selector.locations.join(', ')}`;
  }
  if (!isLike({ ...(selector.locations && { locations: selector.locations }) }, { location: location ?? '', tags })) {
    return `does not select it: not for region ${locationName(location ?? '')}`;
  }
  const lacking = Object.entries(selector.tags ?? {}).filter(
    ([name, values]) => !isLike({ tags: { [name]: values } }, { location: '', tags }),
  );
  if (lacking.length > 0) {
    const wanted = lacking.map(([name, values]) => `${name}=${values.join('|')}`).join(', ');
    return `does not select it: it lacks the tag ${wanted}`;
  }
  return 'selects it';
}

/** Each place, and under it the pattern of the file that it was made from. */
function placesOf(clusterId: ClusterId, profile: Profile, written: readonly RawProfile[]): readonly string[] {
  const { vaultId, storage, snapshotGroupId, tier, mode, allow, approve } = profileFor(clusterId, profile);
  const source = written.find(({ name }) => name === (profile.expandedFrom ?? profile.name));
  const place = (label: string, value: string, key: string) => {
    const pattern = String(source?.[key] ?? '');
    return [`  ${label.padEnd(17)}${value}`, ...(pattern.includes('{') ? [`  ${' '.repeat(17)}from ${pattern}`] : [])];
  };
  return [
    ...place('vault', vaultId, 'vault'),
    ...place('storage account', storage.accountId, 'storageAccount'),
    ...place('container', storage.container, 'container'),
    ...place('snapshot group', snapshotGroupId, 'snapshotGroup'),
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
