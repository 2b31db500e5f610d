import { expect, test } from 'vitest';
import { checkEnvironment } from '../../infra/hooks/check-environment.mjs';
import { NETWORK_PROVIDERS, PROVIDERS } from '../../infra/hooks/region-checks.mjs';
import rights from '../../infra/rights.json' with { type: 'json' };
import { PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { type Answer, fakeTools, TENANT } from '../support/fake-tools.ts';
import { allOf, filesOf, textOf } from '../support/infra-files.ts';

const OWN = '0a1b2c3d-1111-4222-8333-444455556666';
const ENV = {
  AZURE_ENV_NAME: 'prod',
  AZURE_SUBSCRIPTION_ID: OWN,
  AZURE_LOCATION: 'westeurope',
  AZURE_TENANT_ID: TENANT,
};
const permissionsOf = (id: string) =>
  `az rest --method get --url /subscriptions/${id}/providers/Microsoft.Authorization/`;
const OWNER = { value: [{ actions: ['*'], notActions: [] }] };
const CONTRIBUTOR = {
  actions: ['*'],
  notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write', 'Microsoft.Blueprint/*/write'],
};
const USAGES = `az rest --method get --url /subscriptions/${OWN}/providers/Microsoft.Web/locations/westeurope/usages`;

/** Tools as they answer where nothing stands in the way. */
const FINE: Readonly<Record<string, Answer | readonly Answer[]>> = {
  'azd version': { azd: { version: '1.23.15', commit: 'abc' } },
  'az version': { 'azure-cli': '2.60.0', extensions: { 'resource-graph': '1.0.0' } },
  'az bicep version': 'Bicep CLI version 0.26.54 (5e20b29b58)',
  'az functionapp list-flexconsumption-locations': ['northeurope', 'westeurope'],
  'az functionapp list-flexconsumption-runtimes': ['20', '22', '24'],
  [USAGES]: { value: [{ name: { localizedValue: 'Cores usage in West Europe' }, currentValue: 2, limit: 250 }] },
  'az keyvault list-deleted': [],
  [permissionsOf(OWN)]: OWNER,
  [permissionsOf(SUBSCRIPTION_ID)]: OWNER,
  'az provider list': PROVIDERS,
};

function checking(
  answers: Readonly<Record<string, Answer | readonly Answer[]>> = {},
  more: { readonly env?: Readonly<Record<string, string>>; readonly nodeVersion?: string } = {},
) {
  const tools = fakeTools({ ...FINE, ...answers });
  let refusal = '';
  try {
    checkEnvironment({
      ...tools,
      env: { ...ENV, ...more.env },
      nodeVersion: more.nodeVersion ?? '22.0.0',
      profiles: PROFILES.profiles,
      rights,
    });
  } catch (error) {
    refusal = (error as Error).message;
  }
  return { refusal, said: tools.said.join('\n'), lines: tools.lines() };
}

test('where nothing stands in the way, nothing is changed', () => {
  const { refusal, said, lines } = checking();
  expect(refusal).toBe('');
  expect(said).toMatch(/^Checking .*\nDone\. Nothing stands in the way of the deployment\.$/);
  expect(lines.filter((line) => / (?:register|create|delete|set) /.test(line))).toEqual([]);
});

const DELETED = {
  name: 'kv-backstay-abcdefghijkl',
  properties: {
    scheduledPurgeDate: '2027-02-01T00:00:00+00:00',
    vaultId: `/subscriptions/${OWN}/resourceGroups/RG-backstay-prod-westeurope/providers/Microsoft.KeyVault/vaults/kv-backstay-abcdefghijkl`,
  },
};
const FAILS = { fails: 'ERROR: something else' };

const WRONG: readonly (readonly [string, Readonly<Record<string, Answer | readonly Answer[]>>, object, RegExp])[] = [
  [
    'azd is too old',
    { 'azd version': { azd: { version: '1.23.14' } } },
    {},
    /Azure Developer CLI is 1\.23\.14; version 1\.23\.15 or later is needed\. Update it/,
  ],
  [
    'azd is missing',
    { 'azd version': { fails: 'spawn azd ENOENT' } },
    {},
    /Azure Developer CLI does not run: spawn azd ENOENT.*aka\.ms\/azd-install/,
  ],
  [
    'az is too old',
    { 'az version': { 'azure-cli': '2.59.0', extensions: { x: '9.0.0' } } },
    {},
    /Azure CLI is 2\.59\.0;.*az upgrade/,
  ],
  [
    'az is missing',
    { 'az version': { fails: 'spawn az ENOENT' } },
    {},
    /Azure CLI does not run: spawn az ENOENT.*aka\.ms\/azcli/,
  ],
  [
    'its Bicep is too old',
    { 'az bicep version': 'Bicep CLI version 0.25.53 (c50eaa52)' },
    {},
    /Bicep of the Azure CLI is 0\.25\.53;.*az bicep upgrade/,
  ],
  [
    'there is no Bicep',
    { 'az bicep version': { fails: 'Bicep CLI not found.' } },
    {},
    /Bicep CLI not found\. Install it: az bicep install/,
  ],
  ['Node is too old', {}, { nodeVersion: '20.19.0' }, /Node is 20\.19\.0; version 22\.0\.0 or later is needed/],
  [
    'az is not signed in',
    { 'az account show': { fails: 'Please run az login' } },
    {},
    /Please run az login\nSign in: az login/,
  ],
  ['the subscription is not set', {}, { env: { AZURE_SUBSCRIPTION_ID: '' } }, /azd env set AZURE_SUBSCRIPTION_ID/],
  ['the region is not set', {}, { env: { AZURE_LOCATION: '' } }, /azd env set AZURE_LOCATION/],
  [
    'the region has no Flex Consumption',
    { 'az functionapp list-flexconsumption-locations': ['northeurope'] },
    {},
    /westeurope does not have Flex Consumption/,
  ],
  [
    'the region has an older Node alone',
    { 'az functionapp list-flexconsumption-runtimes': ['20', '22'] },
    {},
    /does not have Node 24, only 20, 22\. Use Node 22: azd env set BACKSTAY_NODE_VERSION 22/,
  ],
  [
    'the region does not have the Node that was chosen',
    { 'az functionapp list-flexconsumption-runtimes': ['20'] },
    { env: { BACKSTAY_NODE_VERSION: '22' } },
    /does not have Node 22, only 20\. Choose another region/,
  ],
  [
    'the quota is nothing',
    { [USAGES]: { value: [{ name: { value: 'Cores usage' }, currentValue: 0, limit: 0 }] } },
    {},
    /No quota of instances in westeurope: "Cores usage": 0 of 0/,
  ],
  [
    'a deleted vault has the name',
    { 'az keyvault list-deleted': [DELETED] },
    {},
    /kv-backstay-abcdefghijkl of an earlier deployment is deleted.*until 2027-02-01.*BACKSTAY_RECOVER_VAULT true.*never run azd down/,
  ],
  [
    'there is no vault to recover',
    {},
    { env: { BACKSTAY_RECOVER_VAULT: 'true' } },
    /no deleted key vault of this environment: azd env set BACKSTAY_RECOVER_VAULT false/,
  ],
  [
    'the caller may not assign roles',
    { [permissionsOf(OWN)]: { value: [CONTRIBUTOR] } },
    {},
    new RegExp(
      `Subscription ${OWN}: you lack the right to Microsoft.Authorization/roleDefinitions/write, Microsoft.Authorization/roleAssignments/write\\.`,
    ),
  ],
  [
    'a subscription of the profiles is only read',
    { [permissionsOf(SUBSCRIPTION_ID)]: { value: [{ actions: ['*/read'] }] } },
    {},
    new RegExp(`Subscription ${SUBSCRIPTION_ID}: you lack the right to .*systemTopics/write`),
  ],
  [
    'a subscription of the profiles is not seen',
    { [permissionsOf(SUBSCRIPTION_ID)]: { fails: 'SubscriptionNotFound' } },
    {},
    /could not be read \(SubscriptionNotFound\)/,
  ],
  ['a list of ids is none', {}, { env: { BACKSTAY_ALSO_READ: OWN } }, /BACKSTAY_ALSO_READ is .* not a list of ids/],
];

test.each(WRONG)('%s: it is refused, and nothing is registered', (_what, answers, more, message) => {
  const { refusal, lines } = checking(answers, more);
  expect(refusal).toMatch(message);
  expect(lines.filter((line) => line.startsWith('az provider register'))).toEqual([]);
});

test('all that stands in the way is said at once', () => {
  const { refusal } = checking(
    {
      'azd version': { azd: { version: '1.18.0' } },
      'az bicep version': 'Bicep CLI version 0.25.53 (c50eaa52)',
      'az functionapp list-flexconsumption-runtimes': ['22'],
      'az keyvault list-deleted': [DELETED],
      [permissionsOf(OWN)]: { value: [CONTRIBUTOR] },
    },
    { env: { AZURE_ENV_NAME: 'pro_d' }, nodeVersion: '20.11.0' },
  );
  // The vault of another environment is not in the way of this one.
  expect(refusal).toMatch(/^6 things stand in the way, and nothing was created:\n(- .*\n){6}Then: azd up$/);
});

test('rights may come from several roles, and what one excludes another may allow', () => {
  const administrator = { actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'], notActions: [] };
  expect(checking({ [permissionsOf(OWN)]: { value: [CONTRIBUTOR, administrator] } }).refusal).toBe('');
});

test('what cannot be checked is a note and no refusal', () => {
  const { refusal, said } = checking({
    'az functionapp list-flexconsumption-locations': FAILS,
    'az functionapp list-flexconsumption-runtimes': FAILS,
    [USAGES]: FAILS,
    'az keyvault list-deleted': FAILS,
  });
  expect(refusal).toBe('');
  expect(said.match(/^Note: Could not check .*: ERROR: something else$/gm)).toHaveLength(4);
});

test('a quota that is used up is a note: Azure scales later then, and refuses no deployment', () => {
  const name = { value: 'Cores usage in West Europe' };
  const { refusal, said } = checking({ [USAGES]: { value: [{ name, currentValue: 250, limit: 250 }] } });
  expect(refusal).toBe('');
  expect(said).toContain('Note: Quota "Cores usage in West Europe": 250 of 250 in use');
});

test('the vault of another region or environment is left alone', () => {
  const other = (from: string, to: string) => JSON.parse(JSON.stringify(DELETED).replaceAll(from, to));
  const deleted = [other('-prod-', '-test-'), other('westeurope', 'northeurope'), other('kv-backstay', 'kv-theirs')];
  expect(checking({ 'az keyvault list-deleted': deleted }).refusal).toBe('');
});

test('providers that are missing are registered when nothing else stands in the way', () => {
  const env = { BACKSTAY_PRIVATE_NETWORK: 'true' };
  const { refusal, lines } = checking({ 'az provider list': PROVIDERS.filter((name) => !/Web/.test(name)) }, { env });
  expect(refusal).toBe('');
  expect(lines.filter((line) => line.includes('register'))).toEqual(
    ['Microsoft.Web', ...NETWORK_PROVIDERS].map(
      (name) => `az provider register --namespace ${name} --subscription ${OWN} --wait`,
    ),
  );
});

test('all providers that could not be registered are named', () => {
  const { refusal } = checking({ 'az provider list': [], 'az provider register': { fails: 'AuthorizationFailed' } });
  expect(refusal).toMatch(/^6 things stand in the way/);
  expect(refusal).toMatch(
    /Microsoft\.Web could not be registered \(AuthorizationFailed\)\. .*az provider register --namespace/,
  );
});

test('the providers are those of the resources that infra/main.bicep makes', () => {
  const namespaces = (files: readonly string[]) =>
    new Set(files.flatMap((file) => allOf(textOf(file), /'(Microsoft\.\w+)\/[\w/]+@/g)));
  const always = ['Microsoft.Resources', 'Microsoft.Authorization'];
  const made = [...namespaces(filesOf('infra/main.bicep', 'infra/modules/*.bicep'))].filter(
    (name) => !always.includes(name),
  );
  expect(made.filter((name) => ![...PROVIDERS, ...NETWORK_PROVIDERS].includes(name))).toEqual([]);
  expect(PROVIDERS.filter((name) => !made.includes(name))).toEqual([]);
});

test.each(['-prod', 'prod-', 'pro_d', 'pro d', 'prod.eu', 'ümlaut', '-', 'a'.repeat(21), "a' or '1"])(
  'an environment named "%s" is refused',
  (name) => {
    expect(checking({}, { env: { AZURE_ENV_NAME: name } }).refusal).toMatch(
      /only letters, digits and hyphens.*azd env new/s,
    );
  },
);

test.each(['p', 'prod', 'Prod-2', 'a-b-c', 'a'.repeat(20)])('an environment may be named "%s"', (name) => {
  expect(checking({}, { env: { AZURE_ENV_NAME: name } }).refusal).toBe('');
});
