import { expect, test } from 'vitest';
import { cloudOf, portalIn } from '../../../shared/azure/clouds.ts';
import { portalAddress } from '../../../shared/model/portal-address.ts';

const GROUP = '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-shop';
const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/shop`;

test.each([
  ['public', undefined, 'https://portal.azure.com/#@/resource'],
  ['public', 'tenant-1', 'https://portal.azure.com/#@tenant-1/resource'],
  ['usGovernment', undefined, 'https://portal.azure.us/#@/resource'],
  ['china', undefined, 'https://portal.azure.cn/#@/resource'],
] as const)('the portal of the %s cloud, tenant %s', (name, tenantId, start) => {
  expect(portalAddress(portalIn(cloudOf({ name }), tenantId), CLUSTER)).toBe(start + CLUSTER.toLowerCase());
});

test('a custom cloud has no portal that is known', () => {
  const own = 'https://arm.local';
  const cloud = cloudOf({ name: 'custom', resourceManager: own, authority: own, audience: own });
  expect(portalIn(cloud, 'tenant-1')).toBeUndefined();
  expect(portalAddress(undefined, CLUSTER)).toBeUndefined();
});

test.each(['', 'shop', 'javascript:alert(1)', `${GROUP}/../x`, `${CLUSTER}?a=b`, `${CLUSTER}#x`])(
  'no address is made of %j',
  (text) => {
    expect(portalAddress('https://portal.azure.com/#@', text)).toBeUndefined();
  },
);

test('letters of any script are encoded', () => {
  const address = portalAddress('https://portal.azure.com/#@', `${GROUP.replace('rg-shop', 'größe')}`);
  expect(address).toMatch(/resourcegroups\/gr%C3%B6%C3%9Fe$/);
});
