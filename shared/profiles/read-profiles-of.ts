import type { Profile } from '../model/profile.ts';
import type { ClusterId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { profilesFor, profilesOf, readsCluster } from './resolve-profile.ts';

/**
 * The profiles that select a cluster of which only the id is known. The cluster is read where its
 * location or its tags decide; without an answer, these are all profiles that can select it.
 */
export async function readProfilesOf(
  clusterId: ClusterId,
  profiles: readonly Profile[],
  { getCluster }: Pick<ArmReader, 'getCluster'>,
): Promise<readonly Profile[]> {
  const possible = profilesFor(clusterId, profiles);
  if (!possible.some(readsCluster)) return possible;
  const answer = await getCluster(clusterId);
  return answer.ok ? profilesOf(answer.value, possible) : possible;
}
