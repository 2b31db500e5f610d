import { expect, test } from 'vitest';
import { readProtection } from '../../../shared/remediate/protection.ts';
import { answered, armThat, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { CLUSTER_ID, STORAGE_ACCOUNT_ID, VAULT_ID } from '../../support/facts.ts';

type Answers = Parameters<typeof armThat>[0];
const instance = (datasourceId: string, protectionState: string | undefined = 'ProtectionConfigured') =>
  answered([{ armId: '/i', name: 'i', datasourceId, protectionState }]);
const NONE = answered([]);
const FREE: Answers = { listBackupInstancesOf: NONE, listBackupInstances: NONE };
const PROTECTED = { state: 'protected', failure: { code: 'ClusterProtected', class: 'permanent' } };

test.each<[string, Answers, object]>([
  ['nothing protects it', FREE, { state: 'none', others: [] }],
  ['an instance protects it', { ...FREE, listBackupInstancesOf: instance(CLUSTER_ID) }, PROTECTED],
  ['only the vault has the instance', { ...FREE, listBackupInstances: instance(CLUSTER_ID) }, PROTECTED],
  [
    'its protection was stopped',
    { ...FREE, listBackupInstances: instance(CLUSTER_ID, 'ProtectionStopped') },
    { ...PROTECTED, failure: { message: expect.stringContaining('(ProtectionStopped)') } },
  ],
  [
    'the vault protects another cluster',
    { ...FREE, listBackupInstances: instance(`${CLUSTER_ID}-2`) },
    { state: 'none', others: [`${CLUSTER_ID}-2`] },
  ],
  [
    'the vault protects something else than a cluster',
    { ...FREE, listBackupInstances: instance(STORAGE_ACCOUNT_ID) },
    { state: 'none', others: [] },
  ],
  ['cluster and vault are gone', { listBackupInstancesOf: GONE, listBackupInstances: GONE }, { state: 'none' }],
  [
    'the cluster is gone, and its recovery points are not',
    { listBackupInstancesOf: GONE, listBackupInstances: instance(CLUSTER_ID) },
    PROTECTED,
  ],
  [
    'the subscription has no DataProtection',
    { ...FREE, listBackupInstancesOf: refused({ class: 'notYet', code: 'MissingSubscriptionRegistration' }) },
    { state: 'none' },
  ],
  [
    'the vault cannot be read',
    { ...FREE, listBackupInstances: FORBIDDEN },
    { state: 'unknown', failure: { code: 'ProtectionUnknown', class: 'forbidden' } },
  ],
  [
    'the subscription of the vault cannot be seen',
    { ...FREE, listBackupInstances: refused({ class: 'gone', code: 'SubscriptionNotFound', status: 404 }) },
    { state: 'unknown', failure: { code: 'ProtectionUnknown' } },
  ],
  [
    'there was no answer',
    { ...FREE, listBackupInstancesOf: refused({ class: 'transient', code: 'TimedOut' }) },
    { state: 'unknown', failure: { code: 'ProtectionUnknown', class: 'transient' } },
  ],
])('%s', async (_, answers, expected) => {
  expect(await readProtection(CLUSTER_ID, [VAULT_ID], armThat(answers).arm)).toMatchObject(expected);
});
