import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLUSTER, CLUSTER_PUT, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const AT_2024 = { query: 'api-version=2024-05-01' };
const AT_2026 = { query: 'api-version=2026-05-01' };
const MACHINES = { scale: { manual: [{ size: 'Standard_D4s_v5', count: 3 }] } };
const NEWER = {
  nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'None' },
  nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
};
const BODY = {
  ...CLUSTER_PUT,
  properties: {
    ...CLUSTER_PUT.properties,
    ...NEWER,
    agentPoolProfiles: [{ name: 'system', mode: 'System', type: 'VirtualMachines', virtualMachinesProfile: MACHINES }],
  },
};

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-cluster-versions-${process.pid}.ndjson` });
  await azure.send('PUT', CLUSTER.split('/providers/')[0] ?? '', { location: 'westeurope' });
});
afterEach(() => azure.arm.close());

test('a client sees the fields of the version that it asks for', async () => {
  const made = await azure.send('PUT', CLUSTER, BODY, AT_2026);
  expect(made.body.properties).toMatchObject(NEWER);
  await azure.wait(300);
  const { properties, sku } = (await azure.send('GET', CLUSTER, undefined, AT_2026)).body;
  expect(properties).toMatchObject({ ...NEWER, agentPoolProfiles: [{ virtualMachinesProfile: MACHINES }] });
  expect(properties.agentPoolProfiles[0]).not.toHaveProperty('vmSize');

  const older = (await azure.send('GET', CLUSTER, undefined, AT_2024)).body;
  expect(older.sku).toEqual(sku);
  for (const name of Object.keys(NEWER)) expect(older.properties).not.toHaveProperty(name);
  expect(older.properties.agentPoolProfiles[0]).not.toHaveProperty('virtualMachinesProfile');
  const [listed] = (await azure.send('GET', CLUSTER.replace(/\/[^/]+$/, ''), undefined, AT_2024)).body.value;
  expect(listed.properties).toEqual(older.properties);
});

test('a client of an older version can neither ask for newer fields nor take them away', async () => {
  await azure.send('PUT', CLUSTER, BODY, AT_2026);
  await azure.wait(300);
  const provisioning = { nodeProvisioningProfile: { mode: 'Manual' } };
  const { agentPoolProfiles: _, ...properties } = CLUSTER_PUT.properties;
  await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties: { ...properties, ...provisioning } }, AT_2024);
  await azure.wait(300);
  expect((await azure.send('GET', CLUSTER, undefined, AT_2026)).body.properties).toMatchObject(NEWER);
});

test('AKS Automatic has node auto-provisioning and a locked node resource group', async () => {
  await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, sku: { name: 'Automatic', tier: 'Standard' } }, AT_2024);
  await azure.wait(300);
  expect((await azure.send('GET', CLUSTER, undefined, AT_2024)).body.sku.name).toBe('Automatic');
  expect((await azure.send('GET', CLUSTER, undefined, AT_2026)).body.properties).toMatchObject({
    nodeProvisioningProfile: { mode: 'Auto' },
    nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
  });
});

test('a pool is stopped by its client', async () => {
  const pools = [
    ...CLUSTER_PUT.properties.agentPoolProfiles,
    { name: 'user', mode: 'User', powerState: { code: 'Stopped' } },
  ];
  await azure.send('PUT', CLUSTER, {
    ...CLUSTER_PUT,
    properties: { ...CLUSTER_PUT.properties, agentPoolProfiles: pools },
  });
  await azure.wait(300);
  const { agentPoolProfiles } = (await azure.send('GET', CLUSTER)).body.properties;
  expect(agentPoolProfiles).toMatchObject([{ powerState: { code: 'Running' } }, { powerState: { code: 'Stopped' } }]);
});
