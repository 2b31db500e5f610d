import { expect, test } from 'vitest';
import type { SecurityRule } from '../../../../shared/model/network.ts';
import { nsgAllowsAzureBackup } from '../../../../shared/rules/network/nsg-allows-azure-backup.ts';
import { nsgAllowsAzureCloud } from '../../../../shared/rules/network/nsg-allows-azure-cloud.ts';
import { judge } from '../../../support/judge.ts';
import { CLUSTER_IN_SUBNET, network, nodeSubnet, securityGroup } from '../../../support/network.ts';

const filteredBy = (...rules: readonly Partial<SecurityRule>[]) => ({
  cluster: CLUSTER_IN_SUBNET,
  nodeNetwork: network(nodeSubnet({ networkSecurityGroup: securityGroup(...rules) })),
});

test.each<[string, readonly Partial<SecurityRule>[], object]>([
  ['let in by its tag', [{ sources: ['AzureCloud'] }], { outcome: 'satisfied' }],
  ['let in by *', [{ sources: ['*'] }], { outcome: 'satisfied' }],
  ['only AzureBackup is', [{ sources: ['AzureBackup'] }], { outcome: 'missing', remedy: { priority: 4096 } }],
  [
    'only one region is',
    [{ sources: ['AzureCloud.WestEurope'] }],
    { outcome: 'unknown', reason: 'InboundPartlyAllowed' },
  ],
])('%s', (_, rules, expected) => {
  expect(judge(nsgAllowsAzureCloud, filteredBy(...rules))).toMatchObject(expected);
});

test('it says whose addresses the tag holds', () => {
  expect(judge(nsgAllowsAzureCloud, filteredBy()).message).toContain('other customers');
});

test('both tags can be let in at one look: they never ask for the same priority', () => {
  const [backup, cloud] = [nsgAllowsAzureBackup, nsgAllowsAzureCloud].map((rule) => judge(rule, filteredBy()));
  expect(backup).toMatchObject({ outcome: 'missing', remedy: { priority: 4096, serviceTag: 'AzureBackup' } });
  expect(cloud).toMatchObject({ outcome: 'missing', remedy: { priority: 4095, serviceTag: 'AzureCloud' } });
});
