import { partsOf } from '../model/resource-id.ts';
import { type Reader, sourceOf } from './reading.ts';

/** Of every subscription in which the target needs a role: at cluster, group and account. */
export const readRoleAssignmentCounts: Reader<'roleAssignmentCounts'> = async ({ arm, target, profile }) => {
  const { snapshotGroupId, storage, staging } = profile;
  const staged = staging === undefined ? [] : [staging.groupId, staging.accountId];
  const scopes = [target.clusterId, snapshotGroupId, storage.accountId, ...staged];
  const subscriptions = [...new Set(scopes.map((scope) => partsOf(scope).subscriptionId))];
  const counts = await Promise.all(
    subscriptions.map(async (subscriptionId) => ({
      subscriptionId,
      answer: await arm.countRoleAssignments(subscriptionId),
    })),
  );
  const sources = counts.map(({ answer }) => sourceOf(answer.trace));
  const unread = counts.find(({ answer }) => !answer.ok);
  if (unread?.answer.ok === false) return { state: 'unknown', failure: unread.answer.failure, sources };
  const value = counts.flatMap(({ subscriptionId, answer }) =>
    answer.ok ? [{ subscriptionId, assignments: answer.value }] : [],
  );
  return { state: 'known', value, sources };
};
