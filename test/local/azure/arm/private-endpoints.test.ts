import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const VNET = `${NETWORK}/virtualNetworks/hub`;
const SUBNET = `${VNET}/subnets/endpoints`;
const ENDPOINT = `${NETWORK}/privateEndpoints/backups`;
const ZONE = `${NETWORK}/privateDnsZones/privatelink.blob.core.windows.net`;

const location = 'westeurope';
const connection = { name: 'c', properties: { privateLinkServiceId: ACCOUNT, groupIds: ['blob'] } };

let arm: TestArm;
beforeEach(async () => {
  arm = await startTestArm();
  await arm.furnish();
  const addressSpace = { addressPrefixes: ['10.0.0.0/16'] };
  const subnets = [{ name: 'endpoints', properties: { addressPrefix: '10.0.1.0/24' } }];
  await arm.send('PUT', VNET, { location, properties: { addressSpace, subnets } });
});
afterEach(() => arm.arm.close());

async function connectionsOfAccount(): Promise<readonly unknown[]> {
  const { body } = await arm.send('GET', ACCOUNT);
  return body.properties.privateEndpointConnections;
}

describe('a private endpoint', () => {
  test('is approved by itself, and shown by its account', async () => {
    const { status } = await arm.send('PUT', ENDPOINT, {
      location,
      properties: { subnet: { id: SUBNET }, privateLinkServiceConnections: [connection] },
    });
    expect(status).toBe(201);
    expect(await connectionsOfAccount()).toMatchObject([
      {
        properties: {
          privateEndpoint: { id: ENDPOINT },
          privateLinkServiceConnectionState: { status: 'Approved', description: '', actionRequired: 'None' },
        },
      },
    ]);
  });

  test('waits where its owner asks for approval', async () => {
    await arm.send('PUT', ENDPOINT, {
      location,
      properties: { subnet: { id: SUBNET }, manualPrivateLinkServiceConnections: [connection] },
    });
    expect(await connectionsOfAccount()).toMatchObject([
      { properties: { privateLinkServiceConnectionState: { status: 'Pending' } } },
    ]);
  });

  test('needs a subnet that is there', async () => {
    const { status } = await arm.send('PUT', ENDPOINT, {
      location,
      properties: { subnet: { id: `${VNET}/subnets/none` } },
    });
    expect(status).toBe(400);
  });

  test('goes from its account when it is deleted', async () => {
    const properties = { subnet: { id: SUBNET }, privateLinkServiceConnections: [connection] };
    await arm.send('PUT', ENDPOINT, { location, properties });
    await arm.send('PUT', ENDPOINT, { location, properties });
    expect(await connectionsOfAccount()).toHaveLength(1);
    await arm.send('DELETE', ENDPOINT);
    expect(await connectionsOfAccount()).toEqual([]);
  });

  test('has an address of its own in its subnet for each name', async () => {
    const properties = { subnet: { id: SUBNET }, privateLinkServiceConnections: [connection] };
    const { body } = await arm.send('PUT', ENDPOINT, { location, properties });
    const names = (ipAddress: string) => [{ fqdn: 'st1.blob.core.windows.net', ipAddresses: [ipAddress] }];
    expect(body.properties.customDnsConfigs).toEqual(names('10.0.1.4'));
    const other = await arm.send('PUT', `${NETWORK}/privateEndpoints/more`, { location, properties });
    expect(other.body.properties.customDnsConfigs).toEqual(names('10.0.1.5'));
    expect((await arm.send('PUT', ENDPOINT, { location, properties })).body.properties.customDnsConfigs).toEqual(
      names('10.0.1.4'),
    );
  });

  test('writes its names into the zones of its group, and takes them out again', async () => {
    const properties = { subnet: { id: SUBNET }, privateLinkServiceConnections: [connection] };
    await arm.send('PUT', ENDPOINT, { location, properties });
    await arm.send('PUT', ZONE, { location: 'global' });
    const files = ZONE.replace('.blob.', '.file.');
    await arm.send('PUT', files, { location: 'global' });
    const group = `${ENDPOINT}/privateDnsZoneGroups/default`;
    const { body } = await arm.send('PUT', group, {
      properties: {
        privateDnsZoneConfigs: [
          { name: 'blob', properties: { privateDnsZoneId: ZONE } },
          { name: 'file', properties: { privateDnsZoneId: files } },
        ],
      },
    });
    const fqdn = 'st1.privatelink.blob.core.windows.net';
    expect(body.properties.privateDnsZoneConfigs).toMatchObject([
      { properties: { recordSets: [{ recordSetName: 'st1', fqdn, ipAddresses: ['10.0.1.4'] }] } },
      { properties: { recordSets: [] } },
    ]);
    expect((await arm.send('GET', ENDPOINT)).body.properties.customDnsConfigs).toEqual([]);
    expect((await arm.send('GET', `${ZONE}/A/st1`)).body.properties).toEqual({
      fqdn: `${fqdn}.`,
      isAutoRegistered: false,
      ttl: 10,
      aRecords: [{ ipv4Address: '10.0.1.4' }],
    });
    await arm.send('DELETE', group);
    expect((await arm.send('GET', `${ZONE}/A/st1`)).status).toBe(404);
  });

  test('takes its names out of the zones when it goes', async () => {
    const properties = { subnet: { id: SUBNET }, privateLinkServiceConnections: [connection] };
    await arm.send('PUT', ENDPOINT, { location, properties });
    await arm.send('PUT', ZONE, { location: 'global' });
    await arm.send('PUT', `${ENDPOINT}/privateDnsZoneGroups/default`, {
      properties: { privateDnsZoneConfigs: [{ name: 'blob', properties: { privateDnsZoneId: ZONE } }] },
    });
    expect((await arm.send('GET', `${ZONE}/A`)).body.value).toHaveLength(1);
    await arm.send('DELETE', ENDPOINT);
    expect((await arm.send('GET', `${ZONE}/A`)).body.value).toEqual([]);
  });

  test('lists its groups of zones', async () => {
    await arm.send('PUT', ENDPOINT, { location, properties: { subnet: { id: SUBNET } } });
    const config = { name: 'blob', properties: { privateDnsZoneId: ZONE } };
    await arm.send('PUT', `${ENDPOINT}/privateDnsZoneGroups/default`, {
      properties: { privateDnsZoneConfigs: [config] },
    });
    const { body } = await arm.send('GET', `${ENDPOINT}/privateDnsZoneGroups`);
    expect(body.value).toMatchObject([{ properties: { privateDnsZoneConfigs: [config] } }]);
  });
});

test('a private DNS zone lists the networks that it is linked to', async () => {
  await arm.send('PUT', ZONE, { location: 'global' });
  const link = { location: 'global', properties: { virtualNetwork: { id: VNET } } };
  await arm.send('PUT', `${ZONE}/virtualNetworkLinks/hub`, link);
  const { body } = await arm.send('GET', `${ZONE}/virtualNetworkLinks`);
  expect(body.value).toMatchObject([
    { properties: { virtualNetwork: { id: VNET }, virtualNetworkLinkState: 'Completed' } },
  ]);
});

test('a public address has an address of its own, and keeps it', async () => {
  const id = `${NETWORK}/publicIPAddresses/out`;
  const first = (await arm.send('PUT', id, { location })).body.properties.ipAddress;
  await arm.send('PUT', `${NETWORK}/publicIPAddresses/other`, { location });
  const again = (await arm.send('PUT', id, { location })).body.properties.ipAddress;
  expect(first).toMatch(/^203\.0\.113\.\d+$/);
  expect(again).toBe(first);
});

test('a private DNS zone has the records that a person writes', async () => {
  await arm.send('PUT', ZONE, { location: 'global' });
  const properties = { ttl: 60, aRecords: [{ ipv4Address: '10.0.1.9' }] };
  expect(await arm.send('PUT', `${ZONE}/A/st1`, { properties })).toMatchObject({ status: 201, body: { properties } });
  expect((await arm.send('PUT', `${ZONE}/A/st1`, { properties: { aRecords: [{ ipv4Address: 'x' }] } })).status).toBe(
    400,
  );
});

describe('a peering', () => {
  const SPOKE = `${NETWORK}/virtualNetworks/spoke`;
  const peering = (network: string) => `${network}/virtualNetworkPeerings/p`;
  const to = (id: string) => ({ properties: { remoteVirtualNetwork: { id } } });
  const stateIn = async (network: string) =>
    (await arm.send('GET', network)).body.properties.virtualNetworkPeerings[0]?.properties.peeringState;

  beforeEach(async () => {
    const properties = { addressSpace: { addressPrefixes: ['10.9.0.0/16'] } };
    await arm.send('PUT', SPOKE, { location, properties });
  });

  test('is connected once both sides have one, and disconnected when one side goes', async () => {
    expect(await arm.send('PUT', peering(VNET), to(SPOKE))).toMatchObject({
      status: 201,
      body: { id: peering(VNET), properties: { peeringState: 'Initiated' } },
    });
    await arm.send('PUT', peering(SPOKE), to(VNET));
    expect([await stateIn(VNET), await stateIn(SPOKE)]).toEqual(['Connected', 'Connected']);
    expect((await arm.send('PUT', peering(SPOKE), to(VNET))).status).toBe(200);
    await arm.send('DELETE', peering(VNET));
    expect([await stateIn(VNET), await stateIn(SPOKE)]).toEqual([undefined, 'Disconnected']);
    expect((await arm.send('GET', peering(SPOKE))).body.properties.peeringState).toBe('Disconnected');
    expect((await arm.send('GET', peering(VNET))).status).toBe(404);
  });

  test('stays when its network is written without it', async () => {
    await arm.send('PUT', peering(VNET), to(SPOKE));
    await arm.send('PUT', VNET, { location, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } });
    expect((await arm.send('GET', `${VNET}/virtualNetworkPeerings`)).body.value).toHaveLength(1);
  });
});
