import { partsOf } from '../model/resource-id.ts';
import { type Reader, sourceOf } from './reading.ts';

/** The locks of every subscription in which something of the target lies: one list for each. */
export const readLocks: Reader<'locks'> = async ({ arm, target, profile }) => {
  const scopes = [target.clusterId, profile.vaultId, profile.storage.accountId, profile.snapshotGroupId];
  const subscriptions = new Set(scopes.map((scope) => partsOf(scope).subscriptionId));
  const lists = await Promise.all([...subscriptions].map((each) => arm.listLocks(each)));
  const sources = lists.map(({ trace }) => sourceOf(trace));
  const unread = lists.find((list) => !list.ok);
  if (unread?.ok === false) return { state: 'unknown', failure: unread.failure, sources };
  return { state: 'known', value: lists.flatMap((list) => (list.ok ? list.value : [])), sources };
};
