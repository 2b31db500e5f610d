import { describe, expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import type { FactSet } from '../../../shared/model/fact.ts';
import type { AzureFirewall } from '../../../shared/model/network.ts';
import { parseResourceId, type ResourceId } from '../../../shared/model/resource-id.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { egress } from '../../../shared/rules/network/egress.ts';
import { nsgAllowsAzureBackup } from '../../../shared/rules/network/nsg-allows-azure-backup.ts';
import { answered, armThat, FORBIDDEN, GONE } from '../../support/arm-port.ts';
import { CLUSTER, must, PROFILE } from '../../support/facts.ts';
import {
  BASE_POLICY_ID,
  CLUSTER_IN_SUBNET,
  FIREWALL,
  FIREWALL_ADDRESS,
  HUB_ID,
  nodeSubnet,
  OTHER_APPLIANCE,
  POLICY_ID,
  ROUTE_TABLE_ID,
  routed,
  SECURITY_GROUP_ID,
  SUBNET_ID,
  securityGroup,
  VNET_ID,
  virtualNetwork,
} from '../../support/network.ts';
import { TARGET } from '../../support/record.ts';

type Answers = Parameters<typeof armThat>[0];
const NEEDS = [...new Set([...egress.needs, ...nsgAllowsAzureBackup.needs])];

async function look(answers: Answers): Promise<{ facts: FactSet; calls: readonly string[] }> {
  const { arm, calls } = armThat({ getCluster: answered(CLUSTER_IN_SUBNET), ...answers });
  return { facts: await collect(NEEDS, { target: TARGET, profile: PROFILE, arm }), calls };
}

const table = must(routed({ nextHopType: 'VirtualAppliance', nextHopAddress: FIREWALL_ADDRESS }).routeTable);
const OPEN = {
  getSubnet: answered(nodeSubnet()),
  getVirtualNetwork: answered(virtualNetwork({ peerIds: [HUB_ID] })),
  listNetworkSecurityGroups: answered([]),
};
const ROUTED: Answers = {
  ...OPEN,
  getSubnet: answered(nodeSubnet({ routeTableId: ROUTE_TABLE_ID })),
  getRouteTable: answered(table),
};
const POLICIES: Answers = {
  getFirewallPolicy: answered({ id: POLICY_ID, basePolicyId: undefined, dnsProxy: true }),
  listRuleCollectionGroups: answered([{ name: 'apps', priority: 300, collections: [] }]),
};

describe('which calls are made', () => {
  test.each<[string, Answers, readonly string[]]>([
    ['a plain cluster costs none', { getCluster: answered(CLUSTER) }, []],
    ['a cluster without pools costs none', { getCluster: answered({ ...CLUSTER, nodePools: [] }) }, []],
    ['an open subnet costs its own', OPEN, ['getSubnet', 'getVirtualNetwork', 'listNetworkSecurityGroups']],
    [
      'a filtered one costs its group, and no firewall',
      {
        ...OPEN,
        getSubnet: answered(nodeSubnet({ networkSecurityGroupId: SECURITY_GROUP_ID })),
        getNetworkSecurityGroup: answered(securityGroup()),
      },
      ['getSubnet', 'getVirtualNetwork', 'listNetworkSecurityGroups', 'getNetworkSecurityGroup'],
    ],
    [
      'routes that lead to no appliance cost no firewall',
      { ...ROUTED, getRouteTable: answered({ ...table, routes: [] }) },
      ['getSubnet', 'getVirtualNetwork', 'listNetworkSecurityGroups', 'getRouteTable'],
    ],
    [
      'a firewall costs its policy',
      { ...ROUTED, ...POLICIES, listAzureFirewalls: answered([FIREWALL]) },
      [
        'getSubnet',
        'getVirtualNetwork',
        'listNetworkSecurityGroups',
        'getRouteTable',
        'listAzureFirewalls',
        'getFirewallPolicy',
        'listRuleCollectionGroups',
      ],
    ],
    [
      'one with classic rules costs no policy',
      { ...ROUTED, listAzureFirewalls: answered([{ ...FIREWALL, policyId: undefined }]) },
      ['getSubnet', 'getVirtualNetwork', 'listNetworkSecurityGroups', 'getRouteTable', 'listAzureFirewalls'],
    ],
    [
      'a cluster whose node group is not returned lists nothing there',
      { ...OPEN, getCluster: answered({ ...CLUSTER_IN_SUBNET, nodeResourceGroup: undefined }) },
      ['getSubnet', 'getVirtualNetwork'],
    ],
  ])('%s', async (_, answers, expected) => {
    const { facts, calls } = await look(answers);
    expect(calls).toEqual(['getCluster', ...expected]);
    expect(facts.nodeNetwork?.state).toBe('known');
    expect(facts.egressFirewall?.state).toBe('known');
  });
});

describe('the network of the nodes', () => {
  test.each([[CLUSTER], [{ ...CLUSTER, nodePools: [] }]])('is absent where AKS manages it', async (cluster) => {
    const { facts } = await look({ getCluster: answered(cluster) });
    expect(facts.nodeNetwork).toMatchObject({ state: 'known', value: 'absent' });
    expect(facts.egressFirewall).toMatchObject({ state: 'known', value: 'absent' });
  });

  test('is joined of its parts, each read once for all pools', async () => {
    const pool = must(CLUSTER_IN_SUBNET.nodePools[0]);
    const podSubnetId = must(parseResourceId(SUBNET_ID.replace('/nodes', '/pods')));
    const { facts, calls } = await look({
      ...ROUTED,
      ...POLICIES,
      getCluster: answered({ ...CLUSTER_IN_SUBNET, nodePools: [pool, pool, { ...pool, podSubnetId }] }),
      getSubnet: answered(nodeSubnet({ networkSecurityGroupId: SECURITY_GROUP_ID, routeTableId: ROUTE_TABLE_ID })),
      getNetworkSecurityGroup: answered(securityGroup()),
      listNetworkSecurityGroups: answered([securityGroup()]),
      listAzureFirewalls: answered([FIREWALL]),
    });
    expect(facts.nodeNetwork).toMatchObject({
      state: 'known',
      value: {
        networks: [{ id: VNET_ID }],
        subnets: [
          { routeTable: { id: ROUTE_TABLE_ID }, networkSecurityGroup: { id: SECURITY_GROUP_ID } },
          { routeTable: { id: ROUTE_TABLE_ID }, networkSecurityGroup: { id: SECURITY_GROUP_ID } },
        ],
        nodeGroupSecurityGroups: [{ id: SECURITY_GROUP_ID }],
      },
    });
    expect(facts.nodeNetwork?.sources).toHaveLength(6);
    for (const each of ['getRouteTable', 'getNetworkSecurityGroup', 'getVirtualNetwork']) {
      expect(calls.filter((call) => call === each)).toHaveLength(1);
    }
  });

  test.each<[string, Answers]>([
    ['the subnet', { getSubnet: FORBIDDEN }],
    ['the network', { getVirtualNetwork: FORBIDDEN }],
    ['its route table', { getRouteTable: FORBIDDEN }],
    ['the node resource group', { listNetworkSecurityGroups: FORBIDDEN }],
    [
      'its security group',
      {
        getSubnet: answered(nodeSubnet({ networkSecurityGroupId: SECURITY_GROUP_ID })),
        getNetworkSecurityGroup: FORBIDDEN,
      },
    ],
    ['the cluster', { getCluster: FORBIDDEN }],
  ])('is unknown when %s may not be read, and so is what lies behind', async (_, answers) => {
    const { facts } = await look({ ...ROUTED, ...answers });
    for (const fact of [facts.nodeNetwork, facts.egressFirewall]) {
      expect(fact).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
    }
  });

  test('is unknown, not absent, when its subnet is gone', async () => {
    const { facts } = await look({ ...OPEN, getSubnet: GONE });
    expect(facts.nodeNetwork).toMatchObject({ state: 'unknown', failure: { class: 'gone' } });
  });
});

describe('what stands at the end of the default route', () => {
  const at = (changes: Partial<AzureFirewall>) => ({ ...FIREWALL, ...changes });
  const inNetwork = (networkId: ResourceId) => must(parseResourceId(`${networkId}/subnets/AzureFirewallSubnet`));
  const addressed = (privateAddress: string, networkId: ResourceId) =>
    at({ addresses: [{ privateAddress, subnetId: inNetwork(networkId) }] });
  const STRANGE_ID = must(parseResourceId(HUB_ID.replace('/hub', '/strange')));

  test.each<[string, ArmResult<unknown>, object]>([
    [
      'the firewall of the peered network',
      answered([FIREWALL]),
      { kind: 'azureFirewall', firewall: { id: FIREWALL.id } },
    ],
    ['one in the own network', answered([addressed(FIREWALL_ADDRESS, VNET_ID)]), { kind: 'azureFirewall' }],
    [
      'no firewall at all',
      answered([]),
      { kind: 'otherAppliance', searched: OTHER_APPLIANCE.kind === 'otherAppliance' ? OTHER_APPLIANCE.searched : [] },
    ],
    ['one of another address', answered([addressed('10.0.1.5', HUB_ID)]), { kind: 'otherAppliance' }],
    [
      'one of the same address in a network that is not peered',
      answered([addressed(FIREWALL_ADDRESS, STRANGE_ID)]),
      { kind: 'otherAppliance' },
    ],
    ['one that has no address yet', answered([at({ addresses: [] })]), { kind: 'otherAppliance' }],
  ])('is %s', async (_, firewalls, expected) => {
    const { facts } = await look({ ...ROUTED, ...POLICIES, listAzureFirewalls: firewalls });
    expect(facts.egressFirewall).toMatchObject({
      state: 'known',
      value: [{ nextHop: FIREWALL_ADDRESS, subnetIds: [SUBNET_ID], ...expected }],
    });
  });

  test('is searched in the subscriptions of the peers too; one that may not be searched hides nothing that was found', async () => {
    const elsewhere = must(parseResourceId(HUB_ID.replace('11111111', '22222222')));
    const peered = answered(virtualNetwork({ peerIds: [HUB_ID, elsewhere] }));
    const inTurn =
      (...lists: ArmResult<unknown>[]) =>
      () =>
        must(lists.shift());
    const found = await look({
      ...ROUTED,
      ...POLICIES,
      getVirtualNetwork: peered,
      listAzureFirewalls: inTurn(answered([FIREWALL]), FORBIDDEN),
    });
    expect(found.facts.egressFirewall).toMatchObject({ state: 'known', value: [{ kind: 'azureFirewall' }] });
    const hidden = await look({
      ...ROUTED,
      getVirtualNetwork: peered,
      listAzureFirewalls: inTurn(answered([]), FORBIDDEN),
    });
    expect(hidden.facts.egressFirewall).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
  });

  test('comes with the policies above its own, the topmost first', async () => {
    const policies = [
      answered({ id: POLICY_ID, basePolicyId: BASE_POLICY_ID, dnsProxy: undefined }),
      answered({ id: BASE_POLICY_ID, basePolicyId: undefined, dnsProxy: undefined }),
    ];
    const { facts } = await look({
      ...ROUTED,
      ...POLICIES,
      listAzureFirewalls: answered([FIREWALL]),
      getFirewallPolicy: () => must(policies.shift()),
    });
    expect(facts.egressFirewall).toMatchObject({
      value: [{ policies: [{ id: BASE_POLICY_ID }, { id: POLICY_ID, groups: [{ name: 'apps' }] }] }],
    });
  });

  test('may inherit from itself without end, which is read once', async () => {
    const { facts, calls } = await look({
      ...ROUTED,
      ...POLICIES,
      listAzureFirewalls: answered([FIREWALL]),
      getFirewallPolicy: answered({ id: POLICY_ID, basePolicyId: POLICY_ID, dnsProxy: undefined }),
    });
    expect(facts.egressFirewall).toMatchObject({ state: 'known', value: [{ policies: [{ id: POLICY_ID }] }] });
    expect(calls.filter((call) => call === 'getFirewallPolicy')).toHaveLength(1);
  });

  test.each<[string, Answers]>([
    ['the policy', { getFirewallPolicy: FORBIDDEN }],
    ['its rules', { listRuleCollectionGroups: FORBIDDEN }],
  ])('is unknown when %s may not be read; the subnets are known all the same', async (_, answers) => {
    const { facts } = await look({ ...ROUTED, ...POLICIES, listAzureFirewalls: answered([FIREWALL]), ...answers });
    expect(facts.nodeNetwork?.state).toBe('known');
    expect(facts.egressFirewall).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
  });
});
