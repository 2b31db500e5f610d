import type { ArmReader } from '../azure/arm.ts';
import type { Holdings, PrincipalId } from '../model/azure.ts';
import type { Absent, Fact } from '../model/fact.ts';
import { partsOf, type ResourceId } from '../model/resource-id.ts';
import { type Reader, sourceOf } from './reading.ts';

export const readVaultHoldings: Reader<'vaultHoldings'> = async ({ arm, target, profile, fact }) => {
  const principal = principalIn(await fact('vault'), (vault) => (vault === 'absent' ? undefined : vault.principalId));
  return holdingsOf(principal, [target.clusterId, profile.snapshotGroupId, profile.storage.accountId], arm);
};

export const readClusterHoldings: Reader<'clusterHoldings'> = async ({ arm, profile, fact }) => {
  const principal = principalIn(await fact('cluster'), ({ identity }) => identity?.principalId);
  return holdingsOf(principal, [profile.snapshotGroupId], arm);
};

export const readExtensionHoldings: Reader<'extensionHoldings'> = async ({ arm, profile, fact }) => {
  const principal = principalIn(await fact('backupExtensions'), ([extension]) => extension?.principalId);
  return holdingsOf(principal, [profile.storage.accountId], arm);
};

function principalIn<T>(holder: Fact<T>, find: (value: T) => PrincipalId | undefined): Fact<PrincipalId | Absent> {
  return holder.state === 'unknown' ? holder : { ...holder, value: find(holder.value) ?? 'absent' };
}

/** What the principal holds in the subscriptions of these scopes, with what reaches them from above. One list for each. */
async function holdingsOf(
  principal: Fact<PrincipalId | Absent>,
  scopes: readonly ResourceId[],
  arm: ArmReader,
): Promise<Fact<Holdings | Absent>> {
  if (principal.state === 'unknown') return principal;
  if (principal.value === 'absent') return { ...principal, value: 'absent' };

  const principalId = principal.value;
  const subscriptions = new Set(scopes.map((scope) => partsOf(scope).subscriptionId));
  const lists = await Promise.all([...subscriptions].map((each) => arm.listRoleAssignments(each, principalId)));
  const sources = lists.map(({ trace }) => sourceOf(trace));
  const unread = lists.find((list) => !list.ok);
  // Half of what an identity holds proves nothing about what it lacks.
  if (unread?.ok === false) return { state: 'unknown', failure: unread.failure, sources };

  const assignments = lists.flatMap((list) => (list.ok ? list.value : []));
  return { state: 'known', value: { principalId, assignments }, sources };
}
