import { uuid5 } from '../lib/uuid5.ts';
import { type ClusterId, parseClusterId, partsOf } from '../model/resource-id.ts';
import { fillIn, PLACES, type Placeholder, type PlaceholderValues, plainName, wordsIn } from './placeholders.ts';
import { isExcluded, isLike, locationName, type Selectable } from './resolve-profile.ts';

/** A profile as the file has it; `written-profiles.ts` has checked it. */
export type RawProfile = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly selector: RawSelector;
};
export interface RawSelector {
  readonly subscriptions: readonly string[];
  readonly managementGroups?: readonly string[];
  readonly resourceGroups?: readonly string[];
  readonly clusters?: readonly string[];
  readonly locations?: readonly string[];
  readonly tags?: Readonly<Record<string, string | readonly string[]>>;
  readonly exclude?: { readonly resourceGroups?: readonly string[]; readonly clusters?: readonly string[] };
}
export interface RawFile {
  readonly locationShort?: Readonly<Record<string, string>>;
  readonly profiles: readonly RawProfile[];
}

/** The parts of Azure that an expansion reads, as the operator may see them. */
export interface AzureParts {
  /** Subscriptions in the group and in the groups below it, by their ids. */
  subscriptionsUnder(managementGroup: string): readonly string[];
  /** `undefined` for a subscription that the operator does not see. */
  nameOf(subscription: string): string | undefined;
  clustersIn(subscription: string): readonly Selectable[];
}

/** An expansion that would lead to the wrong place, or to none. */
export class ExpansionError extends Error {
  override readonly name = 'ExpansionError';
}

export const ALL_SUBSCRIPTIONS = '*';
/** The most profiles of an expanded file: each is judged for each cluster. */
export const MAX_PROFILES = 500;
const MARK = 8;
/** As the schema has it. */
const MAX_NAME = 32;

/** Whether the deployment has to expand a profile: it names many subscriptions or places. */
export function needsExpansion(profile: RawProfile): boolean {
  return profile.selector.subscriptions.includes(ALL_SUBSCRIPTIONS) || axesOf(profile).length > 0;
}

/**
 * Each profile with one place for each of its subscriptions, regions, clusters and groups, as far
 * as placeholders ask for them. The result is the same for the same file and the same Azure.
 * @throws ExpansionError
 */
export function expandProfiles(file: RawFile, azure: AzureParts): readonly RawProfile[] {
  const profiles = file.profiles.flatMap((profile) => expandProfile(profile, file.locationShort ?? {}, azure));
  if (profiles.length > MAX_PROFILES) {
    throw new ExpansionError(
      `The file expands to ${profiles.length} profiles, and ${MAX_PROFILES} are the most. Use fewer placeholders.`,
    );
  }
  refuseLongNames(profiles);
  refuseAccounts(profiles);
  refuseNamesakes(profiles);
  refuseForeignGroups(file.profiles, profiles);
  return profiles;
}

function expandProfile(
  profile: RawProfile,
  locationShort: Readonly<Record<string, string>>,
  azure: AzureParts,
): readonly RawProfile[] {
  if (!needsExpansion(profile)) return [profile];
  const subscriptions = subscriptionsOf(profile, azure);
  const selector = { ...profile.selector, subscriptions };
  const axes = axesOf(profile);
  const expanded = { ...profile, selector };
  if (axes.length === 0) return [expanded];
  const shortNames = Object.fromEntries(
    Object.entries(locationShort).map(([location, short]) => [locationName(location), short]),
  );
  const variants = variantsOf(expanded, axes, azure).map((variant) => filledIn(profile, variant, shortNames, azure));
  if (variants.length === 0) throw new ExpansionError(`Profile "${profile.name}" expands to nothing.`);
  refuseSameNames(profile, subscriptions, azure);
  refuseSharedGroups(profile, variants);
  return variants;
}

type Axis = 'subscription' | 'location' | 'cluster' | 'resourceGroup';

/** Of the clusters, the container alone is filled in later: its name is marked by the id. */
function axesOf(profile: RawProfile): readonly Axis[] {
  const words = PLACES.flatMap(({ path }) => {
    const found = wordsIn(String(valueAt(profile, path) ?? ''));
    return path[0] === 'container' ? found.filter((word) => word !== 'cluster' && word !== 'resourceGroup') : found;
  });
  const has = (...names: readonly Placeholder[]) => names.some((name) => words.includes(name));
  return [
    ...(has('subscription', 'subscriptionName') ? (['subscription'] as const) : []),
    ...(has('location', 'locationShort') ? (['location'] as const) : []),
    ...(has('cluster') ? (['cluster'] as const) : has('resourceGroup') ? (['resourceGroup'] as const) : []),
  ];
}

function subscriptionsOf({ name, selector }: RawProfile, { subscriptionsUnder }: AzureParts): readonly string[] {
  if (!selector.subscriptions.includes(ALL_SUBSCRIPTIONS)) return selector.subscriptions.map((id) => id.toLowerCase());
  const found = (selector.managementGroups ?? []).flatMap((group) => {
    const under = subscriptionsUnder(group);
    if (under.length === 0) {
      throw new ExpansionError(
        `Profile "${name}": you see no subscription in management group "${group}". Sign in with an account that does.`,
      );
    }
    return under.map((id) => id.toLowerCase());
  });
  return [...new Set(found)].sort();
}

interface Variant {
  readonly subscription?: string;
  readonly location?: string;
  readonly clusterId?: ClusterId;
  readonly resourceGroup?: string;
  readonly selector: RawSelector;
}

function variantsOf({ selector }: RawProfile, axes: readonly Axis[], { clustersIn }: AzureParts): readonly Variant[] {
  const bySubscription: readonly Variant[] =
    axes.includes('subscription') || axes.includes('cluster') || axes.includes('resourceGroup')
      ? selector.subscriptions.flatMap((subscription) => {
          const own = selector.clusters?.filter((id) => id.toLowerCase().split('/')[2] === subscription);
          if (own?.length === 0) return [];
          return [
            { subscription, selector: { ...selector, subscriptions: [subscription], ...(own && { clusters: own }) } },
          ];
        })
      : [{ selector }];
  const byLocation = axes.includes('location')
    ? bySubscription.flatMap((variant) =>
        (selector.locations ?? []).map((each) => {
          const location = locationName(each);
          return { ...variant, location, selector: { ...variant.selector, locations: [location] } };
        }),
      )
    : bySubscription;
  const isOfClusters = axes.includes('cluster') || axes.includes('resourceGroup');
  if (!isOfClusters) return byLocation;
  return byLocation.flatMap((variant): readonly Variant[] => {
    const clusters = clustersIn(variant.subscription ?? '').filter((cluster) => isMeant(variant.selector, cluster));
    const ids = [...new Set(clusters.map(({ id }) => id))].sort();
    if (axes.includes('cluster')) {
      return ids.map((clusterId) => {
        const { resourceGroup = '' } = partsOf(clusterId);
        return { ...variant, clusterId, resourceGroup, selector: { ...variant.selector, clusters: [clusterId] } };
      });
    }
    const groups = [...new Set(ids.map((id) => partsOf(id).resourceGroup ?? ''))].sort();
    return groups.map((resourceGroup) => {
      const { clusters: named, ...others } = variant.selector;
      const own = named?.filter((id) => id.toLowerCase().split('/')[4] === resourceGroup);
      const selector = { ...others, resourceGroups: [resourceGroup], ...(own && { clusters: own }) };
      return { ...variant, resourceGroup, selector };
    });
  });
}

/**
 * As the product selects. Tags come and go, so that a cluster without them has its place as well.
 */
function isMeant({ resourceGroups, clusters, locations, exclude = {} }: RawSelector, cluster: Selectable): boolean {
  const lower = (texts: readonly string[] | undefined) => texts?.map((text) => text.toLowerCase());
  const { resourceGroup = '' } = partsOf(cluster.id);
  const excluded = {
    resourceGroups: lower(exclude.resourceGroups) ?? [],
    clusters: (exclude.clusters ?? []).flatMap((id) => parseClusterId(id) ?? []),
  };
  return (
    (lower(resourceGroups)?.includes(resourceGroup) ?? true) &&
    (lower(clusters)?.includes(cluster.id) ?? true) &&
    isLike(locations === undefined ? {} : { locations: locations.map(locationName) }, cluster) &&
    !isExcluded({ exclude: excluded }, cluster.id)
  );
}

function filledIn(
  profile: RawProfile,
  { subscription, location, clusterId, resourceGroup, selector }: Variant,
  locationShort: Readonly<Record<string, string>>,
  { nameOf }: AzureParts,
): RawProfile {
  const axes = axesOf(profile);
  const short = location === undefined ? undefined : locationShort[location];
  const displayName = subscription !== undefined && usesName(profile) ? nameOf(subscription) : undefined;
  if (usesName(profile) && displayName === undefined) {
    throw new ExpansionError(`Profile "${profile.name}": you do not see subscription ${subscription}.`);
  }
  const values: PlaceholderValues = {
    ...(subscription !== undefined && { subscription }),
    ...(displayName !== undefined && { subscriptionName: plainName(displayName) }),
    ...(location !== undefined && { location }),
    ...(short !== undefined && { locationShort: short }),
    ...(clusterId !== undefined && { cluster: partsOf(clusterId).name }),
    ...(resourceGroup !== undefined && { resourceGroup }),
  };
  const parts = [
    profile.name,
    ...(location === undefined ? [] : [short ?? location]),
    ...(subscription !== undefined && axes.includes('subscription') ? [subscription.slice(0, MARK)] : []),
    ...(clusterId === undefined ? [] : [uuid5(clusterId).slice(0, MARK)]),
    ...(clusterId === undefined && resourceGroup !== undefined
      ? [uuid5(subscription ?? '', resourceGroup).slice(0, MARK)]
      : []),
  ];
  const { container, staging, vault, storageAccount, snapshotGroup } = profile;
  const isRecord = typeof staging === 'object' && staging !== null;
  const { resourceGroup: _, cluster: __, ...ofDeployment } = values;
  return {
    ...profile,
    name: parts.join('-'),
    expandedFrom: profile.name,
    selector,
    vault: fillIn(String(vault), ofDeployment),
    storageAccount: accountWith(String(storageAccount), ofDeployment),
    container: fillIn(String(container), ofDeployment),
    snapshotGroup: fillIn(String(snapshotGroup), values),
    ...(isRecord && {
      staging: Object.fromEntries(
        Object.entries(staging).map(([key, text]) => [
          key,
          key === 'storageAccount' ? accountWith(String(text), ofDeployment) : fillIn(String(text), ofDeployment),
        ]),
      ),
    }),
  };
}

/** The name of an account has no hyphens. */
function accountWith(id: string, values: PlaceholderValues): string {
  const end = id.lastIndexOf('/') + 1;
  const bare = Object.fromEntries(
    Object.entries(values).map(([word, value]) => [word, word === 'subscription' ? value : value.replaceAll('-', '')]),
  );
  return `${fillIn(id.slice(0, end), values)}${fillIn(id.slice(end), bare)}`;
}

function usesName(profile: RawProfile): boolean {
  return PLACES.some(({ path }) => wordsIn(String(valueAt(profile, path) ?? '')).includes('subscriptionName'));
}

/** A value at a path of names. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>)[name] : undefined,
    value,
  );
}

/** Owners name their subscriptions: one that takes the name of another would get its places. */
function refuseSameNames(profile: RawProfile, subscriptions: readonly string[], { nameOf }: AzureParts): void {
  if (!usesName(profile)) return;
  const seen = new Map<string, string>();
  for (const id of subscriptions) {
    const name = plainName(nameOf(id) ?? '');
    const other = seen.get(name);
    if (name === '' || other !== undefined) {
      throw new ExpansionError(
        `Profile "${profile.name}": ${name === '' ? `the name of subscription ${id} has no letter` : `subscriptions ${other} and ${id} have the same name "${name}"`}. Use {subscription} in place of {subscriptionName}.`,
      );
    }
    seen.set(name, id);
  }
}

/**
 * Clusters and groups of one name would share a snapshot group, and one could delete the other's
 * snapshots.
 */
function refuseSharedGroups(profile: RawProfile, variants: readonly RawProfile[]): void {
  const words = wordsIn(String(profile.snapshotGroup));
  if (!words.includes('cluster') && !words.includes('resourceGroup')) return;
  const seen = new Map<string, string>();
  for (const { name, snapshotGroup } of variants) {
    const id = String(snapshotGroup).toLowerCase();
    const other = seen.get(id);
    if (other !== undefined) {
      throw new ExpansionError(
        `Profile "${profile.name}": "${other}" and "${name}" would share the snapshot group ${id}. Add {subscription}, {resourceGroup} or {cluster}.`,
      );
    }
    seen.set(id, name);
  }
}

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
 */
const ACCOUNT_NAME = /^[a-z0-9]{3,24}$/;

/** Names of accounts are unique in all of Azure. */
function refuseAccounts(profiles: readonly RawProfile[]): void {
  const seen = new Map<string, string>();
  for (const profile of profiles.filter(({ expandedFrom }) => expandedFrom !== undefined)) {
    for (const path of [['storageAccount'], ['staging', 'storageAccount']]) {
      const id = valueAt(profile, path);
      if (typeof id !== 'string') continue;
      const name = id.split('/').at(-1) ?? '';
      const known = seen.get(name.toLowerCase());
      if (!ACCOUNT_NAME.test(name)) {
        throw new ExpansionError(
          `Profile "${profile.name}": the account would be named "${name}", and Azure takes 3 to 24 small letters and digits.`,
        );
      }
      if (known !== undefined && known !== id.toLowerCase()) {
        throw new ExpansionError(
          `Profile "${profile.name}": the account ${name} would be in two places, and names of accounts are unique in all of Azure. Add {subscriptionName}.`,
        );
      }
      seen.set(name.toLowerCase(), id.toLowerCase());
    }
  }
}

function refuseLongNames(profiles: readonly RawProfile[]): void {
  const long = profiles.find(({ name }) => name.length > MAX_NAME);
  if (long === undefined) return;
  throw new ExpansionError(
    `Profile "${long.expandedFrom}" has too long a name: one of its places would be "${long.name}", and ${MAX_NAME} characters are the most.`,
  );
}

/** A cluster that is named after the group of a vault would get the right to change that group. */
function refuseForeignGroups(written: readonly RawProfile[], profiles: readonly RawProfile[]): void {
  const named = new Set(
    profiles.flatMap((profile) =>
      [['vault'], ['storageAccount'], ['staging', 'storageAccount'], ['staging', 'resourceGroup']].map((path) =>
        String(valueAt(profile, path) ?? '')
          .toLowerCase()
          .split('/')
          .slice(0, 5)
          .join('/'),
      ),
    ),
  );
  const byCluster = written.filter(({ snapshotGroup }) => /\{(cluster|resourceGroup)\}/.test(String(snapshotGroup)));
  const origins = byCluster.map(({ name }) => name);
  for (const { name, expandedFrom, snapshotGroup } of profiles) {
    const group = String(snapshotGroup).toLowerCase();
    if (origins.includes(String(expandedFrom)) && named.has(group)) {
      throw new ExpansionError(
        `Profile "${name}": its snapshot group ${group} is that of a vault, an account or of staging. Rename the group of the cluster, or change "snapshotGroup".`,
      );
    }
  }
}

function refuseNamesakes(profiles: readonly RawProfile[]): void {
  const seen = new Set<string>();
  for (const { name, expandedFrom = name } of profiles) {
    if (seen.has(name)) {
      throw new ExpansionError(`Two profiles would have the name "${name}". Rename profile "${expandedFrom}".`);
    }
    seen.add(name);
  }
}
