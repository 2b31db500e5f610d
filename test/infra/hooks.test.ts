import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import roles from '../../infra/app-roles.json' with { type: 'json' };
import { finishApp } from '../../infra/hooks/finish-app.mjs';
import { listenedTo, readProfiles, writtenProfiles } from '../../infra/hooks/profiles.mjs';
import { registerApp } from '../../infra/hooks/register-app.mjs';
import { programOf } from '../../infra/hooks/runner.mjs';
import type { Run } from '../../infra/hooks/tools.mjs';
import { vaultRecovered } from '../../infra/hooks/vault-recovered.mjs';
import { PROFILES as DEMO } from '../../local/demo/world.ts';
import { deployedProfiles } from '../../scripts/profiles/deployed-file.ts';
import { type Answer, fakeTools, TENANT } from '../support/fake-tools.ts';
import { textOf } from '../support/infra-files.ts';

const APP = { id: 'app-object-id', appId: 'aaaaaaaa-0000-4000-8000-00000000000a', displayName: 'Backstay (prod)' };
const ENV = { AZURE_ENV_NAME: 'prod', AZURE_TENANT_ID: TENANT.toUpperCase() };

const bodies = (calls: readonly (readonly string[])[]) =>
  calls
    .filter((words) => words.includes('--body'))
    .map((words) => JSON.parse(words[words.indexOf('--body') + 1] ?? ''));

test('the app registration is made once, with roles, scope and a service principal', async () => {
  const tools = fakeTools({ 'az ad app list': [], 'az ad app create': APP, 'az ad sp list': [] });
  await registerApp({ ...tools, env: ENV, roles });
  const lines = tools.lines();
  const made = lines.findIndex((line) => line.startsWith('az ad app create --display-name Backstay (prod)'));
  expect(lines[made]).toContain('--sign-in-audience AzureADMyOrg');
  expect(lines[made + 1]).toBe(`azd env set BACKSTAY_API_CLIENT_ID ${APP.appId}`);
  expect(lines.at(-1)).toContain(`az ad sp create --id ${APP.appId}`);

  const [first, second] = bodies(tools.calls);
  expect(first.appRoles).toEqual(roles);
  expect(first.identifierUris).toEqual([`api://${APP.appId}`]);
  expect(first.api.requestedAccessTokenVersion).toBe(2);
  expect(first.api.preAuthorizedApplications).toBeUndefined();
  expect(second.api.preAuthorizedApplications[0].delegatedPermissionIds).toEqual([
    first.api.oauth2PermissionScopes[0].id,
  ]);
  expect(tools.calls.flat().filter((word) => /secret|password/i.test(word))).toEqual([]);
});

test('what is there is brought up to date, and what others have put there stays', async () => {
  const theirs = { id: '99999999-0000-4000-8000-000000000009', value: 'Theirs.Own', isEnabled: true };
  const old = { ...roles[0], displayName: 'An older name' };
  const existing = { ...APP, identifierUris: ['api://theirs'], appRoles: [old, theirs] };
  const tools = fakeTools({ 'az ad app show': existing, 'az ad sp list': [{ id: 'principal' }] });
  await registerApp({ ...tools, env: { ...ENV, BACKSTAY_API_CLIENT_ID: APP.appId }, roles });
  expect(tools.lines().filter((line) => /create|azd env set/.test(line))).toEqual([]);
  const [first] = bodies(tools.calls);
  expect(first.appRoles).toEqual([theirs, ...roles]);
  expect(first.identifierUris).toEqual(['api://theirs', `api://${APP.appId}`]);
});

test('an application that merely has the name is not taken', async () => {
  const tools = fakeTools({ 'az ad app list': [{ appId: 'somebody' }] });
  await expect(registerApp({ ...tools, env: ENV, roles })).rejects.toThrow(
    /already \(somebody\).*azd env set BACKSTAY_API_CLIENT_ID/s,
  );
  expect(tools.lines().filter((line) => /create|rest|set/.test(line))).toEqual([]);
});

test('a quotation mark in the name of an environment stays one', async () => {
  const tools = fakeTools({ 'az ad app list': [], 'az ad app create': APP, 'az ad sp list': [{}] });
  await registerApp({ ...tools, env: { ...ENV, AZURE_ENV_NAME: "a' or '1; rm -rf" }, roles });
  expect(tools.calls).toContainEqual(expect.arrayContaining(["displayName eq 'Backstay (a'' or ''1; rm -rf)'"]));
});

test('what Entra does not know yet is asked for again, and not for ever', async () => {
  let refusals = 3;
  const tools = fakeTools({ 'az ad app list': [], 'az ad app create': APP, 'az ad sp list': [{}] });
  const run: Run = (tool, args) => {
    const answer = tools.run(tool, args);
    return args[0] === 'rest' && refusals-- > 0
      ? { status: 1, stdout: '', stderr: "Not Found: Resource 'app-object-id' does not exist" }
      : answer;
  };
  await registerApp({ ...tools, run, env: ENV, roles });
  expect(bodies(tools.calls)).toHaveLength(5);
  refusals = 99;
  await expect(registerApp({ ...tools, run, env: ENV, roles })).rejects.toThrow(/does not exist/);
});

const REFUSALS: readonly (readonly [string, Readonly<Record<string, Answer>>, RegExp])[] = [
  ['azd is missing', { 'azd version': { fails: 'spawn azd ENOENT' } }, /ENOENT.*aka\.ms\/azd-install/s],
  ['az is missing', { 'az version': { fails: 'spawn az ENOENT' } }, /ENOENT.*aka\.ms\/azcli/s],
  ['there is no sign-in', { 'az account show': { fails: 'ERROR: Please run az login' } }, /Sign in: az login/],
  ['the tenant is another one', { 'az account show': { tenantId: 'other' } }, /az login --tenant 72A6/],
  [
    'the subscription is in another tenant',
    { 'az account show --subscription sub-of-backstay': { tenantId: 'third' } },
    /azd deploys to third.*az login --tenant third/,
  ],
  [
    'the subscription is not seen',
    { 'az account show --subscription sub-of-backstay': { fails: "doesn't exist in cloud" } },
    /az account list --refresh/,
  ],
  [
    'Entra refuses',
    { 'az ad app list': { fails: 'Insufficient privileges' } },
    /Insufficient privileges.*BACKSTAY_APP_REGISTRATION off/s,
  ],
];

test.each(REFUSALS)('%s: it ends with what to do', async (_what, answers, message) => {
  const env = { ...ENV, AZURE_SUBSCRIPTION_ID: 'sub-of-backstay' };
  await expect(registerApp({ ...fakeTools(answers), env, roles })).rejects.toThrow(message);
});

test('a key vault is brought back once', () => {
  const tools = fakeTools();
  vaultRecovered({ ...tools, env: { ...ENV, BACKSTAY_RECOVER_VAULT: 'false' } });
  vaultRecovered({ ...tools, env: ENV });
  expect(tools.calls).toEqual([]);
  vaultRecovered({ ...tools, env: { ...ENV, BACKSTAY_RECOVER_VAULT: 'true' } });
  expect(tools.lines()).toEqual(['azd env set BACKSTAY_RECOVER_VAULT false']);
});

test("where the registration is another person's, nothing is asked and nothing is done", async () => {
  const tools = fakeTools();
  const env = { ...ENV, BACKSTAY_APP_REGISTRATION: 'off' };
  await registerApp({ ...tools, env, roles });
  finishApp({ ...tools, env });
  expect(tools.calls).toEqual([]);
});

const PROVISIONED = {
  ...ENV,
  BACKSTAY_API_CLIENT_ID: APP.appId,
  BACKSTAY_APP_URL: 'https://func-backstay.azurewebsites.net',
  BACKSTAY_IDENTITY_PRINCIPAL_ID: 'identity-object-id',
};
const CALLBACK = 'https://func-backstay.azurewebsites.net/.auth/login/aad/callback';
const CREDENTIAL = {
  name: 'backstay-identity',
  description: 'The identity of the function app signs people in.',
  issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  subject: 'identity-object-id',
  audiences: ['api://AzureADTokenExchange'],
};

test('the app registration learns the way back, and the identity to trust', () => {
  const tools = fakeTools({
    'az ad app show': { ...APP, web: { redirectUris: ['https://theirs.example'] } },
    'az ad app federated-credential list': [],
  });
  finishApp({ ...tools, env: PROVISIONED });
  expect(tools.lines()).toContain(
    `az ad app update --id ${APP.appId} --web-redirect-uris https://theirs.example ${CALLBACK}`,
  );
  const made = tools.calls.find((words) => words.includes('federated-credential') && words.includes('create'));
  expect(JSON.parse(made?.at(-1) ?? '')).toEqual(CREDENTIAL);
});

test('a second time nothing is changed', () => {
  const tools = fakeTools({
    'az ad app show': { ...APP, web: { redirectUris: [CALLBACK] } },
    'az ad app federated-credential list': [CREDENTIAL],
  });
  finishApp({ ...tools, env: PROVISIONED });
  expect(tools.lines().filter((line) => /update|create/.test(line))).toEqual([]);
});

test('an identity that was made again is trusted in place of the old one', () => {
  const tools = fakeTools({
    'az ad app show': { ...APP, web: { redirectUris: [CALLBACK] } },
    'az ad app federated-credential list': [{ ...CREDENTIAL, subject: 'the-old-one' }],
  });
  finishApp({ ...tools, env: PROVISIONED });
  expect(tools.lines().filter((line) => line.includes('federated-credential update'))).toHaveLength(1);
});

test('without provisioning there is nothing to finish', () => {
  expect(() => finishApp({ ...fakeTools(), env: ENV })).toThrow(/BACKSTAY_API_CLIENT_ID is not set.*azd provision/s);
});

const PROFILES = [
  { selector: { subscriptions: ['AAA', 'bbb'] }, vault: '/subscriptions/ccc/resourceGroups/g/…' },
  { selector: { subscriptions: ['aaa'] }, vault: '/subscriptions/aaa/resourceGroups/g/…' },
];

test('each subscription is listened to once, in any case of letters', () => {
  expect(listenedTo(PROFILES)).toEqual(['aaa', 'bbb', 'ccc']);
});

const WRONG: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['missing', undefined, /Copy profiles\.sample\.json/],
  ['the sample itself', textOf('profiles.sample.json'), /put the ids of your subscriptions/],
];

test.each(WRONG)('a profile file that is %s stops it before anything is made', (_what, text, message) => {
  const root = mkdtempSync(join(tmpdir(), 'backstay-'));
  if (text !== undefined) writeFileSync(join(root, 'profiles.json'), text);
  expect(() => writtenProfiles(root)).toThrow(message);
  expect(() => readProfiles(root)).toThrow(message);
});

test('the hooks read the profiles of the package, and none that are older than the file', async () => {
  const root = mkdtempSync(join(tmpdir(), 'backstay-'));
  const write = (text: string) => writeFileSync(join(root, 'profiles.json'), text);
  const written = `// All clusters.\r\n${JSON.stringify(DEMO)}`;
  write(written);
  expect(() => readProfiles(root)).toThrow(/is not there .*npm run package/);
  mkdirSync(join(root, 'dist', 'package'), { recursive: true });
  writeFileSync(
    join(root, 'dist', 'package', 'profiles.json'),
    (await deployedProfiles(written, 'profiles.json')).text,
  );
  expect(readProfiles(root)).toEqual(DEMO.profiles);
  write(written.replace('\r\n', '\n'));
  expect(readProfiles(root)).toEqual(DEMO.profiles);
  write(written.replace('standard', 'other'));
  expect(() => readProfiles(root)).toThrow(/has changed since the package was made/);
});

test('on Windows az is started without a shell', () => {
  const there = (path: string) => /az\.cmd$|python\.exe$/.test(path);
  expect(programOf('az', 'linux', '/usr/bin', there)).toEqual(['az']);
  expect(programOf('azd', 'win32', 'C:\\x', there)).toEqual(['azd']);
  expect(programOf('az', 'win32', 'a;b', there).slice(1)).toEqual(['-IBm', 'azure.cli']);
  expect(programOf('az', 'win32', 'a;b', () => false)).toEqual(['az']);
});
