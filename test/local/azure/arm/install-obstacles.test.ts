import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
} from '../../../support/local-arm.ts';

const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const SUBNET = `${NETWORK}/virtualNetworks/v/subnets/nodes`;
const location = 'westeurope';
const POOL = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osType: 'Linux' };

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location });
  await azure.register();
});
afterEach(() => azure.arm.close());

async function installIn(properties: object, before: () => Promise<unknown> = async () => undefined) {
  await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties: { ...CLUSTER_PUT.properties, ...properties } });
  await azure.wait(300);
  await before();
  expect((await azure.send('PUT', EXTENSION, EXTENSION_PUT)).status).toBe(201);
  await azure.wait(300);
  return (await azure.send('GET', EXTENSION)).body.properties;
}

describe('an install in a cluster with', () => {
  test.each([
    ['an ordinary pool', [POOL], 'Succeeded'],
    ['the taint of system pools only', [{ ...POOL, nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }], 'Succeeded'],
    ['a taint that only asks', [{ ...POOL, nodeTaints: ['a=b:PreferNoSchedule'] }], 'Succeeded'],
    ['an empty pool that grows', [{ ...POOL, count: 0, enableAutoScaling: true }], 'Succeeded'],
    ['another taint', [{ ...POOL, nodeTaints: ['sku=gpu:NoSchedule'] }], 'Failed'],
    ['Arm processors', [{ ...POOL, vmSize: 'Standard_D4ps_v5' }], 'Failed'],
    ['an empty pool', [{ ...POOL, count: 0 }], 'Failed'],
    ['spot machines', [{ ...POOL, mode: 'User', scaleSetPriority: 'Spot' }], 'Failed'],
  ])('%s', async (_, agentPoolProfiles, provisioningState) => {
    const properties = await installIn({ agentPoolProfiles });
    expect(properties.provisioningState).toBe(provisioningState);
    if (provisioningState === 'Failed') {
      const message = expect.stringContaining('timed out waiting for the condition');
      expect(properties.statuses).toEqual([
        expect.objectContaining({ code: 'InstallationFailed', level: null, message }),
      ]);
    }
  });

  const DENY = { access: 'Deny', priority: 400 };
  test.each<readonly [string, readonly object[], 'Succeeded' | 'Failed']>([
    ['denies what goes out', [DENY], 'Failed'],
    ['allows Azure before it denies', [{ priority: 300, destinationAddressPrefix: 'AzureCloud' }, DENY], 'Succeeded'],
    ['denies before it allows', [DENY, { priority: 500, destinationAddressPrefix: 'AzureCloud' }], 'Failed'],
    ['allows inbound traffic only', [{ direction: 'Inbound', priority: 300 }, DENY], 'Failed'],
    ['denies another port', [{ ...DENY, destinationPortRange: '25' }], 'Succeeded'],
    ['denies a range of ports', [{ ...DENY, destinationPortRanges: ['25', '400-500'] }], 'Failed'],
    ['denies another protocol', [{ ...DENY, protocol: 'Udp' }], 'Succeeded'],
    ['denies the subnet', [{ ...DENY, sourceAddressPrefix: '10.1.0.0/16' }], 'Failed'],
    ['denies what the subnet is in', [{ ...DENY, sourceAddressPrefixes: ['10.0.0.0/8'] }], 'Failed'],
    ['denies half of the subnet', [{ ...DENY, sourceAddressPrefix: '10.1.0.0/17' }], 'Succeeded'],
    ['denies another subnet', [{ ...DENY, sourceAddressPrefix: '10.2.0.0/16' }], 'Succeeded'],
    ['allows another subnet', [{ priority: 300, sourceAddressPrefix: '10.2.0.0/16' }, DENY], 'Failed'],
    ['denies other addresses', [{ ...DENY, destinationAddressPrefix: '192.168.0.0/16' }], 'Succeeded'],
    ['denies one public address', [{ ...DENY, destinationAddressPrefix: '20.1.2.3' }], 'Succeeded'],
    ['allows public addresses', [{ priority: 300, destinationAddressPrefix: '20.0.0.0/8' }, DENY], 'Succeeded'],
    ['denies the tag of one service', [{ ...DENY, destinationAddressPrefix: 'MicrosoftContainerRegistry' }], 'Failed'],
    ['denies the tag of another service', [{ ...DENY, destinationAddressPrefix: 'Sql' }], 'Succeeded'],
    ['denies the tag of another region', [{ ...DENY, destinationAddressPrefix: 'AzureCloud.eastus' }], 'Succeeded'],
  ])('a security group that %s', async (_, rules, provisioningState) => {
    const properties = await installBehind(rules, [{ ...POOL, vnetSubnetID: SUBNET }]);
    expect(properties.provisioningState).toBe(provisioningState);
    if (provisioningState === 'Failed') expect(properties.statuses[0].message).toContain('BackoffLimitExceeded');
  });

  const WINDOWS = { ...POOL, name: 'win', mode: 'User', osType: 'Windows', vnetSubnetID: SUBNET };
  test('a security group that denies what goes out of the subnet of Windows nodes', async () => {
    const properties = await installBehind([DENY], [POOL, WINDOWS]);
    expect(properties.provisioningState).toBe('Succeeded');
  });

  async function installBehind(rules: readonly object[], agentPoolProfiles: readonly object[]) {
    const securityRules = rules.map((rule, index) => ({
      name: `r${index}`,
      properties: {
        protocol: '*',
        sourcePortRange: '*',
        direction: 'Outbound',
        access: 'Allow',
        ...(!('sourceAddressPrefixes' in rule) && { sourceAddressPrefix: '*' }),
        ...(!('destinationPortRanges' in rule) && { destinationPortRange: '*' }),
        destinationAddressPrefix: '*',
        ...rule,
      },
    }));
    const group = `${NETWORK}/networkSecurityGroups/nodes`;
    await azure.send('PUT', group, { location, properties: { securityRules } });
    const subnets = [
      { name: 'nodes', properties: { addressPrefix: '10.1.0.0/16', networkSecurityGroup: { id: group } } },
    ];
    const addressSpace = { addressPrefixes: ['10.0.0.0/8'] };
    await azure.send('PUT', `${NETWORK}/virtualNetworks/v`, { location, properties: { addressSpace, subnets } });
    return installIn({ agentPoolProfiles });
  }

  test('a lock on the group of its nodes, where the identity has no place then', async () => {
    const group = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope`;
    const lock = `${group}/providers/Microsoft.Authorization/locks/hands-off`;
    const properties = await installIn({}, () => azure.send('PUT', lock, { properties: { level: 'ReadOnly' } }));
    expect(properties).toMatchObject({ provisioningState: 'Failed', aksAssignedIdentity: null });
    expect(properties.statuses[0].message).toContain('ScopeLocked');
  });
});

const FIREWALL = `${NETWORK}/azureFirewalls/fw`;
const HOSTS = [
  'westeurope.dp.kubernetesconfiguration.azure.com',
  'mcr.microsoft.com',
  'management.azure.com',
  'login.microsoftonline.com',
];
const allowing = (targetFqdns: readonly string[], more: object = {}) => ({
  ruleType: 'ApplicationRule',
  name: 'a',
  protocols: [{ protocolType: 'Https', port: 443 }],
  sourceAddresses: ['10.1.0.0/16'],
  targetFqdns,
  ...more,
});

describe('an install behind', () => {
  const IN_SUBNET = { agentPoolProfiles: [{ ...POOL, vnetSubnetID: SUBNET }] };

  async function makeNetwork(route: object): Promise<void> {
    const table = `${NETWORK}/routeTables/nodes`;
    await azure.send('PUT', table, { location, properties: { routes: [{ name: 'out', properties: route }] } });
    const subnets = [
      { name: 'nodes', properties: { addressPrefix: '10.1.0.0/16', routeTable: { id: table } } },
      { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.2.0.0/24' } },
    ];
    const addressSpace = { addressPrefixes: ['10.0.0.0/8'] };
    await azure.send('PUT', `${NETWORK}/virtualNetworks/v`, { location, properties: { addressSpace, subnets } });
  }

  test('a route to nowhere stays in Creating, and fails once the service gives up', async () => {
    await makeNetwork({ addressPrefix: '0.0.0.0/0', nextHopType: 'None' });
    expect((await installIn(IN_SUBNET)).provisioningState).toBe('Creating');
    await azure.wait(3299);
    expect((await azure.send('GET', EXTENSION)).body.properties.provisioningState).toBe('Creating');
    await azure.wait(2);
    const { provisioningState, statuses } = (await azure.send('GET', EXTENSION)).body.properties;
    expect(provisioningState).toBe('Failed');
    expect(statuses[0].message).toContain('timed out waiting for the condition');
  });

  test.each([
    ['a machine that is no firewall of Azure', { nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.9.9.9' }],
    ['a gateway', { nextHopType: 'VirtualNetworkGateway' }],
    ['the internet', { nextHopType: 'Internet' }],
  ])('a route to %s succeeds', async (_, hop) => {
    await makeNetwork({ addressPrefix: '0.0.0.0/0', ...hop });
    expect((await installIn(IN_SUBNET)).provisioningState).toBe('Succeeded');
  });

  const TO_FIREWALL = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.2.0.4' };
  const NETWORK_RULE = {
    ruleType: 'NetworkRule',
    name: 'n',
    ipProtocols: ['TCP'],
    sourceAddresses: ['*'],
    destinationPorts: ['443'],
  };

  test.each<readonly [string, readonly (readonly ['Allow' | 'Deny', number, object])[], string | undefined]>([
    ['no rule', [], 'no such host'],
    ['rules for all names', [['Allow', 200, allowing(HOSTS)]], undefined],
    ['a rule for everything', [['Allow', 200, allowing(['*'])]], undefined],
    [
      'rules with wildcards',
      [['Allow', 200, allowing(['*.azure.com', '*.microsoft.com', '*.microsoftonline.com'])]],
      undefined,
    ],
    ['the tag of AKS', [['Allow', 200, allowing([], { fqdnTags: ['AzureKubernetesService'] })]], 'no such host'],
    [
      'no rule for the registry',
      [['Allow', 200, allowing(HOSTS.filter((host) => !host.startsWith('mcr')))]],
      'timed out',
    ],
    [
      'rules for another subnet',
      [['Allow', 200, allowing(HOSTS, { sourceAddresses: ['10.7.0.0/16'] })]],
      'no such host',
    ],
    [
      'rules for HTTP',
      [['Allow', 200, allowing(HOSTS, { protocols: [{ protocolType: 'Http', port: 80 }] })]],
      'no such host',
    ],
    ['a service tag', [['Allow', 200, { ...NETWORK_RULE, destinationAddresses: ['AzureCloud'] }]], undefined],
    [
      'a service tag for UDP',
      [['Allow', 200, { ...NETWORK_RULE, ipProtocols: ['UDP'], destinationAddresses: ['AzureCloud'] }]],
      'no such host',
    ],
    [
      'a denial that comes first',
      [
        ['Deny', 100, allowing(['mcr.microsoft.com'])],
        ['Allow', 200, allowing(HOSTS)],
      ],
      'timed out',
    ],
    [
      'a denial that comes last',
      [
        ['Allow', 100, allowing(HOSTS)],
        ['Deny', 200, allowing(['mcr.microsoft.com'])],
      ],
      undefined,
    ],
    [
      'a rule for networks before one for names',
      [
        ['Deny', 900, { ...NETWORK_RULE, destinationAddresses: ['AzureCloud'] }],
        ['Allow', 100, allowing(HOSTS)],
      ],
      'no such host',
    ],
  ])('an Azure Firewall with %s', async (_, collections, message) => {
    await makeNetwork(TO_FIREWALL);
    const policy = `${NETWORK}/firewallPolicies/p`;
    await azure.send('PUT', policy, { location, properties: {} });
    const ruleCollections = collections.map(([type, priority, rule], index) => ({
      ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
      name: `c${index}`,
      priority,
      action: { type },
      rules: [rule],
    }));
    await azure.send('PUT', `${policy}/ruleCollectionGroups/g`, { properties: { priority: 300, ruleCollections } });
    const subnet = { id: `${NETWORK}/virtualNetworks/v/subnets/AzureFirewallSubnet` };
    const ipConfigurations = [{ name: 'ip', properties: { subnet } }];
    const made = await azure.send('PUT', FIREWALL, {
      location,
      properties: { ipConfigurations, firewallPolicy: { id: policy } },
    });
    expect(made.body.properties.ipConfigurations[0].properties.privateIPAddress).toBe('10.2.0.4');

    const properties = await installIn(IN_SUBNET);
    expect(properties.provisioningState).toBe(message === undefined ? 'Succeeded' : 'Failed');
    if (message !== undefined) expect(properties.statuses[0].message).toContain(message);
  });

  test.each([
    ['privatelink.dp.kubernetesconfiguration.azure.com', '403 This traffic is not authorized'],
    ['dp.kubernetesconfiguration.azure.com', 'lookup westeurope.dp.kubernetesconfiguration.azure.com: no such host'],
  ])('the private DNS zone %s', async (zone, message) => {
    await makeNetwork({ addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' });
    const id = `${NETWORK}/privateDnsZones/${zone}`;
    await azure.send('PUT', id, { location: 'global' });
    const link = { location: 'global', properties: { virtualNetwork: { id: `${NETWORK}/virtualNetworks/v` } } };
    expect((await azure.send('PUT', `${id}/virtualNetworkLinks/l`, link)).status).toBeLessThan(300);
    const properties = await installIn(IN_SUBNET);
    expect(properties.provisioningState).toBe('Failed');
    expect(properties.statuses[0].message).toContain(message);
  });
});

describe('an install under', () => {
  const POLICY = '/providers/Microsoft.Authorization/policyDefinitions';
  const NODES = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope`;
  const assign = (scope: string, definition: string, parameters: object, more: object = {}) =>
    azure.send('PUT', `${scope}/providers/Microsoft.Authorization/policyAssignments/p`, {
      properties: { policyDefinitionId: `${POLICY}/${definition}`, parameters, ...more },
    });
  const LOCATIONS = 'e56962a6-4747-49cd-b67b-bf8b01975c4c';
  const IMAGES = 'febd0533-8e55-448f-b837-bd0e06f16469';
  const ADDON = { addonProfiles: { azurepolicy: { enabled: true } } };

  test.each([
    ['another region only', { listOfAllowedLocations: { value: ['northeurope'] } }, {}, 'Failed'],
    ['the region of the cluster', { listOfAllowedLocations: { value: ['westeurope'] } }, {}, 'Succeeded'],
    [
      'another region, without enforcement',
      { listOfAllowedLocations: { value: ['northeurope'] } },
      { enforcementMode: 'DoNotEnforce' },
      'Succeeded',
    ],
    [
      'another region, but not for the nodes',
      { listOfAllowedLocations: { value: ['northeurope'] } },
      { notScopes: [NODES] },
      'Succeeded',
    ],
  ])('a policy that allows %s', async (_, parameters, more, outcome) => {
    const properties = await installIn({}, () =>
      assign(`/subscriptions/${SUBSCRIPTION_ID}`, LOCATIONS, parameters, more),
    );
    expect(properties.provisioningState).toBe(outcome);
    if (outcome === 'Failed') expect(properties.statuses[0].message).toContain('was disallowed by policy');
  });

  const OWN = { value: '^registry\\.example\\.com/.+$' };
  test.each<readonly [string, object, object, string]>([
    ['no add-on', {}, { allowedContainerImagesRegex: OWN, effect: { value: 'Deny' } }, 'Succeeded'],
    ['images of another registry', ADDON, { allowedContainerImagesRegex: OWN, effect: { value: 'Deny' } }, 'Failed'],
    ['an audit of them', ADDON, { allowedContainerImagesRegex: OWN, effect: { value: 'Audit' } }, 'Succeeded'],
    [
      'images of Microsoft',
      ADDON,
      { allowedContainerImagesRegex: { value: '^mcr\\.microsoft\\.com/.+$' } },
      'Succeeded',
    ],
    [
      'its namespace excluded',
      ADDON,
      { allowedContainerImagesRegex: OWN, excludedNamespaces: { value: ['dataprotection-microsoft'] } },
      'Succeeded',
    ],
    [
      'other namespaces only',
      ADDON,
      { allowedContainerImagesRegex: OWN, namespaces: { value: ['shop'] } },
      'Succeeded',
    ],
  ])('Gatekeeper with %s', async (_, addon, parameters, outcome) => {
    const properties = await installIn(addon, () => assign(CLUSTER, IMAGES, parameters));
    expect(properties.provisioningState).toBe(outcome);
    if (outcome === 'Failed') expect(properties.statuses[0].message).toContain('validation.gatekeeper.sh');
  });

  test('a service principal hangs', async () => {
    const { identity: _, ...body } = CLUSTER_PUT;
    const servicePrincipalProfile = { clientId: '6c9c5d27-2f63-4a1e-9f43-0a1b2c3d4e5f', secret: 's' };
    await azure.send('PUT', CLUSTER, { ...body, properties: { ...body.properties, servicePrincipalProfile } });
    await azure.wait(300);
    await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    await azure.wait(3000);
    expect((await azure.send('GET', EXTENSION)).body.properties.provisioningState).toBe('Creating');
    await azure.wait(601);
    expect((await azure.send('GET', EXTENSION)).body.properties.provisioningState).toBe('Failed');
  });
});
