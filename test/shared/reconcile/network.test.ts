/**
 * A cluster in a network of its owner's, behind a security group and a firewall, against the local
 * Resource Manager.
 */
import { afterEach, expect, test } from 'vitest';
import { CLUSTER_BODY, LOCATION, SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const NETWORKS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop/providers/Microsoft.Network`;
const VNET = `${NETWORKS}/virtualNetworks/shop`;
const GROUP = `${NETWORKS}/networkSecurityGroups/shop-nsg`;
const ROUTES = `${NETWORKS}/routeTables/shop-routes`;
const POLICY = `${NETWORKS}/firewallPolicies/shop-policy`;
const FIREWALL = `${NETWORKS}/azureFirewalls/shop-fw`;

const location = LOCATION;
const MADE: readonly (readonly [id: string, body: object])[] = [
  [GROUP, { location, properties: { securityRules: [] } }],
  [
    ROUTES,
    {
      location,
      properties: {
        routes: [
          {
            name: 'out',
            properties: {
              addressPrefix: '0.0.0.0/0',
              nextHopType: 'VirtualAppliance',
              nextHopIpAddress: '10.0.1.4',
            },
          },
        ],
      },
    },
  ],
  [
    VNET,
    {
      location,
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [
          {
            name: 'nodes',
            properties: {
              addressPrefix: '10.0.0.0/24',
              networkSecurityGroup: { id: GROUP },
              routeTable: { id: ROUTES },
            },
          },
          { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.0.1.0/24' } },
        ],
      },
    },
  ],
  [POLICY, { location, properties: {} }],
  [
    `${POLICY}/ruleCollectionGroups/apps`,
    {
      properties: {
        priority: 300,
        ruleCollections: [
          {
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            name: 'most',
            priority: 200,
            action: { type: 'Allow' },
            rules: [
              {
                ruleType: 'ApplicationRule',
                name: 'microsoft',
                sourceAddresses: ['10.0.0.0/24'],
                protocols: [
                  { protocolType: 'Https', port: 443 },
                  { protocolType: 'Http', port: 80 },
                ],
                targetFqdns: ['*.com', '*.net', '*.io', '*.cn'],
              },
            ],
          },
        ],
      },
    },
  ],
  [
    FIREWALL,
    {
      location,
      properties: {
        firewallPolicy: { id: POLICY },
        ipConfigurations: [{ name: 'c', properties: { subnet: { id: `${VNET}/subnets/AzureFirewallSubnet` } } }],
      },
    },
  ],
];

let world: VirtualWorld;
afterEach(() => world.close());

test('is let out and let in, by two rules that the security group lacked', async () => {
  const allow = ['providerRegistration', 'backupExtension', 'trustedAccessBinding', 'blobContainer', 'roleGrant'];
  world = await createVirtualWorld({ profile: { allow: [...allow, 'securityRule'] } });
  await world.prepare();
  for (const [id, body] of MADE) {
    const made = await world.send('PUT', id, '2024-01-01', body);
    expect(made.ok, `${id}: ${made.ok ? '' : await made.text()}`).toBe(true);
    await world.pass(() => world.timeline.nextDue() === undefined);
  }
  const [pool] = CLUSTER_BODY.properties.agentPoolProfiles;
  await world.createCluster({
    properties: {
      ...CLUSTER_BODY.properties,
      networkProfile: { outboundType: 'userDefinedRouting' },
      agentPoolProfiles: [{ ...must(pool), vnetSubnetID: `${VNET}/subnets/nodes` }],
    },
  });
  await world.pass(async () => (await world.state())?.verdict === 'Ready');

  const conditions = must(await world.state()).conditions.filter(({ ruleId }) => ruleId.startsWith('BKS-60'));
  expect(conditions.map(({ ruleId, reason }) => [ruleId, reason])).toEqual([
    ['BKS-601', 'OutboundAllowed'],
    ['BKS-602', expect.any(String)],
    ['BKS-603', expect.any(String)],
    ['BKS-604', 'OutboundAllowed'],
    ['BKS-605', 'NoProxy'],
    ['BKS-606', 'AzureDns'],
    ['BKS-607', 'OutboundAllowed'],
  ]);
  const rules = (await (await world.send('GET', `${GROUP}/securityRules`, '2024-01-01')).json()) as {
    value: readonly { properties: { sourceAddressPrefix: string; priority: number; access: string } }[];
  };
  const added = rules.value.map(({ properties }) => [
    properties.sourceAddressPrefix,
    properties.priority,
    properties.access,
  ]);
  expect(added.sort()).toEqual([
    ['AzureBackup', 4096, 'Allow'],
    ['AzureCloud', 4095, 'Allow'],
  ]);
  expect((await world.state())?.verdict).toBe('Ready');
});
