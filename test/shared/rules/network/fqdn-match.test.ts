import { expect, test } from 'vitest';
import { fqdnCovers, fqdnTouches } from '../../../../shared/rules/network/fqdn-match.ts';
import { namesOfTag } from '../../../../shared/rules/network/fqdn-tags.ts';

test.each<[pattern: string, wanted: string, covers: boolean, touches: boolean]>([
  ['mcr.microsoft.com', 'mcr.microsoft.com', true, true],
  ['MCR.Microsoft.com.', 'mcr.microsoft.com', true, true],
  ['*.microsoft.com', 'mcr.microsoft.com', true, true],
  ['*.microsoft.com', 'a.b.microsoft.com', true, true],
  ['*.microsoft.com', '*.data.mcr.microsoft.com', true, true],
  ['*.microsoft.com', '*.microsoft.com', true, true],
  ['*', '*.microsoft.com', true, true],
  ['*microsoft.com', 'notmicrosoft.com', true, true],
  ['*.microsoft.com', 'microsoft.com', false, false],
  ['*.data.mcr.microsoft.com', 'data.mcr.microsoft.com', false, false],
  ['*.data.mcr.microsoft.com', '*.microsoft.com', false, true],
  ['management.azure.com', '*.azure.com', false, true],
  ['management.azure.com', 'azure.com', false, false],
  ['mcr.*.com', 'mcr.microsoft.com', false, false],
  ['mcr.*.com', 'mcr.*.com', true, true],
  ['', '*.azure.com', false, false],
])('%s, asked for %s: all %s, some %s', (pattern, wanted, covers, touches) => {
  expect(fqdnCovers(pattern, wanted)).toBe(covers);
  expect(fqdnTouches(pattern, wanted)).toBe(touches);
});

test('a tag holds the names that are published, and no others', () => {
  expect(namesOfTag(' azureKUBERNETESservice')).toContain('mcr.microsoft.com');
  expect(namesOfTag('AzureKubernetesService')).not.toContain('*.azure.com');
  expect(namesOfTag('AzureBackup')).toEqual([]);
  expect(namesOfTag('constructor')).toEqual([]);
});
