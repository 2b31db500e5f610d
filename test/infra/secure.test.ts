import { expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { allOf, filesOf, textOf } from '../support/infra-files.ts';

const BICEP = atLeastOne(filesOf('infra/**/*.bicep'));
const ALL = atLeastOne(filesOf('infra/**/*.{bicep,bicepparam,json,kql,mjs}', 'azure.yaml', 'profiles.sample.json'));

test('there is something to read', () => {
  expect(BICEP.length).toBeGreaterThan(15);
  expect(ALL.length).toBeGreaterThan(BICEP.length);
});

/** A secret parameter, and the value that it has by default. */
const SECRET = /@secure\(\)\n(?:@.*\n)*param (\w+) \w+(?: = (.*))?/g;

test.each(ALL)('%s asks for no key and holds no secret', (file) => {
  const text = textOf(file);
  expect(text).not.toMatch(/list\w*Keys?\s*\(|listSecrets|listCallbackUrl/i);
  expect(text).not.toMatch(/AccountKey=|SharedAccessKey|[?&]sig=|DefaultEndpointsProtocol|-----BEGIN/i);
  expect(text).not.toMatch(/\bclientSecret\b(?!SettingName)|password\s*[:=]\s*['"][^'"]+['"]/i);
});

test.each(BICEP)('%s describes every parameter and every output', (file) => {
  const lines = textOf(file).split('\n');
  const undescribed = lines.filter((line, index) => {
    if (!/^(param|output) /.test(line)) return false;
    let above = index - 1;
    while (/^@(?!description)|^\]|^ {2}/.test(lines[above] ?? '')) above--;
    return !/^@description\('.{5,}'\)$/.test(lines[above] ?? '');
  });
  expect(undescribed).toEqual([]);
});

test.each(BICEP)('%s gives no value to a secret', (file) => {
  const text = textOf(file);
  const given = [...text.matchAll(SECRET)].filter(([, , value = "''"]) => value !== "''").map(([, name]) => name);
  expect(given).toEqual([]);
  expect(
    allOf(text, /^output (.*)$/gm).filter((output) => /webhook|token|secret|ConnectionString/i.test(output)),
  ).toEqual([]);
});

test('there are parameters, outputs and secrets of which all this is so', () => {
  const all = BICEP.map(textOf).join('\n');
  for (const what of [/^param /gm, /^output /gm, SECRET]) expect([...all.matchAll(what)].length).toBeGreaterThan(0);
});

test('what could be a secret is a secure parameter', () => {
  const params = BICEP.flatMap((file) => [...textOf(file).matchAll(/((?:^@.*\n)*)^param (\w+) /gm)]);
  const secrets = params.filter(([, , name = '']) => /webhook|secret|password|token/i.test(name));
  for (const [, decorators = '', name] of atLeastOne(secrets)) expect(decorators, name).toContain('@secure()');
});

test('the storage account has no keys, no public blobs and no old TLS', () => {
  const text = textOf('infra/modules/storage.bicep');
  for (const line of [
    'allowSharedKeyAccess: false',
    'allowBlobPublicAccess: false',
    'allowCrossTenantReplication: false',
    'defaultToOAuthAuthentication: true',
    "minimumTlsVersion: 'TLS1_2'",
    'supportsHttpsTrafficOnly: true',
  ]) {
    expect(text).toContain(line);
  }
  expect(allOf(text, /publicAccess: '(\w+)'/g)).toEqual(['None', 'None', 'None', 'None']);
});

test('a private account lets Event Grid in as a trusted service, and nothing else', () => {
  const text = textOf('infra/modules/storage.bicep');
  // Reports disagree on whether trusted services get in while public access is disabled; "selected
  // networks" is documented.
  expect(allOf(text, /^ +publicNetworkAccess: (.*)$/gm)).toEqual(["'Enabled'"]);
  expect(allOf(text, /^ +defaultAction: (.*)$/gm)).toEqual(["privateNetwork ? 'Deny' : 'Allow'"]);
  expect(allOf(text, /^ +bypass: (.*)$/gm)).toEqual(["'AzureServices'"]);
  expect(text).not.toMatch(/ipRules|virtualNetworkRules|resourceAccessRules/);
});

test('dead letters, which hold names of people, go by themselves, and nothing else does', () => {
  const text = textOf('infra/modules/storage.bicep');
  expect(text).toMatch(/^var deadLetterDays = 30$/m);
  expect(allOf(text, /prefixMatch: (.*)/g)).toEqual([`['\${deadLettersContainer}/']`]);
  expect(allOf(text, /daysAfterModificationGreaterThan: (.*)/g)).toEqual(['deadLetterDays']);
});

test('App Service lets through what Backstay refuses itself', () => {
  const text = textOf('infra/modules/function-app.bicep');
  expect(text).toContain('requireAuthentication: false');
  expect(text).toContain("unauthenticatedClientAction: 'AllowAnonymous'");
});

test('the anchors are kept from everybody, and can be added to', () => {
  const text = textOf('infra/modules/storage.bicep');
  expect(text).toMatch(/parent: anchors\n {2}name: 'default'/);
  expect(text).toContain('allowProtectedAppendWrites: true');
});

test('the function app is reached by https alone, and deployed to by its identity alone', () => {
  const text = textOf('infra/modules/function-app.bicep');
  expect(text).toContain('httpsOnly: true');
  expect(text).toContain("minTlsVersion: '1.2'");
  expect(text).toContain("ftpsState: 'Disabled'");
  expect(text).toContain('remoteDebuggingEnabled: false');
  expect(
    allOf(text, /basicPublishingCredentialsPolicies' = \{\n {4}name: '\w+'\n {4}properties: \{\n {6}allow: (\w+)/g),
  ).toEqual(['false', 'false']);
  expect(text).toContain("type: 'UserAssignedIdentity'");
});

test('telemetry and secrets are reached by roles alone', () => {
  const monitoring = textOf('infra/modules/monitoring.bicep');
  expect(monitoring).toContain('DisableLocalAuth: true');
  expect(monitoring).toContain('disableLocalAuth: true');
  const vault = textOf('infra/modules/vault.bicep');
  expect(vault).toContain('enableRbacAuthorization: true');
  expect(vault).toContain('enablePurgeProtection: true');
  expect(vault).not.toContain('accessPolicies');
});

test('outside of rights.bicep only these roles are assigned, each at one resource', () => {
  const assigning = BICEP.filter((file) => !file.startsWith('infra/rights'))
    .map((file) => ({ file, text: textOf(file) }))
    .filter(({ text }) => text.includes('Microsoft.Authorization/roleAssignments'));
  expect(assigning.map(({ file }) => file)).toEqual([
    'infra/events/dead-letter-right.bicep',
    'infra/events/queue-right.bicep',
    'infra/modules/monitoring.bicep',
    'infra/modules/secret.bicep',
    'infra/modules/storage.bicep',
  ]);
  const roles = assigning.flatMap(({ text }) => allOf(text, /'([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})'/g));
  expect(roles.sort()).toEqual([
    '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
    '3913510d-42f4-4e42-8a64-420c390055eb',
    '4633458b-17de-408a-b874-0445c86b69e6',
    '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
    'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a',
  ]);
  for (const { file, text } of assigning) {
    const assigned = text.split('roleAssignments@').slice(1);
    for (const each of assigned)
      expect(each, file).toMatch(/scope: (insights|account|secret|account::blobs::container|account::queues::queue)\n/);
  }
});

test('nothing comes from a registry of modules', () => {
  for (const file of BICEP) expect(textOf(file), file).not.toMatch(/'(br|ts)[:/]/);
});

test('azure.yaml runs files of this repository, and no line that is put together', () => {
  const runs = allOf(textOf('azure.yaml'), /run: (.*)/g);
  expect(runs.length).toBe(18);
  for (const line of runs) {
    const [, hook = ''] = /^node (infra\/hooks\/[a-z-]+\.mjs)$/.exec(line) ?? [];
    expect(filesOf(hook), line).toEqual([hook]);
  }
});
