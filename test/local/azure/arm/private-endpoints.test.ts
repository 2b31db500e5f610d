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
