import { partsOf } from '../model/resource-id.ts';
import { factOrAbsent, type Reader, sourceOf } from './reading.ts';

/**
 * A subscription belongs to one tenant, so the tenant is only asked for where the account is in
 * another subscription than the cluster.
 */
export const readStorageAccount: Reader<'storageAccount'> = async ({ arm, target, profile }) => {
  const account = factOrAbsent(await arm.getStorageAccount(profile.storage.accountId));
  const { subscriptionId } = partsOf(profile.storage.accountId);
  const isElsewhere = subscriptionId !== partsOf(target.clusterId).subscriptionId;
  if (account.state === 'unknown' || account.value === 'absent' || !isElsewhere) return account;
  const tenant = await arm.getTenantOf(subscriptionId);
  const tenantId = tenant.ok ? tenant.value : undefined;
  return { ...account, value: { ...account.value, tenantId }, sources: [...account.sources, sourceOf(tenant.trace)] };
};
