import { expect, test } from 'vitest';
import { cloudOf, scopeOf, storageSuffixOf } from '../../../shared/azure/clouds.ts';

test.each([
  ['public', 'https://management.azure.com', 'https://management.azure.com/.default'],
  ['usGovernment', 'https://management.usgovcloudapi.net', 'https://management.usgovcloudapi.net/.default'],
  ['china', 'https://management.chinacloudapi.cn', 'https://management.chinacloudapi.cn/.default'],
] as const)('the %s cloud has its own Resource Manager and audience', (name, resourceManager, scope) => {
  const cloud = cloudOf({ name });
  expect(cloud.resourceManager).toBe(resourceManager);
  expect(scopeOf(cloud)).toBe(scope);
});

test.each([
  ['public', 'core.windows.net'],
  ['usGovernment', 'core.usgovcloudapi.net'],
  ['china', 'core.chinacloudapi.cn'],
] as const)('storage of the %s cloud is below %s', (name, suffix) => {
  expect(storageSuffixOf(cloudOf({ name }))).toBe(suffix);
});

test('a custom cloud is what its three addresses say, slashes at the end aside', () => {
  const custom = {
    resourceManager: 'https://ARM.local:8443/',
    authority: 'https://id.local/',
    audience: 'https://arm/',
  };
  const expected = {
    resourceManager: 'https://arm.local:8443',
    authority: 'https://id.local',
    audience: 'https://arm',
  };
  expect(cloudOf({ name: 'custom', ...custom })).toEqual({ ...expected, blobSuffix: undefined });
  const blobHost = '.blob.local';
  expect(cloudOf({ name: 'custom', ...custom, blobHost })).toEqual({ ...expected, blobSuffix: blobHost });
});

test.each(['http://arm.local', 'arm.local', ''])('a custom Resource Manager at %o is refused', (resourceManager) => {
  expect(() => cloudOf({ name: 'custom', resourceManager, authority: 'a', audience: 'b' })).toThrow(/https address/);
});
