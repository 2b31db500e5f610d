import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { storageFoundByNodes } from '../../../../shared/rules/storage/storage-found-by-nodes.ts';
import { CLUSTER, READY } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';
import { CLUSTER_IN_SUBNET, network, nodeSubnet, virtualNetwork } from '../../../support/network.ts';

const proxied = { cluster: { ...CLUSTER, network: { ...CLUSTER.network, httpProxy: true } } };
const resolving = (...dnsServers: readonly string[]): Partial<FactValues> => ({
  cluster: CLUSTER_IN_SUBNET,
  nodeNetwork: { ...network(nodeSubnet()), networks: [virtualNetwork({ dnsServers })] },
});

test.each<[string, Partial<FactValues>, string, string]>([
  ['a plain cluster has nothing between', {}, 'notApplicable', 'NothingBetween'],
  ["Azure's own DNS is nothing between", resolving('168.63.129.16'), 'notApplicable', 'NothingBetween'],
  ['DNS servers of the owner', resolving('10.0.0.4'), 'unknown', 'ProvenByBackupOnly'],
  ['an HTTP proxy', proxied, 'unknown', 'ProvenByBackupOnly'],
  ['an account that is not there', { storageAccount: 'absent' }, 'blocked', 'Blocked'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(storageFoundByNodes, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test('an installed extension does not prove the way to the storage account', () => {
  const finding = judge(storageFoundByNodes, { ...resolving('10.0.0.4'), backupExtensions: READY.backupExtensions });
  expect(finding.message).toContain('10.0.0.4');
  expect('steps' in finding && finding.steps[0]).toContain('https://shopbackups.blob.core.windows.net/');
});
