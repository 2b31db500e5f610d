import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const VNET = `${NETWORK}/virtualNetworks/hub`;
const NODES = `${VNET}/subnets/nodes`;
const NSG = `${NETWORK}/networkSecurityGroups/nodes-nsg`;
const ROUTES = `${NETWORK}/routeTables/nodes-routes`;
const FIREWALL = `${NETWORK}/azureFirewalls/fw`;
const POLICY = `${NETWORK}/firewallPolicies/base`;
const RULES = `${POLICY}/ruleCollectionGroups/egress`;

const location = 'westeurope';
const rule = (priority: number, direction = 'Outbound', access = 'Deny') => ({
  protocol: '*',
  sourcePortRange: '*',
  destinationPortRange: '443',
  sourceAddressPrefix: 'VirtualNetwork',
  destinationAddressPrefix: 'Internet',
  access,
  priority,
  direction,
});
const nsg = (...securityRules: object[]) => ({ location, properties: { securityRules } });
const vnet = (...subnets: object[]) => ({
  location,
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets },
});
const nodes = {
  name: 'nodes',
  properties: { addressPrefix: '10.0.1.0/24', networkSecurityGroup: { id: NSG }, routeTable: { id: ROUTES } },
};
const firewallSubnet = { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.0.2.64/26' } };
const firewall = {
  location,
  properties: {
    sku: { name: 'AZFW_VNet', tier: 'Standard' },
    firewallPolicy: { id: POLICY },
    ipConfigurations: [
      {
        name: 'main',
        properties: {
          subnet: { id: `${VNET}/subnets/AzureFirewallSubnet` },
          publicIPAddress: { id: `${NETWORK}/publicIPAddresses/fw` },
        },
      },
    ],
  },
};
const routes = {
  location,
  properties: {
    routes: [
      {
        name: 'all',
        properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.2.68' },
      },
    ],
  },
};
const egress = {
  properties: {
    priority: 200,
    ruleCollections: [
      {
        ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
        name: 'aks',
        priority: 100,
        action: { type: 'Allow' },
        rules: [
          {
            ruleType: 'ApplicationRule',
            name: 'aks',
            sourceAddresses: ['*'],
            protocols: [{ protocolType: 'Https', port: 443 }],
            fqdnTags: ['AzureKubernetesService'],
          },
        ],
      },
    ],
  },
};

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-network-${process.pid}-${++runs}.ndjson` });
  await azure.send('PUT', GROUP_ID, { location });
});
afterEach(() => azure.arm.close());

async function furnishNetwork(): Promise<void> {
  for (const [id, body] of [
    [NSG, nsg({ name: 'no-web', properties: rule(200) })],
    [ROUTES, routes],
    [VNET, vnet(nodes, firewallSubnet)],
    [POLICY, { location, properties: { sku: { tier: 'Standard' } } }],
    [RULES, egress],
    [FIREWALL, firewall],
  ] as const)
    expect(await azure.send('PUT', id, body)).toMatchObject({ status: 201 });
}

const withoutEtags = (body: unknown) => JSON.parse(JSON.stringify(body, (key, value) => (key === 'etag' ? '' : value)));
const propertiesOf = async (id: string) => (await azure.send('GET', id)).body.properties;
const namesIn = async (id: string) =>
  (await azure.send('GET', id)).body.value.map(({ name }: { readonly name: string }) => name);

describe('everything refers to everything, as in Azure', () => {
  beforeEach(furnishNetwork);

  test('a subnet to its group and its routes, and both to it', async () => {
    expect((await azure.send('GET', NODES)).body).toMatchObject({
      id: NODES,
      name: 'nodes',
      type: 'Microsoft.Network/virtualNetworks/subnets',
      properties: {
        provisioningState: 'Succeeded',
        addressPrefix: '10.0.1.0/24',
        networkSecurityGroup: { id: NSG },
        routeTable: { id: ROUTES },
      },
    });
    expect((await propertiesOf(NSG)).subnets).toEqual([{ id: NODES }]);
    expect((await propertiesOf(ROUTES)).subnets).toEqual([{ id: NODES }]);
    expect((await propertiesOf(VNET)).subnets).toMatchObject([{ id: NODES }, { name: 'AzureFirewallSubnet' }]);
  });

  test('a firewall to its policy and its subnet, with an address from there, and both to it', async () => {
    const { ipConfigurations, firewallPolicy } = await propertiesOf(FIREWALL);
    expect(firewallPolicy).toEqual({ id: POLICY });
    expect(ipConfigurations).toMatchObject([
      { name: 'main', properties: { privateIPAddress: '10.0.2.68', provisioningState: 'Succeeded' } },
    ]);
    expect(await propertiesOf(POLICY)).toMatchObject({
      firewalls: [{ id: FIREWALL }],
      ruleCollectionGroups: [{ id: RULES }],
      childPolicies: [],
    });
    const { ipConfigurations: taken } = await propertiesOf(`${VNET}/subnets/AzureFirewallSubnet`);
    expect(taken).toEqual([{ id: ipConfigurations[0].id }]);
  });

  test.each([
    ['virtualNetworks', 'hub'],
    ['networkSecurityGroups', 'nodes-nsg'],
    ['routeTables', 'nodes-routes'],
    ['azureFirewalls', 'fw'],
    ['firewallPolicies', 'base'],
  ])('%s are listed in the group and in the subscription', async (type, name) => {
    expect(await namesIn(`${NETWORK}/${type}`)).toEqual([name]);
    expect(await namesIn(`${SUBSCRIPTION}/providers/Microsoft.Network/${type}`)).toEqual([name]);
  });

  test.each([
    [`${VNET}/subnets`, ['nodes', 'AzureFirewallSubnet']],
    [`${NSG}/securityRules`, ['no-web']],
    [`${ROUTES}/routes`, ['all']],
    [`${POLICY}/ruleCollectionGroups`, ['egress']],
  ])('%s are listed and read one by one', async (parts, names) => {
    expect(await namesIn(parts)).toEqual(names);
    const one = await azure.send('GET', `${parts}/${names[0]?.toUpperCase()}`);
    expect(one).toMatchObject({
      status: 200,
      body: { name: names[0], properties: { provisioningState: 'Succeeded' } },
    });
    expect(await azure.send('GET', `${parts}/none`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound' } },
    });
  });

  test.each([
    [NSG, 'InUseNetworkSecurityGroupCannotBeDeleted', NODES],
    [ROUTES, 'InUseRouteTableCannotBeDeleted', NODES],
    [VNET, 'InUseSubnetCannotBeDeleted', FIREWALL],
    [`${VNET}/subnets/AzureFirewallSubnet`, 'InUseSubnetCannotBeDeleted', FIREWALL],
    [POLICY, 'InUseFirewallPolicyCannotBeDeleted', FIREWALL],
  ])('%s stays as long as it is in use', async (id, code, user) => {
    const refused = await azure.send('DELETE', id);
    expect(refused).toMatchObject({ status: 400, body: { error: { code, message: expect.stringContaining(user) } } });
  });

  test('what nothing needs any more goes, with its parts', async () => {
    for (const id of [FIREWALL, RULES, POLICY, NODES, VNET, NSG, ROUTES]) {
      expect((await azure.send('DELETE', id)).status).toBe(200);
      expect((await azure.send('DELETE', id)).status).toBe(204);
      expect((await azure.send('GET', id)).status).toBe(404);
    }
    expect(azure.arm.state.exists(`${NSG}/securityRules/no-web`)).toBe(false);
  });
});

describe('a network security group', () => {
  test('has the six rules that every group has', async () => {
    await azure.send('PUT', NSG, { location });
    const { defaultSecurityRules, subnets } = await propertiesOf(NSG);
    expect(subnets).toBeUndefined();
    expect(
      defaultSecurityRules.map(({ name, properties }: { name: string; properties: Record<string, unknown> }) =>
        [name, properties.priority, properties.access].join(' '),
      ),
    ).toEqual([
      'AllowVnetInBound 65000 Allow',
      'AllowAzureLoadBalancerInBound 65001 Allow',
      'DenyAllInBound 65500 Deny',
      'AllowVnetOutBound 65000 Allow',
      'AllowInternetOutBound 65001 Allow',
      'DenyAllOutBound 65500 Deny',
    ]);
    expect((await azure.send('GET', `${NSG}/defaultSecurityRules`)).body.value).toEqual(defaultSecurityRules);
    const { body } = await azure.send('GET', `${NSG}/defaultSecurityRules/denyalloutbound`);
    expect(body).toMatchObject({ name: 'DenyAllOutBound', properties: { direction: 'Outbound' } });
  });

  test('gets, changes and loses single rules', async () => {
    await azure.send('PUT', NSG, nsg({ name: 'one', properties: rule(100) }));
    const two = `${NSG}/securityRules/two`;
    const made = await azure.send('PUT', two, { properties: rule(110, 'Outbound', 'Allow') });
    expect(made).toMatchObject({
      status: 201,
      body: { id: two, type: 'Microsoft.Network/networkSecurityGroups/securityRules', properties: { priority: 110 } },
    });
    expect((await azure.send('PUT', two, { properties: rule(120) })).status).toBe(200);
    expect((await propertiesOf(NSG)).securityRules).toMatchObject([
      { name: 'one', properties: { priority: 100 } },
      { name: 'two', properties: { priority: 120, destinationAddressPrefixes: [] } },
    ]);
    expect((await azure.send('DELETE', two)).status).toBe(200);
    expect(await namesIn(`${NSG}/securityRules`)).toEqual(['one']);
  });

  test('is written as a whole: what the body does not name is gone', async () => {
    await azure.send('PUT', NSG, nsg({ name: 'one', properties: rule(100) }, { name: 'two', properties: rule(110) }));
    expect((await azure.send('PUT', NSG, nsg({ name: 'two', properties: rule(120) }))).status).toBe(200);
    expect(await namesIn(`${NSG}/securityRules`)).toEqual(['two']);
  });

  test('takes a priority once in each direction', async () => {
    await azure.send('PUT', NSG, nsg({ name: 'one', properties: rule(100) }));
    expect((await azure.send('PUT', `${NSG}/securityRules/in`, { properties: rule(100, 'Inbound') })).status).toBe(201);
    const refused = await azure.send('PUT', `${NSG}/securityRules/two`, { properties: rule(100) });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'SecurityRuleConflict',
          message: expect.stringContaining('Security rule one conflicts with rule two.'),
        },
      },
    });
    const whole = nsg({ name: 'a', properties: rule(300) }, { name: 'b', properties: rule(300) });
    expect((await azure.send('PUT', NSG, whole)).body.error.code).toBe('SecurityRuleConflict');
    expect(await namesIn(`${NSG}/securityRules`)).toEqual(['one', 'in']);
  });
});

describe('a virtual network', () => {
  test('keeps its subnets where the body has none, and loses those that are not in the body', async () => {
    await azure.send('PUT', VNET, vnet(firewallSubnet, { name: 'b', properties: { addressPrefix: '10.0.9.0/24' } }));
    const { subnets: _, ...withoutSubnets } = vnet().properties;
    await azure.send('PUT', VNET, { location, properties: withoutSubnets });
    expect(await namesIn(`${VNET}/subnets`)).toEqual(['AzureFirewallSubnet', 'b']);
    await azure.send('PUT', VNET, vnet(firewallSubnet));
    expect(await namesIn(`${VNET}/subnets`)).toEqual(['AzureFirewallSubnet']);
  });

  test('gets single subnets', async () => {
    await azure.send('PUT', NSG, nsg());
    await azure.send('PUT', ROUTES, routes);
    await azure.send('PUT', VNET, vnet());
    expect((await azure.send('PUT', NODES, { properties: nodes.properties })).status).toBe(201);
    expect(await namesIn(`${VNET}/subnets`)).toEqual(['nodes']);
  });

  test('accepts its own answers as bodies', async () => {
    await azure.arm.close();
    // Not recorded: the specification wants no read-only properties in a request, the service does
    // not mind them.
    azure = await startTestArm();
    await azure.send('PUT', GROUP_ID, { location });
    await furnishNetwork();
    for (const id of [VNET, NSG, ROUTES, FIREWALL, POLICY]) {
      const { body } = await azure.send('GET', id);
      const again = await azure.send('PUT', id, body);
      expect(again.status).toBe(200);
      expect(withoutEtags(again.body)).toEqual(withoutEtags(body));
    }
  });
});

test.each<[string, string, object, string]>([
  ['a group that is not', VNET, vnet(nodes), 'InvalidResourceReference'],
  ['a subnet that is not', FIREWALL, firewall, 'InvalidResourceReference'],
  [
    'a policy that is not',
    FIREWALL,
    { location, properties: { firewallPolicy: { id: POLICY } } },
    'InvalidResourceReference',
  ],
  [
    'a base policy that is not',
    POLICY,
    { location, properties: { basePolicy: { id: `${POLICY}2` } } },
    'InvalidResourceReference',
  ],
  [
    'a subnet outside of its network',
    VNET,
    vnet({ name: 'a', properties: { addressPrefix: '10.1.0.0/24' } }),
    'NetcfgInvalidSubnet',
  ],
  [
    'subnets in one place',
    VNET,
    vnet(firewallSubnet, { name: 'a', properties: { addressPrefix: '10.0.2.0/24' } }),
    'NetcfgSubnetRangesOverlap',
  ],
  [
    'a prefix that begins amid itself',
    VNET,
    vnet({ name: 'a', properties: { addressPrefix: '10.0.0.1/24' } }),
    'InvalidCIDRNotation',
  ],
  ['no prefix', VNET, vnet({ name: 'a', properties: {} }), 'InvalidAddressPrefixFormat'],
  ['a priority out of range', NSG, nsg({ name: 'a', properties: rule(4097) }), 'SecurityRuleInvalidPriority'],
  ['a name that is none', `${NETWORK}/routeTables/-`, routes, 'InvalidResourceName'],
])('%s is refused', async (_, id, body, code) => {
  expect(await azure.send('PUT', id, body)).toMatchObject({ status: 400, body: { error: { code } } });
  expect((await azure.send('GET', id)).status).toBe(404);
});

test('a part of nothing is refused', async () => {
  const refused = await azure.send('PUT', `${NSG}/securityRules/one`, { properties: rule(100) });
  expect(refused).toMatchObject({ status: 404, body: { error: { code: 'ParentResourceNotFound' } } });
});

test('a resource does not move, and refers to none of another region', async () => {
  await azure.send('PUT', NSG, { location: 'northeurope' });
  expect(await azure.send('PUT', NSG, { location })).toMatchObject({
    status: 409,
    body: { error: { code: 'InvalidResourceLocation' } },
  });
  await azure.send('PUT', ROUTES, routes);
  expect((await azure.send('PUT', VNET, vnet(nodes))).body.error.code).toBe('InvalidResourceReference');
});
