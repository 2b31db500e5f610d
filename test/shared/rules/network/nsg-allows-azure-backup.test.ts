import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { NetworkSecurityGroup, NodeNetwork, SecurityRule } from '../../../../shared/model/network.ts';
import { parseResourceId } from '../../../../shared/model/resource-id.ts';
import { nsgAllowsAzureBackup } from '../../../../shared/rules/network/nsg-allows-azure-backup.ts';
import { CLUSTER, forbidden, known, must, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import {
  CLUSTER_IN_SUBNET,
  network,
  nodeSubnet,
  SECURITY_GROUP_ID,
  SUBNET_ID,
  securityGroup,
} from '../../../support/network.ts';

const LET_IN = { name: 'backup', sources: ['AzureBackup'] } as const;
const DENY_ALL = { name: 'wall', access: 'deny', priority: 150 } as const;

const filteredBy = (...rules: readonly Partial<SecurityRule>[]) =>
  network(nodeSubnet({ networkSecurityGroup: securityGroup(...rules) }));
const judged = (nodeNetwork: FactValues['nodeNetwork'], cluster = CLUSTER_IN_SUBNET) =>
  judge(nsgAllowsAzureBackup, { cluster, nodeNetwork });
const named = (name: string, group: NetworkSecurityGroup): NetworkSecurityGroup => ({
  ...group,
  id: must(parseResourceId(SECURITY_GROUP_ID.replace('nodes-nsg', name))),
  name,
});

describe('the verdict', () => {
  test.each<[string, NodeNetwork | 'absent', object]>([
    ['a network that AKS manages', 'absent', { outcome: 'notApplicable', reason: 'ManagedNetwork' }],
    ['no security group', network(nodeSubnet()), { outcome: 'satisfied', reason: 'NotFiltered' }],
    [
      'let in',
      filteredBy(LET_IN),
      {
        outcome: 'satisfied',
        reason: 'InboundAllowed',
        evidence: {
          serviceTag: 'AzureBackup',
          subnets: [SUBNET_ID],
          securityGroups: [`${SECURITY_GROUP_ID}: allowed, by rule backup (priority 200)`],
        },
      },
    ],
    ['let in by a wider rule', filteredBy({ sources: ['Internet'] }), { outcome: 'satisfied' }],
    [
      'nothing lets it in',
      filteredBy(),
      {
        outcome: 'missing',
        reason: 'InboundRuleMissing',
        remedy: {
          kind: 'securityRule',
          networkSecurityGroupId: SECURITY_GROUP_ID,
          name: 'backstay-allow-azurebackup',
          priority: 4096,
          serviceTag: 'AzureBackup',
        },
      },
    ],
    [
      'denied ahead of what lets it in',
      filteredBy(DENY_ALL, LET_IN),
      { outcome: 'missing', reason: 'InboundDenied', remedy: { priority: 149 } },
    ],
    [
      'denied by the first rule of all',
      filteredBy({ ...DENY_ALL, priority: 100 }),
      { outcome: 'manual', reason: 'NoFreePriority' },
    ],
    [
      'a rule of our name that does not do it',
      filteredBy(DENY_ALL, { ...LET_IN, name: 'Backstay-Allow-AzureBackup' }),
      { outcome: 'manual', reason: 'NameTaken' },
    ],
    [
      'let in on one port only',
      filteredBy({ ...LET_IN, ports: ['443'] }),
      { outcome: 'unknown', reason: 'InboundPartlyAllowed' },
    ],
    [
      'let in behind a deny of one port',
      filteredBy({ ...DENY_ALL, ports: ['22'] }, LET_IN),
      { outcome: 'unknown', reason: 'InboundPartlyAllowed' },
    ],
  ])('%s', (_, nodeNetwork, expected) => {
    expect(judged(nodeNetwork)).toMatchObject(expected);
  });

  test('a rule ahead of a deny takes something from it, which the message says', () => {
    expect(judged(filteredBy(DENY_ALL)).message).toBe(
      'Network security group nodes-nsg does not let AzureBackup in: rule wall (priority 150) stops it. The rule that is added comes ahead of wall, which then no longer holds for AzureBackup.',
    );
    expect(judged(filteredBy()).message).not.toContain('ahead');
    expect(judged(filteredBy({ ...DENY_ALL, ports: ['22'] })).message).toContain('Narrower denies stay ahead');
  });

  test('a step has a command that lets the tag in', () => {
    const finding = judged(filteredBy({ ...DENY_ALL, priority: 100 }));
    expect(finding.outcome === 'manual' && finding.steps.join('\n')).toContain(
      '--resource-group net --nsg-name nodes-nsg --name allow-azurebackup --priority PRIORITY',
    );
  });

  test('node pools that are not returned are no managed network', () => {
    expect(judged('absent', { ...CLUSTER, nodePools: [] })).toMatchObject({
      outcome: 'unknown',
      reason: 'NodePoolsNotReturned',
    });
  });
});

describe('several groups', () => {
  const two = (first: NetworkSecurityGroup, second: NetworkSecurityGroup) =>
    network(
      nodeSubnet({ networkSecurityGroup: first }),
      nodeSubnet({ name: 'pods', networkSecurityGroup: second, addressPrefixes: ['10.241.0.0/16'] }),
    );

  test.each([
    ['the first that lacks it is mended first', two(securityGroup(), named('pods-nsg', securityGroup())), 'nodes-nsg'],
    ['then the next', two(securityGroup(LET_IN), named('pods-nsg', securityGroup())), 'pods-nsg'],
  ])('%s', (_, nodeNetwork, name) => {
    const finding = judged(nodeNetwork);
    expect(finding.outcome === 'missing' && finding.remedy).toMatchObject({
      networkSecurityGroupId: expect.stringMatching(`/${name}$`),
    });
  });

  test('a rule for one of two subnets of a group is a rule for a part', () => {
    const forNodes = securityGroup({ ...LET_IN, destinations: ['10.240.0.0/16'] });
    expect(judged(two(forNodes, forNodes))).toMatchObject({ outcome: 'unknown', reason: 'InboundPartlyAllowed' });
  });
});

describe('the groups of AKS at the interfaces', () => {
  const at = (group: NetworkSecurityGroup | undefined, subnet = nodeSubnet()): NodeNetwork => ({
    networks: [],
    subnets: [subnet],
    nodeGroupSecurityGroups: group && [named('aks-agentpool-1-nsg', group)],
  });

  test.each<[string, NodeNetwork, object]>([
    ['filter nothing by their default rules', at(securityGroup()), { outcome: 'satisfied', reason: 'NotFiltered' }],
    [
      'may have narrow denies, such as those of load balancers',
      at(securityGroup({ ...DENY_ALL, destinations: ['20.1.2.3'] })),
      { outcome: 'satisfied' },
    ],
    ['may not have a deny of all', at(securityGroup(DENY_ALL)), { outcome: 'manual', reason: 'DeniedAtInterfaces' }],
    [
      'come after those on subnets, which can be mended',
      at(securityGroup(DENY_ALL), nodeSubnet({ networkSecurityGroup: securityGroup() })),
      { outcome: 'missing' },
    ],
    ['are unknown where their group is', at(undefined), { outcome: 'unknown', reason: 'NodeResourceGroupNotReturned' }],
  ])('%s', (_, nodeNetwork, expected) => {
    expect(judged(nodeNetwork)).toMatchObject(expected);
  });
});

test('a network that may not be read leaves it unknown, with the right that would let us see', () => {
  const finding = judgeFacts(nsgAllowsAzureBackup, { ...known(READY), ...forbidden('nodeNetwork') });
  expect(finding).toMatchObject({ outcome: 'unknown', unread: [{ need: 'nodeNetwork' }] });
  expect(finding.outcome === 'unknown' && finding.steps[0]).toContain('Microsoft.Network/networkSecurityGroups/read');
});
