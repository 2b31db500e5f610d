import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { EgressAppliance, FirewallRule, Route } from '../../../../shared/model/network.ts';
import { egress } from '../../../../shared/rules/network/egress.ts';
import { egressNamesFor } from '../../../../shared/rules/network/egress-names.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import { CLUSTER, forbidden, known, READY } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import {
  applicationRule,
  BASE_POLICY_ID,
  CLUSTER_IN_SUBNET,
  classicFirewall,
  collection,
  FIREWALL_ADDRESS,
  FIREWALL_ID,
  firewallWith,
  network,
  networkRule,
  nodeSubnet,
  OTHER_APPLIANCE,
  POLICY_ID,
  routed,
  SUBNET_ID,
  THROUGH_FIREWALL,
} from '../../../support/network.ts';

const ALL = egressNamesFor('westeurope').names.map(({ fqdn }) => fqdn);
const without = (...fqdns: readonly string[]) => ALL.filter((name) => !fqdns.includes(name));
const outboundType = (type: string | undefined, cluster = CLUSTER_IN_SUBNET) => ({
  ...cluster,
  network: { ...cluster.network, outboundType: type },
});

/** A cluster that goes out by its owner's routes, which lead to the firewall. */
const BEHIND: Partial<FactValues> = {
  cluster: outboundType('userDefinedRouting'),
  nodeNetwork: network(THROUGH_FIREWALL),
};
const behind = (...appliances: readonly EgressAppliance[]) => judge(egress, { ...BEHIND, egressFirewall: appliances });
const allowing = (...fqdns: readonly string[]) => collection('allow', 200, applicationRule({ fqdns }));

const NONE = { nextHopType: 'None' };
const DROPPED: readonly (readonly [
  string,
  readonly (Partial<Route> & Pick<Route, 'nextHopType'>)[],
  string,
  string,
])[] = [
  [
    'both halves of all addresses are dropped',
    [
      { addressPrefix: '0.0.0.0/1', ...NONE },
      { addressPrefix: '128.0.0.0/1', ...NONE },
    ],
    'manual',
    'DroppedByRoute',
  ],
  ['one half of all addresses is dropped', [{ addressPrefix: '0.0.0.0/1', ...NONE }], 'unknown', 'RouteOutsideAzure'],
  ['all of the cloud is dropped', [{ addressPrefix: 'AzureCloud', ...NONE }], 'manual', 'DroppedByRoute'],
  [
    'a service tag of another region is dropped',
    [{ addressPrefix: 'Storage.NorthEurope', ...NONE }],
    'unknown',
    'RouteOutsideAzure',
  ],
  [
    'a service tag is dropped, and a part of it goes elsewhere',
    [
      { addressPrefix: 'Storage', ...NONE },
      { addressPrefix: 'Storage.WestEurope', nextHopType: 'VirtualNetworkGateway' },
    ],
    'unknown',
    'RouteOutsideAzure',
  ],
];

describe('without an appliance', () => {
  test.each<[string, Partial<FactValues>, object]>([
    [
      'AKS manages the network',
      {},
      { outcome: 'satisfied', reason: 'NotRestricted', evidence: { outboundType: 'loadBalancer' } },
    ],
    [
      'the type is spelled otherwise',
      { cluster: outboundType('MANAGEDNATGateway', CLUSTER) },
      { outcome: 'satisfied' },
    ],
    [
      'the subnet has no routes',
      { cluster: CLUSTER_IN_SUBNET, nodeNetwork: network(nodeSubnet()) },
      { outcome: 'satisfied', evidence: { subnets: [SUBNET_ID], defaultRoutes: [] } },
    ],
    [
      'routes lead inside, by IPv6 or straight out',
      {
        cluster: CLUSTER_IN_SUBNET,
        nodeNetwork: network(
          routed(
            { addressPrefix: '10.0.0.0/8', nextHopType: 'VirtualAppliance', nextHopAddress: '10.0.9.9' },
            { addressPrefix: '::/0', nextHopType: 'None' },
            { addressPrefix: 'AzureCloud', nextHopType: 'Internet' },
            { nextHopType: 'internet' },
          ),
        ),
      },
      { outcome: 'satisfied', reason: 'NotRestricted' },
    ],
    [
      'the default route drops all',
      { cluster: CLUSTER_IN_SUBNET, nodeNetwork: network(nodeSubnet(), routed({ nextHopType: 'none' })) },
      { outcome: 'manual', reason: 'DroppedByRoute' },
    ],
    [
      'the default route goes to a gateway',
      { cluster: CLUSTER_IN_SUBNET, nodeNetwork: network(routed({ nextHopType: 'VirtualNetworkGateway' })) },
      { outcome: 'unknown', reason: 'RouteOutsideAzure' },
    ],
    [
      'half of all addresses go to an appliance',
      {
        cluster: CLUSTER_IN_SUBNET,
        nodeNetwork: network(
          routed({ addressPrefix: '0.0.0.0/1', nextHopType: 'VirtualAppliance', nextHopAddress: '10.0.9.9' }),
        ),
      },
      { outcome: 'unknown', reason: 'RouteOutsideAzure' },
    ],
    [
      'a service tag is dropped',
      {
        cluster: CLUSTER_IN_SUBNET,
        nodeNetwork: network(routed({ addressPrefix: 'Storage.WestEurope', nextHopType: 'None' })),
      },
      { outcome: 'manual', reason: 'DroppedByRoute' },
    ],
    ...DROPPED.map(([title, routes, outcome, reason]): [string, Partial<FactValues>, object] => [
      title,
      { cluster: CLUSTER_IN_SUBNET, nodeNetwork: network(routed(...routes)) },
      { outcome, reason },
    ]),
    [
      'a service tag is dropped beside a service endpoint',
      {
        cluster: CLUSTER_IN_SUBNET,
        nodeNetwork: network({
          ...routed({ addressPrefix: 'Storage', nextHopType: 'None' }),
          serviceEndpoints: ['Microsoft.Storage'],
        }),
      },
      { outcome: 'unknown', reason: 'RouteOutsideAzure' },
    ],
    [
      'own routing without a default route',
      { cluster: outboundType('userDefinedRouting'), nodeNetwork: network(nodeSubnet()) },
      { outcome: 'unknown', reason: 'NoDefaultRoute' },
    ],
    [
      'own routing whose subnet is not returned',
      { cluster: outboundType('userDefinedRouting', CLUSTER) },
      { outcome: 'unknown', reason: 'NoDefaultRoute' },
    ],
    [
      'the type is not returned',
      { cluster: outboundType(undefined, CLUSTER) },
      { outcome: 'unknown', reason: 'UnknownOutboundType', evidence: { outboundType: null } },
    ],
    [
      'the type is new',
      { cluster: outboundType('byPigeon', CLUSTER) },
      { outcome: 'unknown', reason: 'UnknownOutboundType' },
    ],
    [
      'the pools are not returned',
      { cluster: { ...CLUSTER, nodePools: [] } },
      { outcome: 'unknown', reason: 'NodePoolsNotReturned' },
    ],
    [
      'the cluster is isolated',
      { cluster: outboundType('none', CLUSTER) },
      { outcome: 'unknown', reason: 'NetworkIsolated' },
    ],
    [
      'the cluster is isolated in its own subnet',
      { cluster: outboundType('Block'), nodeNetwork: network(nodeSubnet()) },
      { outcome: 'unknown', reason: 'NetworkIsolated' },
    ],
  ])('%s', (_, changes, expected) => {
    expect(judge(egress, changes)).toMatchObject(expected);
  });

  test.each([{ cluster: outboundType('none', CLUSTER) }, { cluster: outboundType('userDefinedRouting', CLUSTER) }])(
    'a cluster whose way out cannot be read gets the whole list',
    (changes) => {
      const finding = judge(egress, changes);
      const steps = finding.outcome === 'unknown' ? finding.steps.join('\n') : '';
      for (const name of atLeastOne(ALL)) expect(steps).toContain(name);
    },
  );
});

describe('behind a firewall', () => {
  test('that lets out every name, all is well', () => {
    const finding = behind(firewallWith(allowing(...ALL)));
    expect(finding).toMatchObject({
      outcome: 'satisfied',
      reason: 'OutboundAllowed',
      evidence: { firewalls: [FIREWALL_ID], policies: [POLICY_ID], missing: [], untold: [] },
    });
    expect(finding.evidence.defaultRoutes).toEqual([expect.stringContaining(`VirtualAppliance ${FIREWALL_ADDRESS}`)]);
  });

  test('that lets out everything below a few wildcards and a tag, only the others are missing', () => {
    const finding = behind(firewallWith(allowing('*.microsoft.com', '*.azure.com', '*.digicert.com', '*.digicert.cn')));
    expect(finding.outcome).toBe('manual');
    expect(finding.evidence.missing).toEqual(
      ALL.filter((name) => !/\.(microsoft\.com|azure\.com|digicert\.com|digicert\.cn)$/.test(name)),
    );
  });

  test('the command names only what is missing, at a free priority, from these subnets', () => {
    const finding = behind(
      firewallWith(allowing(...without('mcr.microsoft.com', '*.microsoft.com', 'ocsp.msocsp.com'))),
    );
    expect(finding).toMatchObject({ outcome: 'manual', reason: 'FirewallRuleMissing' });
    expect(finding.outcome === 'manual' && finding.steps).toEqual([
      'az network firewall policy rule-collection-group collection add-filter-collection' +
        ' --subscription 11111111-2222-3333-4444-555555555555 --resource-group net --policy-name team' +
        ' --rule-collection-group-name apps --name backstay-aks-backup --collection-priority 1000 --action Allow' +
        ' --rule-type ApplicationRule --rule-name backstay-aks-backup --protocols Https=443 Http=80' +
        " --source-addresses 10.240.0.0/16 --target-fqdns '*.microsoft.com' mcr.microsoft.com ocsp.msocsp.com",
    ]);
  });

  test('the name of a collection that is there already is not used again', () => {
    const earlier = { ...allowing('example.com'), name: 'Backstay-AKS-backup' };
    const finding = behind(firewallWith(earlier));
    expect(finding.outcome === 'manual' && finding.steps.join()).toContain(' --name backstay-aks-backup-2 ');
  });

  const stepsWith = (...appliances: readonly EgressAppliance[]) => {
    const finding = behind(...appliances);
    return finding.outcome === 'manual' ? finding.steps : [];
  };
  const denyAll = applicationRule({ name: 'no', fqdns: ['*'] });

  test.each<[string, readonly EgressAppliance[], readonly string[]]>([
    ['comes ahead of a deny', [firewallWith(collection('deny', 500, denyAll))], ['--collection-priority 499 ']],
    [
      'skips what is taken',
      [firewallWith(allowing('x'), collection('deny', 201, denyAll))],
      ['--collection-priority 199 '],
    ],
    [
      'asks for room where a deny comes first',
      [firewallWith(collection('deny', 100, denyAll))],
      ['Free a priority', '--collection-priority PRIORITY '],
    ],
    [
      'is for a classic firewall',
      [classicFirewall(allowing('x'))],
      ['az network firewall application-rule create', '--firewall-name hub-fw', '--priority 1000 '],
    ],
    [
      'names the network rule that cannot be passed',
      [firewallWith(collection('deny', 100, networkRule({ name: 'wall', destinations: ['*'] })))],
      ['Change the rule team/apps/deny-100/wall first', 'az network firewall policy'],
    ],
    [
      'names the rule of the policy above',
      [
        {
          ...firewallWith(),
          policies: [
            {
              id: BASE_POLICY_ID,
              basePolicyId: undefined,
              dnsProxy: undefined,
              groups: [{ name: 'g', priority: 100, collections: [collection('deny', 100, denyAll)] }],
            },
            { id: POLICY_ID, basePolicyId: BASE_POLICY_ID, dnsProxy: undefined, groups: [] },
          ],
        },
      ],
      [
        'Change the rule company/g/deny-100/no first',
        'rule-collection-group create',
        '--rule-collection-group-name backstay-aks-backup',
      ],
    ],
    [
      'has nothing in it that a shell would run',
      [
        {
          ...firewallWith(),
          policies: [
            {
              id: POLICY_ID,
              basePolicyId: undefined,
              dnsProxy: undefined,
              groups: [{ name: '"; rm -rf $(x)', priority: 1, collections: [] }],
            },
          ],
        },
      ],
      [`--rule-collection-group-name '"; rm -rf $(x)' `],
    ],
  ])('the command %s', (_, appliances, parts) => {
    const steps = stepsWith(...appliances).join('\n');
    for (const part of parts) expect(steps).toContain(part);
    expect(steps).not.toMatch(/[<>]/);
  });

  test.each<[string, readonly FirewallRule[]]>([
    ['a service tag', [networkRule({ destinations: ['AzureCloud'] })]],
    ['an IP group', [applicationRule({ fqdns: ['*'], sources: { addresses: [], ipGroups: ['/g'] } })]],
  ])('whose rules go by %s, nothing is reported', (_, rules) => {
    const finding = behind(firewallWith(collection('allow', 100, ...rules)));
    expect(finding).toMatchObject({ outcome: 'unknown', reason: 'RulesByAddress', evidence: { missing: [] } });
    expect(finding.outcome === 'unknown' && finding.steps.join('\n')).toContain('docker.io: see team/apps/allow-100/');
  });

  test('of another make, the whole list is reported, and where a firewall was searched', () => {
    const finding = behind(OTHER_APPLIANCE);
    expect(finding).toMatchObject({ outcome: 'unknown', reason: 'UnsupportedAppliance', unread: [] });
    const steps = finding.outcome === 'unknown' ? finding.steps.join('\n') : '';
    for (const part of [...ALL, '11111111-2222-3333-4444-555555555555']) expect(steps).toContain(part);
  });

  test('and behind another one, what is missing is reported first', () => {
    expect(behind(firewallWith(), OTHER_APPLIANCE)).toMatchObject({ outcome: 'manual' });
    expect(behind(firewallWith(allowing('*')), OTHER_APPLIANCE)).toMatchObject({ reason: 'UnsupportedAppliance' });
  });

  test('in a cloud with undocumented names nothing is guessed', () => {
    const cluster = { ...outboundType('userDefinedRouting'), location: 'chinanorth3' };
    const finding = judge(egress, { ...BEHIND, cluster, egressFirewall: [firewallWith(allowing('*'))] });
    expect(finding).toMatchObject({ outcome: 'unknown', reason: 'NamesNotDocumented' });
  });

  test('beside a route for public addresses that leads elsewhere, nothing is guessed', () => {
    const subnet = routed(
      { nextHopType: 'VirtualAppliance', nextHopAddress: FIREWALL_ADDRESS },
      { addressPrefix: 'AzureCloud', nextHopType: 'VirtualAppliance', nextHopAddress: '10.0.9.9' },
    );
    const facts = { ...BEHIND, nodeNetwork: network(subnet), egressFirewall: [firewallWith(allowing('*'))] };
    expect(judge(egress, facts)).toMatchObject({ outcome: 'unknown', reason: 'RouteOutsideAzure' });
  });

  test('only one of two subnets has to pass it, the other goes by the outbound type', () => {
    const nodeNetwork = network(THROUGH_FIREWALL, nodeSubnet({ name: 'pods' }));
    const egressFirewall = [firewallWith(allowing('*'))];
    expect(judge(egress, { ...BEHIND, nodeNetwork, egressFirewall })).toMatchObject({ reason: 'NoDefaultRoute' });
    expect(judge(egress, { cluster: CLUSTER_IN_SUBNET, nodeNetwork, egressFirewall })).toMatchObject({
      outcome: 'satisfied',
    });
  });
});

test.each(['cluster', 'nodeNetwork', 'egressFirewall'] as const)(
  '%s that may not be read leaves it unknown',
  (need) => {
    const finding = judgeFacts(egress, { ...known({ ...READY, ...BEHIND }), ...forbidden(need) });
    expect(finding).toMatchObject({ outcome: 'unknown', reason: 'AuthorizationFailed', unread: [{ need }] });
    expect(finding.outcome === 'unknown' && finding.steps[0]).toMatch(
      /^Give Backstay's identity the right Microsoft\./,
    );
  },
);
