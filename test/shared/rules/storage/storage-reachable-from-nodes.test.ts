import { describe, expect, test } from 'vitest';
import type { StorageAccount, StorageFirewall } from '../../../../shared/model/azure.ts';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type {
  EndpointEntrance,
  NodeSubnet,
  PrivateDnsZone,
  StorageEntrances,
} from '../../../../shared/model/network.ts';
import { parseResourceId, partsOf } from '../../../../shared/model/resource-id.ts';
import { storageReachableFromNodes } from '../../../../shared/rules/storage/storage-reachable-from-nodes.ts';
import { CLUSTER, forbidden, known, must, READY, STORAGE_ACCOUNT, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import {
  CLUSTER_IN_SUBNET,
  ENDPOINT_ID,
  HUB_ID,
  network,
  nodeSubnet,
  SUBNET_ID,
  VNET_ID,
  virtualNetwork,
  ZONE_ID,
} from '../../../support/network.ts';

const OTHER_SUBNET_ID = must(parseResourceId(`${VNET_ID}/subnets/pods`));
const MANAGED_VNET_ID = must(
  parseResourceId(
    `/subscriptions/${SUBSCRIPTION}/resourceGroups/mc_apps_shop_westeurope/providers/Microsoft.Network/virtualNetworks/aks-vnet-1`,
  ),
);
const NO_ENTRANCES: StorageEntrances = { endpoints: [], unread: [], outboundAddresses: [] };
const WITH_SERVICE_ENDPOINT = nodeSubnet({ serviceEndpoints: ['Microsoft.Storage'] });

function closed(changes: Partial<StorageFirewall> = {}, account: Partial<StorageAccount> = {}): StorageAccount {
  const firewall = {
    defaultAction: 'Deny',
    bypass: ['AzureServices'],
    resourceIds: [],
    subnets: [],
    ipRules: [],
    ...changes,
  };
  return { ...STORAGE_ACCOUNT, firewall, ...account };
}

function letsIn(id: NodeSubnet['id'], state: string | undefined = 'Succeeded'): StorageAccount {
  return closed({ subnets: [{ id, state }] });
}

function endpoint(changes: Partial<EndpointEntrance> = {}): EndpointEntrance {
  return {
    id: ENDPOINT_ID,
    networkId: VNET_ID,
    groupIds: ['blob'],
    addresses: ['10.0.9.4'],
    peerIds: [],
    zones: [
      {
        id: ZONE_ID,
        name: 'privatelink.blob.core.windows.net',
        keptBy: 'zoneGroup',
        linkedNetworkIds: [VNET_ID],
        addresses: ['10.0.9.4'],
      },
    ],
    ...changes,
  };
}

/** A cluster in a subnet of its owner, before an account behind a firewall. */
function judged(changes: Partial<FactValues>) {
  return judge(storageReachableFromNodes, {
    cluster: CLUSTER_IN_SUBNET,
    nodeNetwork: network(nodeSubnet()),
    storageAccount: closed(),
    storageEntrances: NO_ENTRANCES,
    ...changes,
  });
}

test('an account that takes all networks is reached', () => {
  expect(judge(storageReachableFromNodes)).toMatchObject({ outcome: 'satisfied', reason: 'AllNetworks' });
});

test('without an account there is nothing to reach', () => {
  expect(judge(storageReachableFromNodes, { storageAccount: 'absent' })).toMatchObject({ outcome: 'blocked' });
});

test('an account that only lets trusted services in keeps the pods out', () => {
  const finding = judged({});
  expect(finding).toMatchObject({ outcome: 'manual', reason: 'NodesBlocked' });
  expect(finding.outcome === 'manual' && finding.steps.slice(0, 2)).toEqual([
    `az network vnet subnet update --subscription ${SUBSCRIPTION} --resource-group net --name nodes --vnet-name spoke --service-endpoints Microsoft.Storage`,
    `az storage account network-rule add --subscription ${SUBSCRIPTION} --resource-group apps --account-name shopbackups --subnet ${SUBNET_ID}`,
  ]);
});

test.each<[string, Partial<FactValues>]>([
  ['behind a firewall', {}],
  ['without public access', { storageAccount: closed({}, { publicNetworkAccess: 'Disabled' }) }],
  ['in a perimeter', { storageAccount: closed({}, { publicNetworkAccess: 'SecuredByPerimeter' }) }],
  ['before a managed network', { cluster: CLUSTER, nodeNetwork: 'absent' }],
])('no step opens an account %s to public networks', (_, changes) => {
  const finding = judged(changes);
  const steps = 'steps' in finding ? finding.steps : [];
  expect(steps).not.toEqual([]);
  expect(steps.join('\n')).not.toMatch(/public-network-access|default-action Allow/i);
});

describe('rules for subnets', () => {
  const in2 = (...subnets: readonly NodeSubnet[]): Partial<FactValues> => ({
    nodeNetwork: network(...subnets),
    cluster: {
      ...CLUSTER_IN_SUBNET,
      nodePools: subnets.flatMap(({ id }) => CLUSTER.nodePools.map((pool) => ({ ...pool, subnetId: id }))),
    },
  });
  const pods = nodeSubnet({ id: OTHER_SUBNET_ID, name: 'pods', serviceEndpoints: ['Microsoft.Storage.Global'] });

  test.each<[string, Partial<FactValues>, string, string]>([
    [
      'with a service endpoint let the nodes in',
      { storageAccount: letsIn(SUBNET_ID), nodeNetwork: network(WITH_SERVICE_ENDPOINT) },
      'satisfied',
      'SubnetRules',
    ],
    ['without a service endpoint have no effect', { storageAccount: letsIn(SUBNET_ID) }, 'manual', 'NoServiceEndpoint'],
    [
      'of a deleted network have no effect',
      { storageAccount: letsIn(SUBNET_ID, 'NetworkSourceDeleted'), nodeNetwork: network(WITH_SERVICE_ENDPOINT) },
      'manual',
      'NodesBlocked',
    ],
    [
      'without a state count',
      { storageAccount: letsIn(SUBNET_ID, undefined), nodeNetwork: network(WITH_SERVICE_ENDPOINT) },
      'satisfied',
      'SubnetRules',
    ],
    ['for another subnet do not help', { storageAccount: letsIn(OTHER_SUBNET_ID) }, 'manual', 'NodesBlocked'],
    [
      'for one of two subnets are not enough',
      { storageAccount: letsIn(SUBNET_ID), ...in2(WITH_SERVICE_ENDPOINT, pods) },
      'manual',
      'SubnetsBlocked',
    ],
    [
      'have no effect without public access',
      {
        storageAccount: { ...letsIn(SUBNET_ID), publicNetworkAccess: 'Disabled' },
        nodeNetwork: network(WITH_SERVICE_ENDPOINT),
      },
      'manual',
      'NodesBlocked',
    ],
    [
      'in the node resource group let a managed network in',
      {
        cluster: CLUSTER,
        nodeNetwork: 'absent',
        storageAccount: letsIn(must(parseResourceId(`${MANAGED_VNET_ID}/subnets/aks-subnet`))),
      },
      'satisfied',
      'SubnetRules',
    ],
    [
      'elsewhere do not let a managed network in',
      { cluster: CLUSTER, nodeNetwork: 'absent', storageAccount: letsIn(SUBNET_ID) },
      'manual',
      'NodesBlocked',
    ],
  ])('%s', (_, changes, outcome, reason) => {
    expect(judged(changes)).toMatchObject({ outcome, reason });
  });

  test('where pods have a subnet, theirs counts and that of their nodes does not', () => {
    const nodePools = CLUSTER.nodePools.map((pool) => ({ ...pool, subnetId: SUBNET_ID, podSubnetId: OTHER_SUBNET_ID }));
    const facts = {
      cluster: { ...CLUSTER, nodePools },
      nodeNetwork: network(nodeSubnet(), pods),
      storageAccount: letsIn(OTHER_SUBNET_ID),
    };
    expect(judged(facts)).toMatchObject({ outcome: 'satisfied', reason: 'SubnetRules' });
  });

  test('the command for the service endpoint keeps the endpoints that are there', () => {
    const subnet = nodeSubnet({ serviceEndpoints: ['Microsoft.KeyVault'] });
    const finding = judged({ nodeNetwork: network(subnet) });
    expect(finding.outcome === 'manual' && finding.steps[0]).toContain(
      '--service-endpoints Microsoft.KeyVault Microsoft.Storage',
    );
  });
});

describe('rules for addresses', () => {
  const account = closed({ ipRules: ['20.1.0.0/16'] }, { location: 'northeurope' });
  const outOf = (...outboundAddresses: readonly string[]) => ({ ...NO_ENTRANCES, outboundAddresses });

  test.each<[string, Partial<FactValues>, string, string]>([
    [
      'of another region',
      { storageAccount: account, storageEntrances: outOf('20.1.2.3') },
      'satisfied',
      'AddressRules',
    ],
    [
      'of the same region, where they have no effect',
      { storageAccount: { ...account, location: 'West Europe' }, storageEntrances: outOf('20.1.2.3') },
      'unknown',
      'AddressRulesInSameRegion',
    ],
    ['for others', { storageAccount: account, storageEntrances: outOf('20.2.2.3') }, 'manual', 'NodesBlocked'],
    [
      'for one of two addresses',
      { storageAccount: account, storageEntrances: outOf('20.1.2.3', '20.2.2.3') },
      'manual',
      'NodesBlocked',
    ],
    [
      'where the addresses of the cluster are not returned',
      { storageAccount: account },
      'unknown',
      'OutboundAddressesNotReturned',
    ],
  ])('%s', (_, changes, outcome, reason) => {
    expect(judged(changes)).toMatchObject({ outcome, reason });
  });
});

describe('private endpoints', () => {
  const by = (...endpoints: readonly EndpointEntrance[]): Partial<FactValues> => ({
    storageAccount: closed({}, { publicNetworkAccess: 'Disabled' }),
    storageEntrances: { ...NO_ENTRANCES, endpoints },
  });
  const zones = (changes: Partial<PrivateDnsZone>) => endpoint().zones.map((zone) => ({ ...zone, ...changes }));
  const managed = { cluster: CLUSTER, nodeNetwork: 'absent' } as const;
  const linkedToManaged = endpoint().zones.map((zone) => ({ ...zone, linkedNetworkIds: [MANAGED_VNET_ID] }));

  test.each<[string, Partial<FactValues>, string, string]>([
    ["in the nodes' network", by(endpoint()), 'satisfied', 'PrivateEndpoint'],
    [
      'in a peered network',
      {
        ...by(endpoint({ networkId: HUB_ID })),
        nodeNetwork: { ...network(nodeSubnet()), networks: [virtualNetwork({ peerIds: [HUB_ID] })] },
      },
      'satisfied',
      'PrivateEndpoint',
    ],
    ['in a network apart', by(endpoint({ networkId: HUB_ID })), 'unknown', 'EndpointInOtherNetwork'],
    ['for files only', by(endpoint({ groupIds: ['file'] })), 'manual', 'NodesBlocked'],
    ['that do not say for which part', by(endpoint({ groupIds: [] })), 'satisfied', 'PrivateEndpoint'],
    ['without a DNS zone', by(endpoint({ zones: [] })), 'unknown', 'NoPrivateDnsZone'],
    ['without a record in the zone', by(endpoint({ zones: zones({ addresses: [] }) })), 'manual', 'NoDnsRecord'],
    [
      'with another address in the zone',
      by(endpoint({ zones: zones({ addresses: ['10.9.9.9'] }) })),
      'manual',
      'WrongDnsRecord',
    ],
    [
      'of an address that is not returned',
      by(endpoint({ addresses: [], zones: zones({ addresses: ['10.9.9.9'] }) })),
      'satisfied',
      'PrivateEndpoint',
    ],
    [
      'in a zone that a person keeps',
      by(endpoint({ zones: zones({ keptBy: 'person' }) })),
      'satisfied',
      'PrivateEndpoint',
    ],
    [
      'beside a zone for other networks that a person keeps',
      by(endpoint({ zones: zones({ keptBy: 'person', linkedNetworkIds: [HUB_ID] }) })),
      'unknown',
      'NoPrivateDnsZone',
    ],
    [
      'whose DNS zone is linked elsewhere',
      by(endpoint({ zones: endpoint().zones.map((zone) => ({ ...zone, linkedNetworkIds: [HUB_ID] })) })),
      'manual',
      'DnsZoneNotLinked',
    ],
    [
      'before DNS servers of the owner',
      {
        ...by(endpoint()),
        nodeNetwork: { ...network(nodeSubnet()), networks: [virtualNetwork({ dnsServers: ['10.0.0.4'] })] },
      },
      'unknown',
      'CustomDnsServers',
    ],
    ['beside one in a network apart', by(endpoint({ networkId: HUB_ID }), endpoint()), 'satisfied', 'PrivateEndpoint'],
    [
      'in the network that AKS made',
      { ...managed, ...by(endpoint({ networkId: MANAGED_VNET_ID, zones: linkedToManaged })) },
      'satisfied',
      'PrivateEndpoint',
    ],
    [
      'in a network that is peered with the one that AKS made',
      { ...managed, ...by(endpoint({ networkId: HUB_ID, peerIds: [MANAGED_VNET_ID], zones: linkedToManaged })) },
      'satisfied',
      'PrivateEndpoint',
    ],
    ['apart from the network that AKS made', { ...managed, ...by(endpoint()) }, 'unknown', 'EndpointInOtherNetwork'],
    [
      'in the network that AKS made, with its zone linked elsewhere',
      { ...managed, ...by(endpoint({ networkId: MANAGED_VNET_ID })) },
      'manual',
      'DnsZoneNotLinked',
    ],
  ])('%s', (_, changes, outcome, reason) => {
    expect(judged(changes)).toMatchObject({ outcome, reason });
  });

  test('a wrong record comes with the commands that correct it', () => {
    const finding = judged(by(endpoint({ zones: zones({ addresses: ['10.9.9.9'] }) })));
    const record = (verb: string) =>
      `az network private-dns record-set a ${verb} --subscription ${SUBSCRIPTION} --resource-group net`;
    expect(finding.outcome === 'manual' && finding.steps).toEqual([
      `${record('show')} --zone-name privatelink.blob.core.windows.net --name shopbackups`,
      `${record('add-record')} --zone-name privatelink.blob.core.windows.net --record-set-name shopbackups --ipv4-address 10.0.9.4`,
      expect.stringContaining('If no other network needs the former addresses'),
      `${record('remove-record')} --zone-name privatelink.blob.core.windows.net --record-set-name shopbackups --ipv4-address 10.9.9.9`,
    ]);
  });

  describe('change what the name of the account leads to', () => {
    const letIn = {
      storageAccount: letsIn(SUBNET_ID),
      nodeNetwork: network(nodeSubnet({ serviceEndpoints: ['Microsoft.Storage'] })),
    };
    const open = { storageAccount: STORAGE_ACCOUNT };
    const at = (endpointAt: EndpointEntrance) => ({ storageEntrances: { ...NO_ENTRANCES, endpoints: [endpointAt] } });

    test.each<[string, Partial<FactValues>, string, string]>([
      ['open to all, by its endpoint', { ...open, ...at(endpoint()) }, 'satisfied', 'AllNetworks'],
      [
        'open to all, zone used elsewhere',
        { ...open, ...at(endpoint({ zones: zones({ linkedNetworkIds: [] }) })) },
        'satisfied',
        'AllNetworks',
      ],
      [
        'open to all, no record',
        { ...open, ...at(endpoint({ zones: zones({ addresses: [] }) })) },
        'manual',
        'NoDnsRecord',
      ],
      [
        'open to all, wrong record',
        { ...open, ...at(endpoint({ zones: zones({ addresses: ['10.9.9.9'] }) })) },
        'manual',
        'WrongDnsRecord',
      ],
      ['open to all, endpoint apart', { ...open, ...at(endpoint({ networkId: HUB_ID })) }, 'satisfied', 'AllNetworks'],
      [
        'open to all, endpoint for files',
        { ...open, ...at(endpoint({ groupIds: ['file'], zones: zones({ addresses: [] }) })) },
        'satisfied',
        'AllNetworks',
      ],
      [
        'open to the subnet, no record',
        { ...letIn, ...at(endpoint({ zones: zones({ addresses: [] }) })) },
        'manual',
        'NoDnsRecord',
      ],
      [
        'open to the subnet, zone used elsewhere',
        { ...letIn, ...at(endpoint({ zones: zones({ linkedNetworkIds: [] }) })) },
        'satisfied',
        'SubnetRules',
      ],
      [
        'open to the subnet, endpoint apart',
        { ...letIn, ...at(endpoint({ networkId: HUB_ID })) },
        'unknown',
        'EndpointInOtherNetwork',
      ],
    ])('%s', (_, changes, outcome, reason) => {
      expect(judged(changes)).toMatchObject({ outcome, reason });
    });
  });

  test('one that could not be read leaves it open, and is named', () => {
    const failure = { class: 'forbidden', code: 'AuthorizationFailed', message: 'no' } as const;
    const storageEntrances = { ...NO_ENTRANCES, unread: [{ endpoint: ENDPOINT_ID, failure }] };
    const finding = judged({ storageEntrances });
    expect(finding).toMatchObject({ outcome: 'unknown', reason: 'EndpointNotRead' });
    expect(finding.message).toContain(ENDPOINT_ID);
  });

  test('a zone that is not linked comes with the command that links it', () => {
    const finding = judged(
      by(endpoint({ zones: endpoint().zones.map((zone) => ({ ...zone, linkedNetworkIds: [] })) })),
    );
    expect(finding.outcome === 'manual' && finding.steps).toEqual([
      `az network private-dns link vnet create --subscription ${SUBSCRIPTION} --resource-group net --zone-name privatelink.blob.core.windows.net --name ${partsOf(VNET_ID).name} --virtual-network ${VNET_ID} --registration-enabled false`,
    ]);
  });
});

test.each<[string, Partial<StorageAccount>, string]>([
  ['in a perimeter', { publicNetworkAccess: 'SecuredByPerimeter' }, 'NetworkSecurityPerimeter'],
  ['without network rules in the answer', { firewall: undefined }, 'NetworkRulesNotReturned'],
])('an account %s cannot be judged', (_, changes, reason) => {
  expect(judged({ storageAccount: closed({}, changes) })).toMatchObject({ outcome: 'unknown', reason });
});

test('a network that could not be read leaves it unknown', () => {
  const facts = { ...known({ ...READY, storageAccount: closed() }), ...forbidden('nodeNetwork') };
  expect(judgeFacts(storageReachableFromNodes, facts)).toMatchObject({
    outcome: 'unknown',
    reason: 'AuthorizationFailed',
  });
});
