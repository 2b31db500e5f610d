/**
 * The network service's answers on their way through the real SDK clients, and the requests that
 * are sent to it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseResourceGroupId, parseResourceId } from '../../../shared/model/resource-id.ts';
import type { Arm, ArmResult } from '../../../shared/ports/arm.ts';
import { observed } from '../../support/arm-port.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { must, SUBSCRIPTION } from '../../support/facts.ts';
import {
  BASE_POLICY_ID,
  ENDPOINT_ID,
  FIREWALL_ID,
  FIREWALL_SUBNET_ID,
  HUB_ID,
  POLICY_ID,
  ROUTE_TABLE_ID,
  SECURITY_GROUP_ID,
  SUBNET_ID,
  securityGroup,
  VNET_ID,
  ZONE_ID,
} from '../../support/network.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

async function read<T>(body: unknown, call: (arm: Arm) => Promise<ArmResult<T>>): Promise<ArmResult<T>> {
  azure.willReply({ status: 200, body });
  const result = await call(arm);
  expect(azure.received).toHaveLength(1);
  expect(azure.received[0]?.path).toMatch(/\?api-version=2024-01-01$/);
  return result;
}

const UNREADABLE = { ok: false, failure: { class: 'transient', code: 'UnreadableAnswer' } };
const upper = (id: string) => id.replace('resourcegroups', 'resourceGroups').replace('microsoft.', 'Microsoft.');

describe('a subnet', () => {
  const get = (properties: unknown, id: unknown = upper(SUBNET_ID)) =>
    read({ id, name: 'nodes', properties }, ({ getSubnet }) => getSubnet(SUBNET_ID));

  test('is read in full, in any spelling', async () => {
    const properties = {
      addressPrefix: '10.240.0.0/16',
      networkSecurityGroup: { id: upper(SECURITY_GROUP_ID) },
      routeTable: { id: upper(ROUTE_TABLE_ID) },
      serviceEndpoints: [{ service: 'Microsoft.Storage', locations: ['*'] }, { locations: [] }, null],
      somethingNew: [{}],
    };
    expect(await get(properties)).toMatchObject({
      ok: true,
      value: {
        id: SUBNET_ID,
        name: 'nodes',
        addressPrefixes: ['10.240.0.0/16'],
        networkSecurityGroupId: SECURITY_GROUP_ID,
        routeTableId: ROUTE_TABLE_ID,
        serviceEndpoints: ['Microsoft.Storage'],
      },
    });
    expect(azure.received[0]?.path).toBe(`${SUBNET_ID}?api-version=2024-01-01`);
  });

  test.each([{}, { networkSecurityGroup: null, routeTable: null, addressPrefix: null, addressPrefixes: null }])(
    'without a group and a route table has none: %o',
    async (properties) => {
      expect(await get(properties)).toMatchObject({
        ok: true,
        value: { addressPrefixes: [], networkSecurityGroupId: undefined, routeTableId: undefined },
      });
    },
  );

  test('with several prefixes has them all', async () => {
    expect(await get({ addressPrefixes: ['10.0.0.0/24', null, '10.0.1.0/24'] })).toMatchObject({
      value: { addressPrefixes: ['10.0.0.0/24', '10.0.1.0/24'] },
    });
  });

  test.each([
    [null, SUBNET_ID],
    [{}, null],
    [{}, SECURITY_GROUP_ID],
    [{ networkSecurityGroup: {} }, SUBNET_ID],
    [{ networkSecurityGroup: 'nsg' }, SUBNET_ID],
    [{ routeTable: { id: 'https://evil' } }, SUBNET_ID],
  ])('that refers to something unreadable is unreadable: %o %s', async (properties, id) => {
    expect(await get(properties, id)).toMatchObject(UNREADABLE);
  });
});

describe('a network', () => {
  const get = (properties: unknown) =>
    read({ id: upper(VNET_ID), properties }, ({ getVirtualNetwork }) => getVirtualNetwork(VNET_ID));
  const peering = (remoteVirtualNetwork: unknown) => ({ name: 'p', properties: { remoteVirtualNetwork } });
  const inState = (peeringState: string, allowVirtualNetworkAccess = true) => ({
    name: 'p',
    properties: { remoteVirtualNetwork: { id: upper(HUB_ID) }, peeringState, allowVirtualNetworkAccess },
  });

  test.each<[string, unknown, readonly string[]]>([
    ['its peers', { virtualNetworkPeerings: [peering({ id: upper(HUB_ID) })] }, [HUB_ID]],
    ['none', {}, []],
    ['none that is returned', { virtualNetworkPeerings: null }, []],
    ['one that is connected', { virtualNetworkPeerings: [inState('Connected')] }, [HUB_ID]],
    ['one that the other side has not made', { virtualNetworkPeerings: [inState('Initiated')] }, []],
    ['one that the other side has removed', { virtualNetworkPeerings: [inState('disconnected')] }, []],
    ['one that lets nothing pass', { virtualNetworkPeerings: [inState('Connected', false)] }, []],
    ['one that is being made', { virtualNetworkPeerings: [peering(null), {}] }, []],
  ])('has %s', async (_, properties, peerIds) => {
    expect(await get(properties)).toMatchObject({ ok: true, value: { id: VNET_ID, peerIds } });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['those of its owner', { dhcpOptions: { dnsServers: ['10.0.0.4', null] } }, ['10.0.0.4']],
    ['none', { dhcpOptions: { dnsServers: [] } }, []],
    ['none where the block is left out', {}, []],
    ['none where the block is odd', { dhcpOptions: 'none' }, []],
  ])('has as DNS servers %s', async (_, properties, dnsServers) => {
    expect(await get(properties)).toMatchObject({ ok: true, value: { dnsServers } });
  });

  test.each([{ virtualNetworkPeerings: {} }, { virtualNetworkPeerings: [peering({})] }, null])(
    'with odd peers is unreadable: %o',
    async (properties) => {
      expect(await get(properties)).toMatchObject(UNREADABLE);
    },
  );
});

describe('a route table', () => {
  const get = (routes: unknown) =>
    read({ id: upper(ROUTE_TABLE_ID), name: 'r', properties: { routes } }, ({ getRouteTable }) =>
      getRouteTable(ROUTE_TABLE_ID),
    );
  const route = (properties: unknown) => ({ name: 'out', properties });

  test('has its routes', async () => {
    const through = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.1.4' };
    expect(await get([route(through), route({ addressPrefix: 'AzureCloud', nextHopType: 'Internet' })])).toMatchObject({
      ok: true,
      value: {
        routes: [
          { name: 'out', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopAddress: '10.0.1.4' },
          { addressPrefix: 'AzureCloud', nextHopType: 'Internet', nextHopAddress: undefined },
        ],
      },
    });
  });

  test.each([undefined, null, []])('without routes has none: %o', async (routes) => {
    expect(await get(routes)).toMatchObject({ ok: true, value: { routes: [] } });
  });

  test.each([
    [[null]],
    [[{}]],
    [[route({ nextHopType: 'None' })]],
    [[route({ addressPrefix: '0.0.0.0/0' })]],
    [[route({ addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: null })]],
    ['none'],
  ])('with a route that cannot be read is unreadable: %o', async (routes) => {
    expect(await get(routes)).toMatchObject(UNREADABLE);
  });
});

const rule = (changes: object = {}) => ({
  name: 'web',
  properties: {
    priority: 300,
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    sourceAddressPrefix: 'Internet',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '443',
    provisioningState: 'Succeeded',
    ...changes,
  },
});
const group = (securityRules: unknown, defaultSecurityRules: unknown = []) => ({
  id: upper(SECURITY_GROUP_ID),
  name: 'nodes-nsg',
  properties: { securityRules, defaultSecurityRules },
});

describe('a network security group', () => {
  const get = (body: unknown) =>
    read(body, ({ getNetworkSecurityGroup }) => getNetworkSecurityGroup(SECURITY_GROUP_ID));

  test('is read in full', async () => {
    const found = await get(
      group(
        [
          rule(),
          rule({ direction: 'OUTBOUND', access: 'deny', sourceAddressPrefix: '', sourceAddressPrefixes: ['a', 'b'] }),
        ],
        [rule({ priority: 65_500 })],
      ),
    );
    expect(found.ok && found.value).toEqual({
      id: SECURITY_GROUP_ID,
      name: 'nodes-nsg',
      rules: [
        {
          name: 'web',
          priority: 300,
          direction: 'inbound',
          access: 'allow',
          protocol: 'Tcp',
          sources: ['Internet'],
          sourcePorts: ['*'],
          destinations: ['*'],
          ports: ['443'],
          provisioningState: 'Succeeded',
        },
        expect.objectContaining({ direction: 'outbound', access: 'deny', sources: ['a', 'b'] }),
      ],
      defaultRules: [expect.objectContaining({ priority: 65_500 })],
    });
  });

  test('whose rules name groups of machines has no addresses in them', async () => {
    const odd = { sourceAddressPrefix: null, sourceAddressPrefixes: null, protocol: null };
    expect(await get(group([rule({ ...odd, sourceApplicationSecurityGroups: [{ id: 'x' }] })], null))).toMatchObject({
      ok: true,
      value: { rules: [{ sources: [], protocol: '' }], defaultRules: [] },
    });
  });

  test.each([
    [group(undefined)],
    [group(null)],
    [group([null])],
    [group([{ name: 'x' }])],
    [group([rule({ priority: '300' })])],
    [group([rule({ priority: null })])],
    [group([rule({ direction: 'Sideways' })])],
    [group([rule({ access: null })])],
    [group([], [{}])],
    [{ ...group([]), properties: null }],
    [{ ...group([]), id: SUBNET_ID }],
    [[]],
  ])('of which a rule cannot be read is unreadable: %j', async (body) => {
    expect(await get(body)).toMatchObject(UNREADABLE);
  });

  test('is listed by resource group, page by page', async () => {
    const groupId = must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_x`));
    azure.willReply(
      { status: 200, body: { value: [group([])], nextLink: `${azure.origin}/next?page=2` } },
      { status: 200, body: { value: [group([rule()])] } },
    );
    expect(await arm.listNetworkSecurityGroups(groupId)).toMatchObject({
      ok: true,
      value: [{ rules: [] }, { rules: [{ name: 'web' }] }],
    });
    expect(azure.received.map(({ path }) => path)).toEqual([
      `${groupId}/providers/Microsoft.Network/networkSecurityGroups?api-version=2024-01-01`,
      '/next?page=2',
    ]);
  });

  test.each([[{ value: [{}] }], [{ value: [null] }], [{ value: null }], [{}], ['<html>']])(
    'in a list that cannot be read (%o) makes the list unreadable',
    async (body) => {
      const groupId = must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_x`));
      expect(await read(body, (port) => port.listNetworkSecurityGroups(groupId))).toMatchObject(UNREADABLE);
    },
  );
});

describe('an Azure Firewall', () => {
  const list = (...value: readonly unknown[]) => read({ value }, (port) => port.listAzureFirewalls(SUBSCRIPTION));
  const firewall = (properties: unknown) => ({ id: upper(FIREWALL_ID), name: 'hub-fw', properties });

  test('under a policy is read in full', async () => {
    const found = await list(
      firewall({
        ipConfigurations: [
          { name: 'c', properties: { privateIPAddress: '10.0.1.4', subnet: { id: upper(FIREWALL_SUBNET_ID) } } },
          { name: 'in the making', properties: { provisioningState: 'Updating' } },
          { name: 'odd', properties: null },
        ],
        firewallPolicy: { id: upper(POLICY_ID) },
        networkRuleCollections: [],
      }),
    );
    expect(found.ok && found.value).toEqual([
      {
        id: FIREWALL_ID,
        name: 'hub-fw',
        addresses: [{ privateAddress: '10.0.1.4', subnetId: FIREWALL_SUBNET_ID }],
        policyId: POLICY_ID,
        classicCollections: [],
        dnsProxy: undefined,
      },
    ]);
    expect(azure.received[0]?.path).toContain(
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network/azureFirewalls?`,
    );
  });

  test('with rules of its own is read in full', async () => {
    const sources = { sourceAddresses: ['*'], sourceIpGroups: null };
    const found = await list(
      firewall({
        additionalProperties: { 'Network.DNS.EnableProxy': 'True' },
        networkRuleCollections: [
          {
            name: 'n',
            properties: {
              priority: 100,
              action: { type: 'Deny' },
              rules: [
                { name: 'a', ...sources, protocols: ['TCP'], destinationAddresses: ['*'], destinationPorts: ['443'] },
              ],
            },
          },
        ],
        applicationRuleCollections: [
          {
            name: 'a',
            properties: {
              priority: 200,
              action: { type: 'allow' },
              rules: [{ name: 'b', ...sources, protocols: [{ protocolType: 'Https', port: 443 }], targetFqdns: ['*'] }],
            },
          },
        ],
      }),
    );
    expect(found).toMatchObject({
      ok: true,
      value: [
        {
          policyId: undefined,
          dnsProxy: true,
          classicCollections: [
            {
              priority: 100,
              action: 'deny',
              rules: [{ kind: 'network', protocols: ['TCP'], destinations: ['*'], ports: ['443'], fqdns: [] }],
            },
            {
              priority: 200,
              action: 'allow',
              rules: [{ kind: 'application', protocols: [{ type: 'Https', port: 443 }], fqdns: ['*'], fqdnTags: [] }],
            },
          ],
        },
      ],
    });
  });

  test.each([
    [null],
    [{ firewallPolicy: {} }],
    [{ networkRuleCollections: [{ properties: { rules: [] } }] }],
    [{ networkRuleCollections: [{ properties: { priority: 100 } }] }],
    [{ additionalProperties: { 'Network.DNS.EnableProxy': 'maybe' } }],
  ])('of which a rule cannot be read is unreadable: %j', async (properties) => {
    expect(await list(firewall(properties))).toMatchObject(UNREADABLE);
  });
});

describe('a firewall policy', () => {
  const get = (properties: unknown) =>
    read({ id: upper(POLICY_ID), name: 'team', properties }, (port) => port.getFirewallPolicy(POLICY_ID));

  test.each([
    [{ basePolicy: { id: upper(BASE_POLICY_ID) }, dnsSettings: { enableProxy: true } }, BASE_POLICY_ID, true],
    [{ basePolicy: null, dnsSettings: null }, undefined, undefined],
    [{ dnsSettings: { enableProxy: 'yes' } }, undefined, undefined],
  ])('is read: %j', async (properties, basePolicyId, dnsProxy) => {
    expect(await get(properties)).toMatchObject({ ok: true, value: { id: POLICY_ID, basePolicyId, dnsProxy } });
  });

  test('that inherits from something unreadable is unreadable', async () => {
    expect(await get({ basePolicy: { id: 7 } })).toMatchObject(UNREADABLE);
  });
});

describe('the rule collection groups of a policy', () => {
  const list = (properties: unknown) =>
    read({ value: [{ name: 'apps', properties }] }, (port) => port.listRuleCollectionGroups(POLICY_ID));
  const filter = (changes: object) => ({
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    name: 'c',
    priority: 200,
    action: { type: 'Allow' },
    rules: [],
    ...changes,
  });

  test('are read in full, without those for traffic from outside', async () => {
    const found = await list({
      priority: 300,
      ruleCollections: [
        { ruleCollectionType: 'FirewallPolicyNatRuleCollection', priority: 100, action: { type: 'DNAT' }, rules: [{}] },
        filter({
          rules: [
            {
              ruleType: 'ApplicationRule',
              name: 'names',
              sourceAddresses: ['10.0.0.0/8'],
              sourceIpGroups: ['/g'],
              protocols: [{ protocolType: 'Https', port: 443 }],
              targetFqdns: ['*.azure.com'],
              fqdnTags: ['AzureKubernetesService'],
              webCategories: ['News'],
              targetUrls: ['a/b'],
              terminateTLS: false,
            },
            {
              ruleType: 'networkRule',
              name: 'tags',
              ipProtocols: ['Any'],
              destinationAddresses: ['AzureCloud'],
              destinationFqdns: ['x.y'],
              destinationIpGroups: ['/h'],
              destinationPorts: ['*'],
            },
            { ruleType: 'DreamRule', name: 'new' },
          ],
        }),
      ],
    });
    expect(found.ok && found.value).toEqual([
      {
        name: 'apps',
        priority: 300,
        collections: [
          {
            name: 'c',
            priority: 200,
            action: 'allow',
            rules: [
              {
                kind: 'application',
                name: 'names',
                sources: { addresses: ['10.0.0.0/8'], ipGroups: ['/g'] },
                protocols: [{ type: 'Https', port: 443 }],
                fqdns: ['*.azure.com'],
                fqdnTags: ['AzureKubernetesService'],
                otherTargets: ['a/b', 'News'],
              },
              {
                kind: 'network',
                name: 'tags',
                sources: { addresses: [], ipGroups: [] },
                protocols: ['Any'],
                destinations: ['AzureCloud'],
                destinationIpGroups: ['/h'],
                fqdns: ['x.y'],
                ports: ['*'],
              },
              { kind: 'unknown', name: 'new' },
            ],
          },
        ],
      },
    ]);
    expect(azure.received[0]?.path).toContain(`${POLICY_ID}/ruleCollectionGroups?`);
  });

  test.each([
    ['an unknown action', filter({ action: { type: 'Shrug' } })],
    ['no action', filter({ action: null })],
    ['an unknown type', filter({ ruleCollectionType: 'FirewallPolicyDreamCollection' })],
  ])('with %s are never guessed', async (_, collection) => {
    expect(await list({ priority: 300, ruleCollections: [collection] })).toMatchObject({
      ok: true,
      value: [{ collections: [{ action: 'unknown' }] }],
    });
  });

  test.each([
    [{}],
    [{ priority: 300, ruleCollections: [filter({ priority: null })] }],
    [{ priority: 300, ruleCollections: [filter({ rules: [null] })] }],
    [{ priority: 300, ruleCollections: 'many' }],
    [null],
  ])('whose order cannot be read are unreadable: %j', async (properties) => {
    expect(await list(properties)).toMatchObject(UNREADABLE);
  });
});

describe('a security rule', () => {
  const put = () =>
    arm.putSecurityRule(
      {
        kind: 'securityRule',
        networkSecurityGroupId: SECURITY_GROUP_ID,
        name: 'backstay-allow-azurebackup',
        priority: 4096,
        serviceTag: 'AzureBackup',
      },
      observed(securityGroup()),
    );

  test('is put alone, and the rest of its group is not touched', async () => {
    azure.willReply({ status: 201, body: { properties: { provisioningState: 'Succeeded' } } });
    expect(await put()).toMatchObject({ ok: true, value: { done: true } });
    expect(azure.received).toMatchObject([
      {
        method: 'PUT',
        path: `${SECURITY_GROUP_ID}/securityRules/backstay-allow-azurebackup?api-version=2024-01-01`,
        body: {
          properties: {
            direction: 'Inbound',
            access: 'Allow',
            priority: 4096,
            protocol: '*',
            sourceAddressPrefix: 'AzureBackup',
            sourcePortRange: '*',
            destinationAddressPrefix: '*',
            destinationPortRange: '*',
          },
        },
      },
    ]);
  });

  test('may take a while', async () => {
    const operation = `${azure.origin}/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network/locations/westeurope/operations/o`;
    azure.willReply({
      status: 201,
      headers: { 'azure-asyncoperation': operation, 'retry-after': '10' },
      body: { properties: { provisioningState: 'Updating' } },
    });
    expect(await put()).toMatchObject({
      ok: true,
      value: { done: false, operationUrl: operation, retryAfterSeconds: 10 },
    });
  });

  test.each([
    [403, 'AuthorizationFailed', 'forbidden'],
    [409, 'AnotherOperationInProgress', 'conflict'],
    [429, 'RetryableErrorDueToAnotherOperation', 'conflict'],
    [400, 'SecurityRuleConflict', 'permanent'],
    [404, 'ResourceNotFound', 'gone'],
  ])('that is refused (%i %s) is a failure', async (status, code, failureClass) => {
    azure.willReply({ status, body: { error: { code, message: 'no' } } });
    expect(await put()).toMatchObject({ ok: false, failure: { class: failureClass, code } });
  });
});

describe('a private endpoint', () => {
  const get = (properties: unknown) =>
    read({ id: upper(ENDPOINT_ID), properties }, (port) => port.getPrivateEndpoint(ENDPOINT_ID));
  const connection = (groupIds?: unknown) => ({ name: 'c', properties: { groupIds } });

  test.each<[string, unknown, readonly string[]]>([
    ['that is approved by itself', { privateLinkServiceConnections: [connection(['blob'])] }, ['blob']],
    ['that waited for approval', { manualPrivateLinkServiceConnections: [connection(['blob'])] }, ['blob']],
    ['that does not say for what', { privateLinkServiceConnections: [connection()] }, []],
    ['without connections', {}, []],
  ])('%s is in the network of its subnet', async (_, properties, groupIds) => {
    const subnet = { id: upper(SUBNET_ID) };
    expect(await get({ subnet, ...Object(properties) })).toMatchObject({
      ok: true,
      value: { id: ENDPOINT_ID, networkId: VNET_ID, groupIds },
    });
  });

  test.each([{}, { subnet: {} }, null])('without a subnet is unreadable: %o', async (properties) => {
    expect(await get(properties)).toMatchObject(UNREADABLE);
  });

  test('has the addresses of its names, as long as no zone group has them', async () => {
    const customDnsConfigs = [{ fqdn: 'x', ipAddresses: ['10.0.9.4', 7] }, { ipAddresses: null }, 'odd'];
    const answer = { subnet: { id: SUBNET_ID }, customDnsConfigs };
    expect(await get(answer)).toMatchObject({ ok: true, value: { addresses: ['10.0.9.4'] } });
  });

  test('names the zones of all its groups', async () => {
    const recordSets = [{ recordSetName: 'x', ipAddresses: ['10.0.9.4'] }, null];
    const group = (...ids: readonly unknown[]) => ({
      properties: {
        privateDnsZoneConfigs: ids.map((privateDnsZoneId) => ({ properties: { privateDnsZoneId, recordSets } })),
      },
    });
    const answer = { value: [group(upper(ZONE_ID)), group(null, 'odd'), { properties: {} }] };
    expect(await read(answer, (port) => port.listGroupedZones(ENDPOINT_ID))).toMatchObject({
      ok: true,
      value: [{ zoneId: ZONE_ID, addresses: ['10.0.9.4'] }],
    });
  });

  test('has zones with records', async () => {
    const aRecords = [{ ipv4Address: '10.0.9.4' }, {}];
    azure.willReply({ status: 200, body: { id: `${ZONE_ID}/A/stodd`, name: 'stodd', properties: { aRecords } } });
    expect(await arm.getAddressRecord(ZONE_ID, 'stodd')).toMatchObject({ ok: true, value: ['10.0.9.4'] });
    expect(azure.received[0]?.path).toBe(`${ZONE_ID}/a/stodd?api-version=2020-06-01`);
    azure.willReply({ status: 200, body: { id: `${ZONE_ID}/A/stodd`, properties: { aRecords: 'odd' } } });
    expect(await arm.getAddressRecord(ZONE_ID, 'stodd')).toMatchObject(UNREADABLE);
  });

  test('is in a subscription with zones', async () => {
    azure.willReply({ status: 200, body: { value: [{ id: upper(ZONE_ID) }, { id: 'odd' }] } });
    expect(await arm.listPrivateDnsZoneIds(SUBSCRIPTION)).toMatchObject({ ok: true, value: [ZONE_ID] });
  });

  test('has zones that are linked to networks', async () => {
    azure.willReply({
      status: 200,
      body: { value: [{ properties: { virtualNetwork: { id: upper(VNET_ID) } } }, { properties: {} }] },
    });
    expect(await arm.listZoneNetworkIds(ZONE_ID)).toMatchObject({ ok: true, value: [VNET_ID] });
    expect(azure.received[0]?.path).toBe(`${ZONE_ID}/virtualNetworkLinks?api-version=2020-06-01`);
  });
});

test.each([
  [{ ipAddress: '20.1.2.3' }, '20.1.2.3'],
  [{}, undefined],
])('a public address %o is %s', async (properties, expected) => {
  const id = must(parseResourceId(ENDPOINT_ID.replace('privateendpoints', 'publicipaddresses')));
  expect(await read({ id, properties }, (port) => port.getPublicAddress(id))).toMatchObject({
    ok: true,
    value: expected,
  });
});

test.each<[string, (arm: Arm) => Promise<ArmResult<unknown>>]>([
  ['a private endpoint', (port) => port.getPrivateEndpoint(ENDPOINT_ID)],
  ['the links of a zone', (port) => port.listZoneNetworkIds(ZONE_ID)],
  ['a subnet', (port) => port.getSubnet(SUBNET_ID)],
  ['the firewalls', (port) => port.listAzureFirewalls(SUBSCRIPTION)],
  ['the rule collection groups', (port) => port.listRuleCollectionGroups(POLICY_ID)],
])('%s that may not be read are a failure of their own', async (_, call) => {
  azure.willReply({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } });
  expect(await call(arm)).toMatchObject({ ok: false, failure: { class: 'forbidden', code: 'AuthorizationFailed' } });
});
