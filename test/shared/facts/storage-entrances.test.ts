import { describe, expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import type { StorageAccount } from '../../../shared/model/azure.ts';
import { parseResourceId } from '../../../shared/model/resource-id.ts';
import type { Arm, ArmResult } from '../../../shared/ports/arm.ts';
import { answered, armThat, FORBIDDEN, GONE } from '../../support/arm-port.ts';
import { CLUSTER, CLUSTER_ID, must, PROFILE, STORAGE_ACCOUNT } from '../../support/facts.ts';
import { ENDPOINT_ID, HUB_ID, VNET_ID, virtualNetwork, ZONE_ID } from '../../support/network.ts';

type Answers = { readonly [K in keyof Arm]?: ArmResult<unknown> };

const ADDRESS_ID = must(parseResourceId(ENDPOINT_ID.replace('privateendpoints', 'publicipaddresses')));
const APPROVED = { endpointId: ENDPOINT_ID, status: 'Approved' };

function closed(changes: Partial<StorageAccount> = {}): StorageAccount {
  const firewall = { defaultAction: 'Deny', bypass: [], resourceIds: [], subnets: [], ipRules: [] };
  return { ...STORAGE_ACCOUNT, firewall, ...changes };
}

const READ: Answers = {
  getPrivateEndpoint: answered({ id: ENDPOINT_ID, networkId: HUB_ID, groupIds: ['blob'], addresses: [] }),
  listGroupedZones: answered([{ zoneId: ZONE_ID, addresses: ['10.0.9.4'] }]),
  getAddressRecord: answered(['10.0.9.4']),
  listZoneNetworkIds: answered([VNET_ID]),
  getVirtualNetwork: answered(virtualNetwork({ id: HUB_ID, peerIds: [VNET_ID] })),
};

async function look(account: StorageAccount, answers: Answers = {}, cluster = CLUSTER) {
  const { arm, calls } = armThat({
    getCluster: answered(cluster),
    getStorageAccount: answered(account),
    ...answers,
  });
  const target = { clusterId: CLUSTER_ID, profile: PROFILE.name };
  const { storageEntrances } = await collect(['storageEntrances'], { target, profile: PROFILE, arm });
  return {
    fact: must(storageEntrances),
    calls: calls.filter((call) => !['getCluster', 'getStorageAccount'].includes(call)),
  };
}

test('an account that takes all networks costs no read', async () => {
  const { fact, calls } = await look(STORAGE_ACCOUNT);
  expect(fact).toMatchObject({ state: 'known', value: 'notNeeded' });
  expect(calls).toEqual([]);
});

test('a closed account without endpoints and rules for addresses costs no read', async () => {
  const { fact, calls } = await look(closed());
  expect(fact).toMatchObject({ state: 'known', value: { endpoints: [], unread: [], outboundAddresses: [] } });
  expect(calls).toEqual([]);
});

describe('an approved endpoint', () => {
  const account = closed({ privateEndpoints: [APPROVED] });

  test('is read with its zones, and with its peers where AKS made the network of the nodes', async () => {
    const { fact } = await look(account, READ);
    expect(fact).toMatchObject({
      state: 'known',
      value: {
        endpoints: [
          {
            id: ENDPOINT_ID,
            networkId: HUB_ID,
            addresses: ['10.0.9.4'],
            peerIds: [VNET_ID],
            zones: [{ keptBy: 'zoneGroup', linkedNetworkIds: [VNET_ID], addresses: ['10.0.9.4'] }],
          },
        ],
      },
    });
  });

  test.each<[string, Answers]>([
    ['itself', { getPrivateEndpoint: FORBIDDEN }],
    ['that is gone', { getPrivateEndpoint: GONE }],
    ['by its zones', { listGroupedZones: FORBIDDEN }],
    ['by the zones of the subscription', { listGroupedZones: answered([]), listPrivateDnsZoneIds: FORBIDDEN }],
    ['by the record of the account', { getAddressRecord: FORBIDDEN }],
    ['by the links of a zone', { listZoneNetworkIds: FORBIDDEN }],
    ['by its network', { getVirtualNetwork: FORBIDDEN }],
  ])('that cannot be read %s is named as unread, and the fact is known', async (_, answers) => {
    const { fact } = await look(account, { ...READ, ...answers });
    expect(fact).toMatchObject({ state: 'known', value: { endpoints: [], unread: [{ endpoint: ENDPOINT_ID }] } });
  });

  test('may have no record in its zone', async () => {
    const { fact } = await look(account, { ...READ, getAddressRecord: GONE });
    expect(fact).toMatchObject({ value: { endpoints: [{ zones: [{ addresses: [] }] }], unread: [] } });
  });

  test('has the zones for blobs of both subscriptions where no zone group keeps its names', async () => {
    const files = must(parseResourceId(ZONE_ID.replace('.blob.', '.file.')));
    const answers = { ...READ, listGroupedZones: answered([]), listPrivateDnsZoneIds: answered([files, ZONE_ID]) };
    const { fact, calls } = await look(account, answers);
    expect(fact).toMatchObject({ value: { endpoints: [{ zones: [{ id: ZONE_ID, keptBy: 'person' }] }] } });
    expect(calls.filter((call) => call === 'listPrivateDnsZoneIds')).toHaveLength(
      new Set([ENDPOINT_ID, CLUSTER_ID].map((id) => id.split('/')[2])).size,
    );
  });

  test('is read where the account takes all networks as well: it changes what its name leads to', async () => {
    const { fact } = await look({ ...STORAGE_ACCOUNT, privateEndpoints: [APPROVED] }, READ);
    expect(fact).toMatchObject({ value: { endpoints: [{ id: ENDPOINT_ID }] } });
  });

  test('without an id is unread, too', async () => {
    const { fact } = await look(closed({ privateEndpoints: [{ endpointId: undefined, status: 'approved' }] }));
    expect(fact).toMatchObject({ value: { unread: [{ failure: { code: 'EndpointNotNamed' } }] } });
  });
});

test.each(['Pending', 'Rejected', 'Disconnected', undefined])('an endpoint that is %s is not read', async (status) => {
  const { fact, calls } = await look(closed({ privateEndpoints: [{ ...APPROVED, status }] }));
  expect(fact).toMatchObject({ value: { endpoints: [], unread: [] } });
  expect(calls).toEqual([]);
});

describe('the addresses by which the nodes go out', () => {
  const cluster = { ...CLUSTER, network: { ...CLUSTER.network, outboundAddressIds: [ADDRESS_ID] } };
  const firewall = { ...must(closed().firewall), ipRules: ['20.1.2.3'] };

  test('are read where the account has rules for addresses', async () => {
    const { fact } = await look(closed({ firewall }), { getPublicAddress: answered('20.1.2.3') }, cluster);
    expect(fact).toMatchObject({ value: { outboundAddresses: ['20.1.2.3'] } });
  });

  test('are not read otherwise', async () => {
    expect((await look(closed(), {}, cluster)).calls).toEqual([]);
  });

  test('leave it unknown where they may not be read', async () => {
    const { fact } = await look(closed({ firewall }), { getPublicAddress: FORBIDDEN }, cluster);
    expect(fact).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
  });
});
