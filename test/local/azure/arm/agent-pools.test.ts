import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLUSTER, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const POOLS = `${CLUSTER}/agentPools`;
const USER = `${POOLS}/user1`;
const POOL_PUT = { properties: { mode: 'User', count: 2, vmSize: 'Standard_D4s_v5', nodeTaints: ['a=b:NoSchedule'] } };

let azure: TestArm;
let tests = 0;
beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-agent-pools-${process.pid}-${tests++}.ndjson` });
  await azure.furnish();
});
afterEach(() => azure.arm.close());

const poolsOfCluster = async () =>
  (await azure.send('GET', CLUSTER)).body.properties.agentPoolProfiles.map(({ name }: { name: string }) => name);

describe('node pools', () => {
  test('are resources of their own, with what the cluster says of them', async () => {
    const [profile] = (await azure.send('GET', CLUSTER)).body.properties.agentPoolProfiles;
    const { name, ...properties } = profile;
    const pool = {
      id: expect.stringMatching(/\/agentPools\/system$/),
      name: 'system',
      type: 'Microsoft.ContainerService/managedClusters/agentPools',
      properties,
    };
    expect((await azure.send('GET', `${POOLS}/${name}`)).body).toEqual(pool);
    expect((await azure.send('GET', POOLS)).body.value).toEqual([pool]);
  });

  test('are added and changed by long operations of the cluster', async () => {
    const made = await azure.send('PUT', USER, POOL_PUT);
    expect(made).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Creating', count: 2 } } });
    expect((await azure.send('GET', CLUSTER)).body.properties.provisioningState).toBe('Updating');
    expect((await azure.send('PUT', `${POOLS}/user2`, POOL_PUT)).status).toBe(409);
    await azure.wait(124);
    expect(await poolsOfCluster()).toEqual(['system', 'user1']);
    expect(made.headers.get('azure-asyncoperation')).toContain('/locations/westeurope/operations/');

    const changed = await azure.send('PUT', USER, { properties: { count: 3 } });
    expect(changed).toMatchObject({ status: 200, body: { properties: { provisioningState: 'Updating' } } });
    await azure.wait(124);
    expect((await azure.send('GET', USER)).body.properties).toMatchObject({
      count: 3,
      vmSize: 'Standard_D4s_v5',
      nodeTaints: ['a=b:NoSchedule'],
      provisioningState: 'Succeeded',
    });
  });

  test('are deleted, except the last one for the system', async () => {
    await azure.send('PUT', USER, POOL_PUT);
    await azure.wait(124);
    expect((await azure.send('DELETE', `${POOLS}/system`)).status).toBe(400);
    expect((await azure.send('DELETE', USER)).status).toBe(202);
    await azure.wait(124);
    expect(await poolsOfCluster()).toEqual(['system']);
    expect((await azure.send('DELETE', USER)).status).toBe(204);
    expect(await azure.send('GET', USER)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
  });

  test('are refused with a wrong name, or in a subnet that is not there', async () => {
    // Such requests are in no specification, so they are not recorded.
    azure = await startTestArm();
    await azure.furnish();
    expect((await azure.send('PUT', `${POOLS}/Not-A-Name`, POOL_PUT)).body.code).toBe('InvalidParameter');
    const vnetSubnetID = `${CLUSTER.split('/Microsoft.')[0]}/Microsoft.Network/virtualNetworks/none/subnets/none`;
    expect((await azure.send('PUT', USER, { properties: { vnetSubnetID } })).body.code).toBe('SubnetNotFound');
  });
});

describe('upgrades', () => {
  test('of a cluster and its pools are later ones of its minor version, and those of the next', async () => {
    const { body } = await azure.send('GET', `${CLUSTER}/upgradeProfiles/default`);
    const upgrades = [{ kubernetesVersion: '1.37.0' }, { kubernetesVersion: '1.37.1' }];
    const profile = { kubernetesVersion: '1.36.2', osType: 'Linux', upgrades };
    expect(body.properties).toEqual({
      controlPlaneProfile: profile,
      agentPoolProfiles: [{ ...profile, name: 'system' }],
    });
    const ofPool = await azure.send('GET', `${POOLS}/system/upgradeProfiles/default`);
    expect(ofPool.body.properties).toMatchObject({ ...profile, latestNodeImageVersion: expect.any(String) });
    expect((await azure.send('GET', `${POOLS}/none/upgradeProfiles/default`)).status).toBe(404);
  });
});
