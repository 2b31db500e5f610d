import type { Profile } from '../model/profile.ts';
import { type ClusterId, partsOf, type VaultId } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';
import { readProfilesOf } from '../profiles/read-profiles-of.ts';
import { isNamed } from '../profiles/resolve-profile.ts';
import type { ApiCalls } from './calls.ts';
import { Refusal } from './problem.ts';

/** How a request names its cluster. */
export interface Meant {
  readonly clusterId: ClusterId;
  readonly vaultId?: VaultId | undefined;
  readonly profile?: string | undefined;
}

/**
 * The target that is meant. A request can pick among the profiles that operators wrote for the
 * cluster, and never brings a vault or a cluster of its own. @throws Refusal that says which part
 * lies outside, and of what.
 */
export async function targetMeant(
  { clusterId, vaultId, profile }: Meant,
  { profiles, getCluster }: Pick<ApiCalls, 'profiles' | 'getCluster'>,
): Promise<Target> {
  const selecting = await readProfilesOf(clusterId, profiles, { getCluster });
  if (selecting.length === 0) throw outside('/clusterId', whyNotSelected(clusterId, profiles));
  const named = selecting.filter((each) => profile === undefined || isNamed(each, profile));
  if (named.length === 0) {
    throw outside('/profile', `"${profile}" does not select this cluster; ${listOf(selecting)} ${verb(selecting)}.`);
  }
  const chosen = named.find((one) => vaultId === undefined || one.vaultId === vaultId);
  if (chosen === undefined) {
    throw outside('/vaultId', `is not the vault of ${listOf(named)}: only operators choose where backups go.`);
  }
  return { clusterId, profile: chosen.name };
}

/** @throws Refusal when no profile is for what a scan of many is to go over. */
export function refuseOutside(
  { subscriptionId, profile }: { readonly subscriptionId?: string | undefined; readonly profile?: string | undefined },
  profiles: readonly Profile[],
): void {
  const named = profiles.filter((each) => profile === undefined || isNamed(each, profile));
  if (named.length === 0) throw outside('/profile', `there is no profile "${profile}", only ${listOf(profiles)}.`);
  if (subscriptionId === undefined || named.some(({ selector }) => selector.subscriptions.includes(subscriptionId)))
    return;
  throw outside('/subscriptionId', `subscription ${subscriptionId} is in none of ${listOf(named)}.`);
}

function whyNotSelected(clusterId: ClusterId, profiles: readonly Profile[]): string {
  const { subscriptionId, resourceGroup } = partsOf(clusterId);
  const near = profiles.filter(({ selector }) => selector.subscriptions.includes(subscriptionId));
  if (near.length === 0) return `subscription ${subscriptionId} is in none of ${listOf(profiles)}.`;
  return `${listOf(near)} select${near.length === 1 ? 's' : ''} other clusters of the subscription, and not this one in ${resourceGroup}.`;
}

function outside(pointer: string, detail: string): Refusal {
  return new Refusal('outside-profiles', `body${pointer}: ${detail}`, { places: [{ in: 'body', pointer, detail }] });
}

function listOf(profiles: readonly Profile[]): string {
  const names = profiles.map(({ name }) => `"${name}"`).join(', ');
  return profiles.length === 1 ? `profile ${names}` : `the profiles ${names}`;
}

function verb(profiles: readonly Profile[]): string {
  return profiles.length === 1 ? 'does' : 'do';
}
