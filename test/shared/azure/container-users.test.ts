import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER, CLUSTER_ID, STORAGE_ACCOUNT_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const EXTENSION = `${CLUSTER.armId}/providers/Microsoft.KubernetesConfiguration/extensions/x`;
const settings = {
  'configuration.backupStorageLocation.bucket': 'Shop',
  'configuration.backupStorageLocation.config.storageAccount': 'ShopBackups',
};
const row = (properties: unknown, id = EXTENSION) => ({ id, properties });
const backup = { ExtensionType: 'Microsoft.DataProtection.Kubernetes', ConfigurationSettings: settings };

test.each([
  ['as the graph spells it', row(backup), 1],
  [
    'as ARM spells it',
    row({ extensionType: 'microsoft.dataprotection.kubernetes', configurationSettings: settings }),
    1,
  ],
  ['of another type', row({ ...backup, ExtensionType: 'microsoft.flux' }), 0],
  [
    'of another account',
    row({ ...backup, ConfigurationSettings: { ...settings, [Object.keys(settings)[1] ?? '']: 'other' } }),
    0,
  ],
  ['without settings', row({ ...backup, ConfigurationSettings: null }), 0],
  ['without properties', row(null), 0],
  ['of something that is no cluster', row(backup, '/subscriptions/x/y'), 0],
])('an extension %s', async (_, data, count) => {
  azure.willReply({ status: 200, body: { totalRecords: 1, count: 1, resultTruncated: 'false', data: [data] } });
  const users = Array.from({ length: count }, () => ({ clusterId: CLUSTER_ID, container: 'shop' }));
  expect(await arm.listContainerUsers(STORAGE_ACCOUNT_ID)).toMatchObject({ ok: true, value: users });
  expect(azure.received).toMatchObject([{ method: 'POST', body: { query: expect.stringContaining("'shopbackups'") } }]);
  // The clusters of all subscriptions, not only of that of the account.
  expect(azure.received[0]?.body).not.toHaveProperty('subscriptions');
});
