import type { Arrangement } from './judge/world.ts';
import type { OddCluster } from './odd-clusters.ts';
import type { places } from './places.ts';

/** The choices of the operator of an odd cluster. */
export function arrangementOf(
  { tier, staging, isRestoreTarget }: OddCluster,
  at: ReturnType<typeof places>,
): Arrangement {
  const { cluster, vault, account: storageAccount, snapshotGroup } = at;
  return {
    cluster,
    vault,
    storageAccount,
    container: 'odd',
    snapshotGroup,
    tier,
    isRestoreTarget: isRestoreTarget === true,
    staging: staging && { group: at.stagingGroup, account: at.stagingAccount },
  };
}
