import { ACCOUNT_ID, CLUSTER_BODY, LOCATION, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import type { VirtualWorld } from './virtual-world.ts';

const VNET_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop`;
const SUBNET_ID = `${VNET_ID}/subnets/nodes`;

/** A cluster whose nodes are in a subnet that the storage account lets in. */
export const CLUSTER_IN_SUBNET = {
  ...CLUSTER_BODY,
  properties: {
    ...CLUSTER_BODY.properties,
    agentPoolProfiles: CLUSTER_BODY.properties.agentPoolProfiles.map((pool) => ({ ...pool, vnetSubnetID: SUBNET_ID })),
  },
};

/**
 * Puts the storage account behind a firewall that lets the nodes in, but not Azure Backup: Backstay
 * has something to change there.
 */
export async function closeAccount({ send }: Pick<VirtualWorld, 'send'>): Promise<void> {
  const subnet = {
    name: 'nodes',
    properties: { addressPrefix: '10.0.0.0/16', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
  };
  const vnet = {
    location: LOCATION,
    properties: { addressSpace: { addressPrefixes: ['10.0.0.0/8'] }, subnets: [subnet] },
  };
  await expectDone(send('PUT', VNET_ID, '2024-01-01', vnet));
  const virtualNetworkRules = [{ id: SUBNET_ID, action: 'Allow' }];
  const networkAcls = { defaultAction: 'Deny', bypass: 'Logging', ipRules: [], virtualNetworkRules };
  await expectDone(send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } }));
}

async function expectDone(sending: Promise<Response>): Promise<void> {
  const response = await sending;
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}
