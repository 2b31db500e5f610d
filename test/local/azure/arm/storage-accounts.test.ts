import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const SUBNET = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes`;
const ACCESS = {
  tenantId: '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11',
  resourceId: `${GROUP_ID}/providers/Microsoft.X/y/z`,
};
const OPEN = {
  resourceAccessRules: [],
  bypass: 'AzureServices',
  virtualNetworkRules: [],
  ipRules: [],
  defaultAction: 'Allow',
};
const CLOSED = {
  resourceAccessRules: [ACCESS],
  bypass: 'Metrics',
  virtualNetworkRules: [{ id: SUBNET, action: 'Allow', state: 'Succeeded' }],
  ipRules: [{ value: '203.0.113.0/24', action: 'Allow' }],
  defaultAction: 'Deny',
};
const wish = { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-storage-${process.pid}-${++runs}.ndjson` });
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
});
afterEach(() => azure.arm.close());

const put = (properties: object) => azure.send('PUT', ACCOUNT, { ...wish, properties });
const patch = (properties: object) => azure.send('PATCH', ACCOUNT, { properties });
const properties = async () => (await azure.send('GET', ACCOUNT)).body.properties;

test('an account is open unless it is set otherwise', async () => {
  await put({});
  expect(await properties()).toMatchObject({
    networkAcls: OPEN,
    publicNetworkAccess: 'Enabled',
    allowSharedKeyAccess: true,
  });
});

test('a firewall is kept in full', async () => {
  const virtualNetworkRules = [{ id: SUBNET }];
  const ipRules = [{ value: '203.0.113.0/24' }];
  await put({ networkAcls: { ...CLOSED, virtualNetworkRules, ipRules } });
  expect((await properties()).networkAcls).toEqual(CLOSED);
});

test('a change of the firewall replaces all of it, any other change none of it', async () => {
  await put({ networkAcls: CLOSED });
  await patch({ minimumTlsVersion: 'TLS1_2' });
  expect((await properties()).networkAcls).toEqual(CLOSED);
  await patch({ networkAcls: { defaultAction: 'Deny', ipRules: [] } });
  expect((await properties()).networkAcls).toEqual({ ...OPEN, defaultAction: 'Deny' });
});

test.each([
  ['publicNetworkAccess', 'Disabled'],
  ['allowSharedKeyAccess', false],
])('%s is kept', async (name, value) => {
  await put({});
  expect((await patch({ [name]: value })).body.properties[name]).toBe(value);
  expect((await properties())[name]).toBe(value);
  await put({ [name]: value });
  expect((await properties())[name]).toBe(value);
});

describe('not recorded', () => {
  // The specification lists single bypasses only, though it speaks of combinations, and knows no
  // errors.
  beforeEach(async () => {
    await azure.arm.close();
    azure = await startTestArm();
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  });

  test('bypasses are combined', async () => {
    await put({ networkAcls: { ...CLOSED, bypass: 'Logging, AzureServices' } });
    expect((await properties()).networkAcls.bypass).toBe('Logging, AzureServices');
  });

  test.each([
    ['a bypass that there is not', { networkAcls: { defaultAction: 'Deny', bypass: 'Everybody' } }],
    ['no default action', { networkAcls: { bypass: 'None' } }],
    ['keys that may be shared a little', { allowSharedKeyAccess: 'maybe' }],
  ])('%s is refused', async (_, wrong) => {
    expect(await put(wrong)).toMatchObject({ status: 400, body: { error: { code: 'InvalidRequestContent' } } });
  });
});
