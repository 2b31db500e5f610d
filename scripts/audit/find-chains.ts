import type { Chain, ChainRows } from '../../shared/audit/chain-rows.ts';
import type { Anchors } from '../../shared/audit/read-anchors.ts';
import { targetKey } from '../../shared/model/target.ts';
import { harmless } from '../../shared/wording/audit-history.ts';

/**
 * The chains of the one cluster that this names: its id, its name, or a part of its name that no
 * other cluster has. One for each profile that it was under. A chain that was taken away and is
 * only anchored is found empty.
 * @throws Error that names the clusters to choose from, when there is more than one, or that there
 *   is none.
 */
export async function findChains(
  named: string,
  rows: Pick<ChainRows, 'chains'>,
  anchors: Anchors,
): Promise<readonly Chain[]> {
  const wanted = named.toLowerCase();
  const candidates = new Map<string, Chain>();
  for (const [key, { target }] of anchors.chains) {
    if (closeness(target.clusterId, wanted) > 0) candidates.set(key, { target, entries: [], head: undefined });
  }
  for await (const chain of rows.chains()) {
    if (closeness(chain.target.clusterId, wanted) > 0) candidates.set(targetKey(chain.target), chain);
  }

  const found = [...candidates.values()];
  const best = Math.max(...found.map(({ target }) => closeness(target.clusterId, wanted)));
  const closest = found.filter(({ target }) => closeness(target.clusterId, wanted) === best);
  const clusters = new Set(closest.map(({ target }) => target.clusterId));
  if (clusters.size === 0) {
    throw new Error(`The audit log has no cluster "${named}". Give its id, its name or a part of its name.`);
  }
  if (clusters.size > 1) {
    const names = [...clusters].map((id) => harmless(`  ${id}`)).join('\n');
    throw new Error(`"${named}" may be any of these clusters. Give more of the name, or the id:\n${names}`);
  }
  return closest;
}

/** 3 for the id, 2 for the name, 1 for a part of it, 0 for another cluster. */
function closeness(clusterId: string, wanted: string): number {
  const name = clusterId.slice(clusterId.lastIndexOf('/') + 1);
  if (clusterId === wanted) return 3;
  if (name === wanted) return 2;
  return wanted !== '' && name.includes(wanted) ? 1 : 0;
}
