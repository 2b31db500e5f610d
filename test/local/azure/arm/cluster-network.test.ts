import { afterEach, beforeEach, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { CLUSTER, CLUSTER_PUT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const VNET = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/spoke`;
const SUBNET = `${VNET}/subnets/nodes`;
const NODE_GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope/providers/Microsoft.Network`;

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-cluster-network-${process.pid}-${++runs}.ndjson` });
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
});
afterEach(() => azure.arm.close());

const clusterIn = (vnetSubnetID: string) => ({
  ...CLUSTER_PUT,
  properties: {
    ...CLUSTER_PUT.properties,
    agentPoolProfiles: [{ ...CLUSTER_PUT.properties.agentPoolProfiles[0], vnetSubnetID }],
  },
});
const makeSubnet = () =>
  azure.send('PUT', VNET, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/24' } }],
    },
  });
const listed = async (type: string) => (await azure.send('GET', `${NODE_GROUP}/${type}`)).body.value;

test('a cluster without a subnet gets a network of its own, with a security group', async () => {
  expect((await azure.send('PUT', CLUSTER, CLUSTER_PUT)).status).toBe(201);
  const [group] = await listed('networkSecurityGroups');
  const [network] = await listed('virtualNetworks');
  const [, digits] = /^aks-agentpool-(\d{8})-nsg$/.exec(group.name) ?? [];
  expect(network.name).toBe(`aks-vnet-${digits}`);
  expect(network.properties.subnets).toMatchObject([
    { name: 'aks-subnet', properties: { addressPrefix: '10.224.0.0/16', networkSecurityGroup: { id: group.id } } },
  ]);
  expect(group.properties).toMatchObject({ securityRules: [], subnets: [{ id: network.properties.subnets[0].id }] });
});

test('a cluster in a subnet gets a security group alone, which is not that of the subnet', async () => {
  await makeSubnet();
  const put = await azure.send('PUT', CLUSTER, clusterIn(SUBNET));
  expect(put).toMatchObject({ status: 201, body: { properties: { agentPoolProfiles: [{ vnetSubnetID: SUBNET }] } } });
  expect(await listed('virtualNetworks')).toEqual([]);
  const [group] = await listed('networkSecurityGroups');
  expect(group.properties.subnets).toBeUndefined();
  expect((await azure.send('GET', SUBNET)).body.properties.networkSecurityGroup).toBeUndefined();
  expect(await azure.send('DELETE', SUBNET)).toMatchObject({
    status: 400,
    body: { error: { code: 'InUseSubnetCannotBeDeleted' } },
  });
});

test('a later write makes nothing new, and what was made goes with the cluster', async () => {
  await azure.send('PUT', CLUSTER, CLUSTER_PUT);
  await azure.wait(280);
  await azure.send('PUT', CLUSTER, CLUSTER_PUT);
  await azure.wait(124);
  const [group, ...others] = await listed('networkSecurityGroups');
  expect(others).toEqual([]);
  await azure.send('DELETE', CLUSTER);
  await azure.wait(249);
  expect(azure.arm.state.exists(group.id)).toBe(false);
  expect(azure.arm.state.subnets.all()).toEqual([]);
});

test('a subnet that does not exist is refused in the way of AKS', async () => {
  expect(await azure.send('PUT', CLUSTER, clusterIn(SUBNET))).toMatchObject({
    status: 400,
    body: {
      code: 'SubnetNotFound',
      message: `Could not find subnet nodes in vnet spoke from resource group rg of subscription ${SUBSCRIPTION_ID}.`,
    },
  });
  expect((await azure.send('GET', CLUSTER)).status).toBe(404);
});

test('an id that is none is refused in the way of Resource Manager', async () => {
  await azure.arm.close();
  // Not recorded: such a request is against the specification.
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  const refused = await azure.send('PUT', CLUSTER, clusterIn('nodes'));
  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'LinkedInvalidPropertyId' } } });
});
