import type { Holdings, PrincipalId } from '../model/azure.ts';
import type { Absent, Fact } from '../model/fact.ts';
import { partsOf, type ResourceId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

export const readVaultHoldings: Reader<'vaultHoldings'> = async ({ arm, target, profile, fact }) => {
  const principal = principalIn(await fact('vault'), (vault) => (vault === 'absent' ? undefined : vault.principalId));
  const { staging, snapshotGroupId, storage } = profile;
  const staged = staging === undefined ? [] : [staging.groupId, staging.accountId];
  return holdingsOf(principal, [target.clusterId, snapshotGroupId, storage.accountId, ...staged], arm);
};

export const readClusterHoldings: Reader<'clusterHoldings'> = async ({ arm, profile, fact }) => {
  const principal = principalIn(await fact('cluster'), ({ identity }) => identity?.principalId);
  return holdingsOf(principal, [profile.snapshotGroupId], arm);
};

export const readExtensionHoldings: Reader<'extensionHoldings'> = async ({ arm, profile, fact }) => {
  const principal = principalIn(await fact('backupExtensions'), ([extension]) => extension?.principalId);
  return holdingsOf(principal, [profile.storage.accountId], arm);
};

/**
 * One entry for each person or group that the profile names; half of them would prove nothing about
 * the others.
 */
export const readOperatorHoldings: Reader<'operatorHoldings'> = async ({ arm, target, profile }) => {
  const scopes = [target.clusterId, profile.vaultId, profile.storage.accountId, profile.snapshotGroupId];
  const each = await Promise.all(
    profile.operators.map((value) => holdingsOf({ state: 'known', value, sources: [] }, scopes, arm)),
  );
  const sources = each.flatMap((holdings) => holdings.sources);
  const unread = each.find(({ state }) => state === 'unknown');
  if (unread?.state === 'unknown') return { ...unread, sources };
  return {
    state: 'known',
    value: each.flatMap((holdings) =>
      holdings.state === 'known' && holdings.value !== 'absent' ? holdings.value : [],
    ),
    sources,
  };
};

function principalIn<T>(holder: Fact<T>, find: (value: T) => PrincipalId | undefined): Fact<PrincipalId | Absent> {
  return holder.state === 'unknown' ? holder : { ...holder, value: find(holder.value) ?? 'absent' };
}

/**
 * The role assignments of the principal in the subscriptions of these scopes, with what reaches
 * them from above. One list for each.
 */
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
