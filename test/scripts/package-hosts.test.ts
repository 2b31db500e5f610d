/**
 * Every address in the package: called, and then in docs/security.md, or not called, and then here
 * with the reason.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { PACKAGE_VARIABLE } from '../support/global-setup.ts';
import { textOf } from '../support/infra-files.ts';

const LINK = 'a link in a text for people';
const AUDIENCE = 'the audience of a token; no connection';
const SCHEMA = 'the name of a schema';
const EXAMPLE = 'an example in the description of the API or of a setting';
const OTHER_IDENTITY = 'part of a way to sign in that the app does not use';
const NOT_CALLED: Readonly<Record<string, string>> = {
  'learn.microsoft.com': LINK,
  'aka.ms': LINK,
  'github.com': LINK,
  'portal.azure.com': LINK,
  'portal.azure.us': LINK,
  'portal.azure.cn': LINK,
  'velero.io': LINK,
  'microsoft.com': LINK,
  'emscripten.org': LINK,
  'storage.azure.com': AUDIENCE,
  'disk.azure.com': AUDIENCE,
  'disk.compute.azure.com': AUDIENCE,
  'cosmos.azure.com': AUDIENCE,
  'monitor.azure.com': AUDIENCE,
  'eventgrid.azure.net': AUDIENCE,
  'schemas.microsoft.com': SCHEMA,
  'json-schema.org': SCHEMA,
  'json.schemastore.org': SCHEMA,
  'adaptivecards.io': SCHEMA,
  'example.com': EXAMPLE,
  'management.example': EXAMPLE,
  'backstay.example': EXAMPLE,
  'backstay.azurewebsites.net': EXAMPLE,
  'login.microsoftonline.com': OTHER_IDENTITY,
  'login.microsoftonline.us': OTHER_IDENTITY,
  'login.microsoftonline.de': OTHER_IDENTITY,
  'login.chinacloudapi.cn': OTHER_IDENTITY,
  '169.254.169.254':
    'the identity endpoint of virtual machines: App Service has its own. Statsbeat, which is off, asks it too',
  '127.0.0.1': 'this machine',
  localhost: 'this machine',
  'westus-0.in.applicationinsights.azure.com': 'statsbeat, which shared/telemetry/azure-monitor.ts turns off',
  'westeurope-5.in.applicationinsights.azure.com': 'statsbeat, which shared/telemetry/azure-monitor.ts turns off',
  'dc.services.visualstudio.com': 'for connection strings without an ingestion endpoint; those of Azure have one',
  'rt.services.visualstudio.com': 'for connection strings without a live endpoint; those of Azure have one',
  'global.livediagnostics.monitor.azure.com': 'for connection strings without a live endpoint; those of Azure have one',
  'settings.sdk.monitor.azure.com': 'remote settings, which scripts/package/leave-out.ts leaves out',
  'js.monitor.azure.com': 'a script for browsers, which the app does not send',
};

const built = process.env[PACKAGE_VARIABLE] ?? '';
const filesIn = (folder: string) => globSync('**/*.js', { cwd: folder });
const hosts = atLeastOne([
  ...new Set(
    filesIn(built).flatMap((path) =>
      [...readFileSync(join(built, path), 'utf8').matchAll(/https?:\/\/([a-z\d][a-z\d.-]*[a-z\d])(?![\w.$}{-])/gi)].map(
        ([, host = '']) => host.toLowerCase(),
      ),
    ),
  ),
]);
const [, section = ''] = /### Hosts that are called\n([\s\S]*?)\n- \*\*Proven/.exec(textOf('docs/security.md')) ?? [];

test('each host that the package names is called and documented, or known not to be called', () => {
  expect(section).toContain('`management.azure.com`');
  expect(hosts).toContain('management.azure.com');
  expect(hosts.filter((host) => !(host in NOT_CALLED) && !section.includes(`\`${host}\``))).toEqual([]);
});

test('no host is listed as not called that the package no longer names, or that the documentation has', () => {
  expect(Object.keys(NOT_CALLED).filter((host) => !hosts.includes(host))).toEqual([]);
  expect(Object.keys(NOT_CALLED).filter((host) => section.includes(`\`${host}\``))).toEqual([]);
});

test('statsbeat is off, and the worker that reads remote settings is not in the package', () => {
  expect(textOf('shared/telemetry/azure-monitor.ts')).toContain("APPLICATION_INSIGHTS_NO_STATSBEAT ??= 'true'");
  const code = filesIn(built).map((path) => readFileSync(join(built, path), 'utf8'));
  expect(code.filter((text) => text.includes('ConfigurationManager'))).not.toEqual([]);
  expect(code.filter((text) => text.includes('ConfigurationWorker'))).toEqual([]);
});
