import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
} from '../../../support/local-arm.ts';

const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const SUBNET = `${NETWORK}/virtualNetworks/v/subnets/nodes`;
const location = 'westeurope';
const POOL = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osType: 'Linux' };

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location });
  await azure.register();
});
afterEach(() => azure.arm.close());

async function installIn(properties: object, before: () => Promise<unknown> = async () => undefined) {
  await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties: { ...CLUSTER_PUT.properties, ...properties } });
  await azure.wait(300);
  await before();
  expect((await azure.send('PUT', EXTENSION, EXTENSION_PUT)).status).toBe(201);
  await azure.wait(300);
  return (await azure.send('GET', EXTENSION)).body.properties;
}

describe('an install in a cluster with', () => {
  test.each([
    ['an ordinary pool', [POOL], 'Succeeded'],
    ['the taint of system pools only', [{ ...POOL, nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }], 'Succeeded'],
    ['a taint that only asks', [{ ...POOL, nodeTaints: ['a=b:PreferNoSchedule'] }], 'Succeeded'],
    ['an empty pool that grows', [{ ...POOL, count: 0, enableAutoScaling: true }], 'Succeeded'],
    ['another taint', [{ ...POOL, nodeTaints: ['sku=gpu:NoSchedule'] }], 'Failed'],
    ['Arm processors', [{ ...POOL, vmSize: 'Standard_D4ps_v5' }], 'Failed'],
    ['an empty pool', [{ ...POOL, count: 0 }], 'Failed'],
    ['spot machines', [{ ...POOL, mode: 'User', scaleSetPriority: 'Spot' }], 'Failed'],
  ])('%s', async (_, agentPoolProfiles, provisioningState) => {
    const properties = await installIn({ agentPoolProfiles });
    expect(properties.provisioningState).toBe(provisioningState);
    if (provisioningState === 'Failed') {
      const message = expect.stringContaining('timed out waiting for the condition');
      expect(properties.statuses).toEqual([
        expect.objectContaining({ code: 'InstallationFailed', level: null, message }),
      ]);
    }
  });

  const DENY = { access: 'Deny', priority: 400 };
  test.each<readonly [string, readonly object[], 'Succeeded' | 'Failed']>([
    ['denies what goes out', [DENY], 'Failed'],
    ['allows Azure before it denies', [{ priority: 300, destinationAddressPrefix: 'AzureCloud' }, DENY], 'Succeeded'],
    ['denies before it allows', [DENY, { priority: 500, destinationAddressPrefix: 'AzureCloud' }], 'Failed'],
    ['allows inbound traffic only', [{ direction: 'Inbound', priority: 300 }, DENY], 'Failed'],
    ['denies another port', [{ ...DENY, destinationPortRange: '25' }], 'Succeeded'],
    ['denies a range of ports', [{ ...DENY, destinationPortRanges: ['25', '400-500'] }], 'Failed'],
    ['denies another protocol', [{ ...DENY, protocol: 'Udp' }], 'Succeeded'],
    ['denies the subnet', [{ ...DENY, sourceAddressPrefix: '10.1.0.0/16' }], 'Failed'],
    ['denies what the subnet is in', [{ ...DENY, sourceAddressPrefixes: ['10.0.0.0/8'] }], 'Failed'],
    ['denies half of the subnet', [{ ...DENY, sourceAddressPrefix: '10.1.0.0/17' }], 'Succeeded'],
    ['denies another subnet', [{ ...DENY, sourceAddressPrefix: '10.2.0.0/16' }], 'Succeeded'],
    ['allows another subnet', [{ priority: 300, sourceAddressPrefix: '10.2.0.0/16' }, DENY], 'Failed'],
    ['denies other addresses', [{ ...DENY, destinationAddressPrefix: '192.168.0.0/16' }], 'Succeeded'],
    ['denies one public address', [{ ...DENY, destinationAddressPrefix: '20.1.2.3' }], 'Succeeded'],
    ['allows public addresses', [{ priority: 300, destinationAddressPrefix: '20.0.0.0/8' }, DENY], 'Succeeded'],
    ['denies the tag of one service', [{ ...DENY, destinationAddressPrefix: 'AzureActiveDirectory' }], 'Failed'],
    ['denies the tag of another service', [{ ...DENY, destinationAddressPrefix: 'Sql' }], 'Succeeded'],
    ['denies the tag of another region', [{ ...DENY, destinationAddressPrefix: 'AzureCloud.eastus' }], 'Succeeded'],
  ])('a security group that %s', async (_, rules, provisioningState) => {
    const properties = await installBehind(rules, [{ ...POOL, vnetSubnetID: SUBNET }]);
    expect(properties.provisioningState).toBe(provisioningState);
    if (provisioningState === 'Failed') expect(properties.statuses[0].message).toContain('BackoffLimitExceeded');
  });

  const WINDOWS = { ...POOL, name: 'win', mode: 'User', osType: 'Windows', vnetSubnetID: SUBNET };
  test('a security group that denies what goes out of the subnet of Windows nodes', async () => {
    const properties = await installBehind([DENY], [POOL, WINDOWS]);
    expect(properties.provisioningState).toBe('Succeeded');
  });

  async function installBehind(rules: readonly object[], agentPoolProfiles: readonly object[]) {
    const securityRules = rules.map((rule, index) => ({
      name: `r${index}`,
      properties: {
        protocol: '*',
        sourcePortRange: '*',
        direction: 'Outbound',
        access: 'Allow',
        ...(!('sourceAddressPrefixes' in rule) && { sourceAddressPrefix: '*' }),
        ...(!('destinationPortRanges' in rule) && { destinationPortRange: '*' }),
        destinationAddressPrefix: '*',
        ...rule,
      },
    }));
    const group = `${NETWORK}/networkSecurityGroups/nodes`;
    await azure.send('PUT', group, { location, properties: { securityRules } });
    const subnets = [
      { name: 'nodes', properties: { addressPrefix: '10.1.0.0/16', networkSecurityGroup: { id: group } } },
    ];
    const addressSpace = { addressPrefixes: ['10.0.0.0/8'] };
    await azure.send('PUT', `${NETWORK}/virtualNetworks/v`, { location, properties: { addressSpace, subnets } });
    return installIn({ agentPoolProfiles });
  }

  test('a lock on the group of its nodes, where the identity has no place then', async () => {
    const group = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1_westeurope`;
    const lock = `${group}/providers/Microsoft.Authorization/locks/hands-off`;
    const properties = await installIn({}, () => azure.send('PUT', lock, { properties: { level: 'ReadOnly' } }));
    expect(properties).toMatchObject({ provisioningState: 'Failed', aksAssignedIdentity: null });
    expect(properties.statuses[0].message).toContain('ScopeLocked');
  });
});
