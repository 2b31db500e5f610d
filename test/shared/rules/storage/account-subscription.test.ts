import { expect, test } from 'vitest';
import { parseStorageAccountId } from '../../../../shared/model/resource-id.ts';
import { accountSubscription } from '../../../../shared/rules/storage/account-subscription.ts';
import { must, PROFILE, STORAGE_ACCOUNT, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const OTHER = '99999999-2222-3333-4444-555555555555';
const within = (subscription: string) => {
  const id = STORAGE_ACCOUNT.armId.replace(SUBSCRIPTION, subscription);
  return { ...PROFILE, storage: { ...PROFILE.storage, accountId: must(parseStorageAccountId(id)) } };
};

test('is satisfied for an account of the same subscription', () => {
  expect(judge(accountSubscription, {}, within(SUBSCRIPTION))).toMatchObject({
    outcome: 'satisfied',
    reason: 'SubscriptionMatch',
  });
});

test('only recommends something where the account is in another subscription', () => {
  expect(accountSubscription.severity).toBe('recommended');
  expect(judge(accountSubscription, {}, within(OTHER))).toMatchObject({
    outcome: 'manual',
    reason: 'CrossSubscription',
    message: expect.stringContaining(OTHER),
    evidence: { accountSubscription: OTHER, clusterSubscription: SUBSCRIPTION },
  });
});
