import { expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { ResourceId } from '../../../../shared/model/resource-id.ts';
import { storageFoundByNodes } from '../../../../shared/rules/storage/storage-found-by-nodes.ts';
import { CLUSTER, READY } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';
import {
  CLUSTER_IN_SUBNET,
  ENDPOINT_ID,
  HUB_ID,
  network,
  nodeSubnet,
  VNET_ID,
  virtualNetwork,
  ZONE_ID,
} from '../../../support/network.ts';

const proxied = { cluster: { ...CLUSTER, network: { ...CLUSTER.network, httpProxy: true } } };
const resolving = (...dnsServers: readonly string[]): Partial<FactValues> => ({
  cluster: CLUSTER_IN_SUBNET,
  nodeNetwork: { ...network(nodeSubnet()), networks: [virtualNetwork({ dnsServers })] },
});

const leadingTo = (networkId: ResourceId): Partial<FactValues> => ({
  ...resolving(),
  storageEntrances: {
    endpoints: [
      {
        id: ENDPOINT_ID,
        networkId,
        groupIds: ['blob'],
        addresses: ['10.0.9.4'],
        peerIds: [],
        zones: [
          {
            id: ZONE_ID,
            name: 'privatelink.blob.core.windows.net',
            keptBy: 'person',
            linkedNetworkIds: [VNET_ID],
            addresses: ['10.0.9.4'],
          },
        ],
      },
    ],
    unread: [],
    outboundAddresses: [],
  },
});

test.each<[string, Partial<FactValues>, string, string]>([
  ['a plain cluster has nothing between', {}, 'notApplicable', 'NoDnsInTheWay'],
  ["Azure's own DNS is nothing between", resolving('168.63.129.16'), 'notApplicable', 'NoDnsInTheWay'],
  ['DNS servers of the owner', resolving('10.0.0.4'), 'unknown', 'ProvenByBackupOnly'],
  ['an HTTP proxy', proxied, 'unknown', 'ProvenByBackupOnly'],
  ['a name that leads to an endpoint apart', leadingTo(HUB_ID), 'unknown', 'EndpointInOtherNetwork'],
  ['a name that leads to an endpoint near', leadingTo(VNET_ID), 'notApplicable', 'NoDnsInTheWay'],
  ['an account that is not there', { storageAccount: 'absent' }, 'blocked', 'Blocked'],
])('%s', (_, changes, outcome, reason) => {
  expect(judge(storageFoundByNodes, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
});

test('an installed extension does not prove the way to the storage account', () => {
  const finding = judge(storageFoundByNodes, { ...resolving('10.0.0.4'), backupExtensions: READY.backupExtensions });
  expect(finding.message).toContain('10.0.0.4');
  expect('steps' in finding && finding.steps[0]).toContain('https://shopbackups.blob.core.windows.net/');
});
