import { expect, test } from 'vitest';
import roles from '../../infra/app-roles.json' with { type: 'json' };
import sample from '../../profiles.sample.json' with { type: 'json' };
import { RIGHTS } from '../../shared/model/caller.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import * as names from '../../shared/storage/names.ts';
import { allOf, filesOf, listIn, textOf } from '../support/infra-files.ts';

const storage = textOf('infra/modules/storage.bicep');
const app = textOf('infra/modules/function-app.bicep');
const main = textOf('infra/main.bicep');

/** The names in shared/storage/names.ts that end so. */
const named = (end: string) =>
  Object.entries(names)
    .filter(([name]) => name.endsWith(end))
    .map(([, value]) => value)
    .sort();

test('tables, queues and the containers of anchors and heads are those that Backstay uses', () => {
  expect([...listIn(storage, 'tables')].sort()).toEqual(named('_TABLE'));
  expect([...listIn(storage, 'queues')].sort()).toEqual(named('_QUEUE'));
  expect(allOf(storage, /^var (?:anchors|heads)Container = '(.*)'/gm)).toEqual(named('_CONTAINER'));
});

test('app settings are known to Backstay or to the host', () => {
  const own = allOf(main + app, /^ +(BACKSTAY_\w+): /gm);
  expect(own.length).toBeGreaterThan(6);
  expect(own.filter((name) => !(name in settingsSchema.shape))).toEqual([]);
  // https://learn.microsoft.com/azure/azure-functions/functions-app-settings
  const others = allOf(app, /^ +([A-Z][A-Za-z]*_[A-Z_]+|AzureWebJobsStorage\w+): /gm).filter(
    (name) => !name.startsWith('BACKSTAY_'),
  );
  expect([...others].sort()).toEqual([
    'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
    'APPLICATIONINSIGHTS_CONNECTION_STRING',
    'AzureWebJobsStorage__blobServiceUri',
    'AzureWebJobsStorage__clientId',
    'AzureWebJobsStorage__credential',
    'AzureWebJobsStorage__queueServiceUri',
    'AzureWebJobsStorage__tableServiceUri',
  ]);
  // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
  expect(app).not.toMatch(/FUNCTIONS_WORKER_RUNTIME|FUNCTIONS_EXTENSION_VERSION|WEBSITE_RUN_FROM|WEBSITE_CONTENT/);
});

test('storage is found by the addresses that Azure returns for its cloud', () => {
  // The functions host makes addresses under core.windows.net from an account name, in every cloud.
  const services = ['blob', 'queue', 'table'];
  expect(allOf(app, /^ +AzureWebJobsStorage__(\w+ServiceUri: storageEndpoints\.\w+)$/gm)).toEqual(
    services.map((name) => `${name}ServiceUri: storageEndpoints.${name}`),
  );
  expect(allOf(storage, /^ {2}(\w+: account\.properties\.primaryEndpoints\.\w+)$/gm)).toEqual(
    services.map((name) => `${name}: account.properties.primaryEndpoints.${name}`),
  );
  expect(app).not.toContain('accountName');
});

test('the limit for instances is one of each function group, and may be low', () => {
  for (const text of [main, app]) {
    expect(text).toMatch(
      /@description\('[^']*each function group[^']*'\)\n@minValue\(1\)\n@maxValue\(1000\)\nparam maximumInstanceCount int/,
    );
  }
  expect(textOf('docs/cost.md')).toContain('limits the instances of **each group**, not of the app');
});

test('what is secret stands in the settings only as a reference', () => {
  const secrets = /BACKSTAY_\w*(?:TEAMS_WEBHOOK|SLACK_WEBHOOK|WEBHOOK_URL|SECRET|TOKEN): (.*)/g;
  expect(allOf(main, secrets)).toEqual(
    ['teams-webhook', 'slack-webhook', 'webhook-url', 'webhook-secret', 'github-token'].map(
      (name) => `'@Microsoft.KeyVault(SecretUri=\${vault.outputs.uri}secrets/${name})'`,
    ),
  );
});

test('the app may read every secret that its settings name, one by one', () => {
  const vault = textOf('infra/modules/vault.bicep');
  const named = allOf(main, /secrets\/([a-z-]+)\)/g);
  expect(new Set(allOf(vault, /^ {4}name: '([a-z-]+)'$/gm))).toEqual(new Set(named));
});

test('the secret of the sign-in stands in the settings only as a reference', () => {
  expect(allOf(main, /signInReference: hasSignInSecret\s+\? '([^']*)'/g)).toEqual([
    `@Microsoft.KeyVault(SecretUri=\${vault.outputs.uri}secrets/sign-in-secret)`,
  ]);
  expect(app).toMatch(/bySecret\s+\? \{ '\$\{secretSetting\}': signInReference \}/);
});

test('the alerts on deliveries watch just those subscriptions', () => {
  const watched = allOf(textOf('infra/events/alerts.bicep'), /'(backstay-\w+-\$\{suffix\})'/g);
  const functions = allOf(textOf('infra/events/operations.json'), /"name": "(\w+)"/g);
  expect(watched).toEqual(functions.map((name) => `backstay-${name}-\${suffix}`));
});

test('what takes events can have instances that are always ready', () => {
  const [, byQueue = '', byFunction = ''] =
    /eventFunctions = eventDelivery == 'queue' \? (\[.*?\]) : (\[.*?\])/.exec(main) ?? [];
  const registered = (trigger: string) =>
    filesOf('functions/*.ts').flatMap((file) => allOf(textOf(file), new RegExp(`app\\.${trigger}\\('(\\w+)'`, 'g')));
  expect(allOf(byFunction, /'(\w+)'/g).toSorted()).toEqual(registered('eventGrid').sort());
  expect(registered('storageQueue')).toContain(allOf(byQueue, /'(\w+)'/g)[0]);
  expect(textOf('functions/event-queued.ts')).toContain('queueName: EVENT_QUEUE');
});

test('an event comes by one way: to the function, or to the queue with the identity of the topic', () => {
  const text = textOf('infra/events/subscriptions.bicep');
  expect(text).toMatch(
    / destination: delivery == 'function'\s+\? \{\s+endpointType: 'AzureFunction'[^}]+\}\s+\}\s+: null/,
  );
  expect(text).toMatch(/deliveryWithResourceIdentity: delivery == 'queue'.+endpointType: 'StorageQueue'.+: null/s);
  const allowed = ['main', 'events', 'events/subscriptions'].map(
    (name) => /@allowed\((.*)\)\nparam (?:eventDelivery|delivery) string/.exec(textOf(`infra/${name}.bicep`))?.[1],
  );
  expect(allowed).toEqual(["['function', 'queue']", "['function', 'queue']", "['function', 'queue']"]);
});

test('the app roles are those that Backstay asks for, for people and for applications', () => {
  expect(roles.map(({ value }) => value)).toEqual([...RIGHTS]);
  expect(new Set(roles.map(({ id }) => id)).size).toBe(roles.length);
  for (const role of roles) {
    expect(role.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(role.allowedMemberTypes).toEqual(['User', 'Application']);
    expect(role.isEnabled).toBe(true);
  }
});

test('the sample of a profile file is a good one, and changes nothing', () => {
  const profiles = parseProfiles(JSON.stringify(sample), 'profiles.sample.json');
  expect(profiles.map(({ mode }) => mode)).toEqual(['observe']);
});

test.each(['main', 'rights', 'events'])(
  'infra/%s.bicepparam sets parameters that there are, and all that must be set',
  (name) => {
    const bicep = textOf(`infra/${name}.bicep`);
    const declared = allOf(bicep, /^param (\w+) /gm);
    const required = allOf(bicep, /^param (\w+) \w+$/gm);
    const set = allOf(textOf(`infra/${name}.bicepparam`), /^param (\w+) = /gm);
    expect(set.filter((each) => !declared.includes(each))).toEqual([]);
    expect(required.filter((each) => !set.includes(each))).toEqual([]);
  },
);

test('what rights and events are deployed with, the deployment before them gives out', () => {
  const given = allOf(main, /^output (\w+) /gm);
  const asked = ['rights', 'events'].flatMap((name) =>
    allOf(textOf(`infra/${name}.bicepparam`), /readEnvironmentVariable\('(\w+)'\)/g),
  );
  expect(asked.filter((each) => !given.includes(each))).toEqual(['AZURE_ENV_NAME']);
});

test('what hooks set in the environment of azd, a deployment reads', () => {
  const hooks = filesOf('infra/hooks/*.mjs').map(textOf).join('\n');
  const set = [...allOf(hooks, /'env', 'set', '(\w+)'/g), ...allOf(hooks, /(BACKSTAY_\w+): JSON\.stringify/g)];
  expect(set).toHaveLength(5);
  const read = filesOf('infra/*.bicepparam').flatMap((file) =>
    allOf(textOf(file), /readEnvironmentVariable\('(\w+)'/g),
  );
  expect(set.filter((name) => !read.includes(name))).toEqual([]);
});

// `azd down` deletes every resource group that its deployment touches:
// https://learn.microsoft.com/azure/developer/azure-developer-cli/reference
test('what azd deploys makes one resource group and touches no other', () => {
  const made = allOf(main, /^resource \w+ '([\w./]+)@/gm);
  expect(made).toEqual(['Microsoft.Resources/resourceGroups']);
  const modules = [...main.matchAll(/^module \w+ '([^']+)' = (?:if \([^\n]*\) )?\{\n((?: .*\n|\n)*)\}/gm)];
  expect(modules.length).toBe(allOf(main, /^(module) /gm).length);
  expect(modules.length).toBeGreaterThan(7);
  for (const [, path = '', body = ''] of modules) {
    expect(path).toMatch(/^modules\/[a-z-]+\.bicep$/);
    expect(allOf(body, /^ {2}scope: (.*)$/gm), path).toEqual(['group']);
    staysInGroup(`infra/${path}`);
  }
});

/** A module of the group has resources of the group alone, and so have the modules in it. */
function staysInGroup(path: string): void {
  const text = textOf(path);
  expect(text, path).toContain("targetScope = 'resourceGroup'");
  expect(text, path).not.toMatch(/scope: (?:subscription|resourceGroup|tenant|managementGroup)\b/);
  const own = allOf(text, /^resource (\w+) /gm);
  for (const scope of allOf(text, /^ *scope: (\w+)/gm)) expect(own, path).toContain(scope);
  for (const inner of allOf(text, /^module \w+ '([a-z-]+\.bicep)'/gm)) staysInGroup(`infra/modules/${inner}`);
  expect(allOf(text, /^module \w+ '([^']*)'/gm).filter((inner) => !/^[a-z-]+\.bicep$/.test(inner))).toEqual([]);
}

test('deployments that can come from several regions to one subscription have names of their own', () => {
  const names = [...filesOf('infra/{rights,events}.bicep')].flatMap((file) =>
    allOf(textOf(file), /^ {4}name: '(backstay-[^']*)'$/gm),
  );
  expect(names.length).toBe(12);
  for (const name of names) {
    expect(name).toMatch(/\$\{(?:unique|suffix|uniqueString\(topic\.subscription, suffix\))\}/);
    // The most that Azure takes is 64:
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    const longest = name
      .replace(/\$\{index\}/, '99999')
      .replace(/\$\{suffix\}/, 'x'.repeat(26))
      .replace(/\$\{[^}]*\}/, 'x'.repeat(13));
    expect(longest.length, name).toBeLessThanOrEqual(64);
  }
});
