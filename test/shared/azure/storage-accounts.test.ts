import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { NOTHING_THERE } from '../../support/arm-port.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { STORAGE_ACCOUNT, STORAGE_ACCOUNT_ID } from '../../support/facts.ts';
import { ENDPOINT_ID, SUBNET_ID } from '../../support/network.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const account = (properties: unknown, more: object = {}) => ({
  id: STORAGE_ACCOUNT.armId,
  name: 'shopbackups',
  location: 'westeurope',
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS', tier: 'Standard' },
  properties,
  ...more,
});

describe('the firewall of an account', () => {
  test.each([
    [
      'in full',
      {
        publicNetworkAccess: 'Enabled',
        allowSharedKeyAccess: false,
        networkAcls: {
          defaultAction: 'Deny',
          bypass: 'Logging, AzureServices',
          resourceAccessRules: [{ tenantId: 't', resourceId: '/a/vault' }, { tenantId: 't' }],
          ipRules: [{ value: '1.2.3.4', action: 'Allow' }, {}],
          virtualNetworkRules: [{ id: SUBNET_ID, action: 'Allow', state: 'Succeeded' }, { id: 'odd' }],
        },
        privateEndpointConnections: [
          {
            properties: {
              privateEndpoint: { id: ENDPOINT_ID },
              privateLinkServiceConnectionState: { status: 'Approved' },
            },
          },
          { properties: null },
        ],
      },
      {
        publicNetworkAccess: 'Enabled',
        allowSharedKeyAccess: false,
        firewall: {
          defaultAction: 'Deny',
          bypass: ['Logging', 'AzureServices'],
          resourceIds: ['/a/vault'],
          subnets: [{ id: SUBNET_ID, state: 'Succeeded' }],
          ipRules: ['1.2.3.4'],
        },
        privateEndpoints: [
          { endpointId: ENDPOINT_ID, status: 'Approved' },
          { endpointId: undefined, status: undefined },
        ],
      },
    ],
    [
      'with nothing let through',
      { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
      { firewall: { bypass: [], subnets: [], ipRules: [] }, privateEndpoints: [] },
    ],
    ['with empty blocks', { networkAcls: { bypass: null } }, { firewall: { defaultAction: undefined, bypass: [] } }],
    ['left out', {}, { firewall: undefined, publicNetworkAccess: undefined, allowSharedKeyAccess: undefined }],
    [
      'as null',
      { networkAcls: null, allowSharedKeyAccess: null },
      { firewall: undefined, allowSharedKeyAccess: undefined },
    ],
  ])('%s', async (_, properties, expected) => {
    azure.willReply({ status: 200, body: account(properties) });
    expect(await arm.getStorageAccount(STORAGE_ACCOUNT_ID)).toMatchObject({ ok: true, value: expected });
  });

  test('a tier that is left out follows from the name of the sku', async () => {
    azure.willReply({ status: 200, body: account({}, { sku: { name: 'Premium_LRS' } }) });
    expect(await arm.getStorageAccount(STORAGE_ACCOUNT_ID)).toMatchObject({ value: { tier: 'Premium' } });
  });
});

describe('setting who passes the firewall', () => {
  const networkAcls = {
    defaultAction: 'Deny',
    bypass: 'Logging',
    ipRules: [{ value: '1.2.3.4', action: 'Allow' }],
    virtualNetworkRules: [{ id: '/a/subnet', action: 'Allow' }],
    resourceAccessRules: [{ tenantId: 't', resourceId: '/a/vault' }],
  };
  const set = async (bypass: readonly string[]) => {
    const read = await arm.getNetworkRules(STORAGE_ACCOUNT_ID);
    return read.ok ? arm.setStorageBypass(STORAGE_ACCOUNT_ID, bypass, read) : read;
  };

  test.each([
    [['Logging', 'AzureServices'], 'Logging, AzureServices'],
    [['Logging'], 'Logging'],
    [[], 'None'],
  ])('to %j sends back all the rules that are there', async (bypass, sent) => {
    const after = account({ networkAcls: { ...networkAcls, bypass: sent } });
    azure.willReply({ status: 200, body: account({ networkAcls }) }, { status: 200, body: after });
    expect(await set(bypass)).toMatchObject({ ok: true, value: { firewall: { bypass } } });
    expect(azure.received[1]).toMatchObject({
      method: 'PATCH',
      body: { properties: { networkAcls: { ...networkAcls, bypass: sent } } },
    });
  });

  test.each([{}, { networkAcls: null }, { networkAcls: {} }])(
    'sends nothing where there are no rules: %o',
    async (properties) => {
      azure.willReply({ status: 200, body: account(properties) });
      expect(await set(['AzureServices'])).toMatchObject({ ok: false, failure: { code: 'NoNetworkRules' } });
      expect(azure.received).toHaveLength(1);
    },
  );
});

describe('a container', () => {
  const body = { id: `${STORAGE_ACCOUNT.armId}/blobServices/default/containers/shop`, name: 'shop' };

  test.each([
    ['is there', [body, { ...body, name: 'shop-2' }], { name: 'shop' }],
    ['is not there', [{ ...body, name: 'shop-2' }], 'absent'],
    ['is not there at all', [], 'absent'],
  ])('that %s is looked for by its name', async (_, value, expected) => {
    azure.willReply({ status: 200, body: { value } });
    const found = await arm.findBlobContainer(STORAGE_ACCOUNT_ID, 'shop');
    expect(found.ok && found.value).toEqual(expected === 'absent' ? expected : expect.objectContaining(expected));
    expect(azure.received[0]?.path).toContain('%24filter=shop');
  });

  test.each([
    ['2026-03-01T12:00:00.0000000Z', '2026-03-01T12:00:00.000Z'],
    ['soon', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('that was last modified %j has that time', async (lastModifiedTime, lastModified) => {
    azure.willReply({ status: 200, body: { value: [{ ...body, properties: { lastModifiedTime } }] } });
    const found = await arm.findBlobContainer(STORAGE_ACCOUNT_ID, 'shop');
    expect(found.ok && found.value).toEqual({ armId: body.id, name: 'shop', lastModified });
  });

  test('is made without public access', async () => {
    azure.willReply({ status: 201, body });
    const wanted = { kind: 'blobContainer', accountId: STORAGE_ACCOUNT_ID, container: 'shop' } as const;
    expect(await arm.putBlobContainer(wanted, NOTHING_THERE)).toMatchObject({ ok: true });
    expect(azure.received).toMatchObject([{ method: 'PUT', body: { properties: { publicAccess: 'None' } } }]);
  });

  test('without an id is unreadable', async () => {
    azure.willReply({ status: 200, body: { value: [{ name: 'shop', properties: null }] } });
    expect(await arm.findBlobContainer(STORAGE_ACCOUNT_ID, 'shop')).toMatchObject({
      failure: { code: 'UnreadableAnswer' },
    });
  });
});
