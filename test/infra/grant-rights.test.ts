import { describe, expect, test } from 'vitest';
import { grantRights, sharedPlaces } from '../../infra/hooks/grant-rights.mjs';
import type { Run } from '../../infra/hooks/tools.mjs';
import rights from '../../infra/rights.json' with { type: 'json' };
import { CLUSTER_ID, PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { type Answer, fakeTools } from '../support/fake-tools.ts';

const [STANDARD] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
const OTHER = '0a1b2c3d-1111-4222-8333-444455556666';
const HERE = `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups`;
const ENV = {
  AZURE_SUBSCRIPTION_ID: 'sub-of-backstay',
  AZURE_LOCATION: 'westeurope',
  BACKSTAY_NAME_SUFFIX: 'prod-abcde',
  BACKSTAY_IDENTITY_PRINCIPAL_ID: 'identity-object-id',
};
const STAGING = {
  resourceGroup: `${HERE}/rg-staging`,
  storageAccount: `${HERE}/rg-staging/providers/Microsoft.Storage/storageAccounts/ststaging`,
};
const EXISTS = (group: string, subscription: string = SUBSCRIPTION_ID) =>
  `az group exists --name ${group} --subscription ${subscription}`;
const DEPLOYMENT =
  'az deployment sub create --subscription sub-of-backstay --location westeurope --name backstay-rights-prod-abcde --parameters infra/rights.bicepparam --output none';

async function granting(
  profiles: readonly object[],
  answers: Readonly<Record<string, Answer>> = {},
  more: { readonly run?: (run: Run) => Run; readonly env?: Readonly<Record<string, string>> } = {},
) {
  const tools = fakeTools({ 'az group exists': 'true', ...answers });
  const waits: number[] = [];
  let refusal = '';
  try {
    await grantRights({
      ...tools,
      run: more.run?.(tools.run) ?? tools.run,
      env: { ...ENV, ...more.env },
      profiles,
      rights,
      parameters: 'infra/rights.bicepparam',
      wait: async (milliseconds) => waits.push(milliseconds),
    });
  } catch (error) {
    refusal = (error as Error).message;
  }
  const lines = tools.lines();
  const deployments = lines.filter((line) => line.startsWith('az deployment'));
  const given = tools.environments[lines.lastIndexOf(DEPLOYMENT)];
  const absent = given?.BACKSTAY_ABSENT_SCOPES;
  const kept = given?.BACKSTAY_KEPT_SUBSCRIPTIONS;
  return { lines, deployments, absent, kept, said: tools.said.join('\n'), refusal, waits };
}

const looks = (lines: readonly string[]) =>
  lines.filter((line) => /^az (group exists|resource show|account show --subscription [^s])/.test(line));

const TOPIC = {
  BACKSTAY_EVENTS_TOPIC_ID: `${HERE}/rg-events/providers/Microsoft.EventGrid/topics/backstay`,
  BACKSTAY_EVENTS_ENDPOINT: 'https://backstay.westeurope-1.eventgrid.azure.net/api/events',
};

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['its id and its endpoint', TOPIC, ''],
  ['its id alone', { ...TOPIC, BACKSTAY_EVENTS_ENDPOINT: '' }, 'BACKSTAY_EVENTS_ENDPOINT is not set'],
  ['its endpoint alone', { ...TOPIC, BACKSTAY_EVENTS_TOPIC_ID: '' }, 'BACKSTAY_EVENTS_TOPIC_ID is not set'],
  [
    'the id of something else',
    { ...TOPIC, BACKSTAY_EVENTS_TOPIC_ID: HERE },
    'must be the resource id of a custom topic',
  ],
])('a topic for events by %s', async (_, env, wanted) => {
  const { refusal, deployments } = await granting([STANDARD], {}, { env });
  if (wanted === '') expect(refusal).toBe('');
  else expect(refusal).toContain(wanted);
  expect(deployments).toHaveLength(wanted === '' ? 1 : 0);
});

test('all that the profile names is looked for, and then granted at by one deployment', async () => {
  const { lines, deployments, absent, refusal } = await granting([STANDARD]);
  expect(refusal).toBe('');
  expect(looks(lines)).toEqual([
    `az account show --subscription ${SUBSCRIPTION_ID} --output none`,
    `az resource show --ids ${STANDARD.storageAccount.toLowerCase()} --output none`,
    `az group exists --name rg-shop-snapshots --subscription ${SUBSCRIPTION_ID}`,
  ]);
  expect(deployments).toEqual([DEPLOYMENT]);
  expect(absent).toBe('[]');
});

test('where nothing is granted, nothing has to be there', async () => {
  const away = { 'az group exists': 'false', 'az resource show': { fails: 'ResourceNotFound' } };
  const { refusal, deployments } = await granting([{ ...STANDARD, mode: 'observe' }], away);
  expect(refusal).toBe('');
  expect(deployments).toEqual([DEPLOYMENT]);
});

const NOT_FOUND = { fails: "ERROR: (ResourceNotFound) The Resource 'x' under resource group 'y' was not found." };
const AWAY: readonly (readonly [string, object, Readonly<Record<string, Answer>>, RegExp])[] = [
  [
    'a vault',
    { allow: ['vaultIdentity'] },
    { [`az resource show --ids ${STANDARD.vault.toLowerCase()}`]: NOT_FOUND },
    /profile "standard", vault: \/subscriptions\/.*backupVaults\/bv-shop is not there\. Create it/,
  ],
  [
    'a storage account, with its group',
    {},
    { 'az resource show': { fails: "(ResourceGroupNotFound) Resource group 'rg-backup' could not be found." } },
    /profile "standard", storageAccount: .*stshopbackup is not there\. Create it/,
  ],
  [
    'a cluster',
    { selector: { subscriptions: [SUBSCRIPTION_ID], clusters: [CLUSTER_ID] } },
    { [`az resource show --ids ${CLUSTER_ID.toLowerCase()}`]: NOT_FOUND },
    /profile "standard", selector\.clusters: .*aks-shop is not there\. .*take it out/,
  ],
  [
    'a group of clusters that no subscription has',
    { selector: { subscriptions: [SUBSCRIPTION_ID, OTHER], resourceGroups: ['rg-tpyo'] } },
    { [EXISTS('rg-tpyo')]: 'false', [EXISTS('rg-tpyo', OTHER)]: 'false' },
    /selector\.resourceGroups: .*rg-tpyo is not there\. It is in no subscription of the profile/,
  ],
  [
    'a snapshot group that Backstay may not make',
    {},
    { [EXISTS('rg-shop-snapshots')]: 'false' },
    /profile "standard", snapshotGroup: .*rg-shop-snapshots is not there\. Create it: az group create --name rg-shop-snapshots .*"snapshotGroup" in the profile's "allow"/,
  ],
  [
    'a group for staging',
    { staging: STAGING },
    { [EXISTS('rg-staging')]: 'false' },
    /profile "standard", staging\.resourceGroup: .*rg-staging is not there\. Create it/,
  ],
  [
    'an account for staging',
    { staging: STAGING },
    { [`az resource show --ids ${STAGING.storageAccount.toLowerCase()}`]: NOT_FOUND },
    /profile "standard", staging\.storageAccount: .*ststaging is not there\. Create it/,
  ],
  [
    'a subscription',
    { selector: { subscriptions: [SUBSCRIPTION_ID, OTHER] } },
    { [`az account show --subscription ${OTHER}`]: { fails: `The subscription of '${OTHER}' doesn't exist in cloud` } },
    /profile "standard", selector\.subscriptions: .* is not there\. .*az login/,
  ],
];

test.each(AWAY)(
  '%s that is not there is named by its line, and nothing is granted',
  async (_what, more, answers, message) => {
    const { refusal, deployments } = await granting([{ ...STANDARD, ...more }], answers);
    expect(refusal).toMatch(message);
    expect(refusal).toMatch(/azd provision$/);
    expect(deployments).toEqual([]);
  },
);

test('all that is not there is said at once, each with every profile that names it', async () => {
  const answers = { 'az group exists': 'false', 'az resource show': NOT_FOUND };
  const { refusal } = await granting([STANDARD, { ...STANDARD, name: 'again' }], answers);
  expect(refusal.match(/is not there\./g)).toHaveLength(4);
  expect(refusal).toContain('profile "again", snapshotGroup');
});

test('what could not be checked is not taken for absent', async () => {
  const answers = { 'az resource show': { fails: 'AuthorizationFailed: the client does not have authorization' } };
  const { refusal, deployments } = await granting([STANDARD], answers);
  expect(refusal).toMatch(/AuthorizationFailed.*You need the right to read/s);
  expect(deployments).toEqual([]);
});

test('a group that only some of the subscriptions have is left out where it is not', async () => {
  const selector = { subscriptions: [SUBSCRIPTION_ID, OTHER], resourceGroups: ['RG-Shop'] };
  const { refusal, absent, said } = await granting([{ ...STANDARD, selector }], {
    [EXISTS('rg-shop', OTHER)]: 'false',
  });
  expect(refusal).toBe('');
  expect(absent).toBe(JSON.stringify([`/subscriptions/${OTHER}/resourcegroups/rg-shop`]));
  expect(said).toContain(
    `Left out, since it is in other subscriptions of the profile: /subscriptions/${OTHER}/resourceGroups/RG-Shop`,
  );
});

test('a snapshot group that Backstay is to make gets its grants later', async () => {
  const allow = ['snapshotGroup', 'roleGrant'];
  const { refusal, absent, said } = await granting([{ ...STANDARD, allow }], {
    [EXISTS('rg-shop-snapshots')]: 'false',
  });
  expect(refusal).toBe('');
  expect(absent).toBe(JSON.stringify([`${HERE}/rg-shop-snapshots`]));
  expect(said).toMatch(/until Backstay has made it: .*rg-shop-snapshots .*next `azd up`/);
});

describe('a subscription that has left the profiles', () => {
  const LEFT = '9f8e7d6c-1111-4222-8333-444455556666';
  const role = (name: string, ...ids: readonly string[]) => ({
    name,
    roleName: `Backstay ${name} (prod-abcde)`,
    assignableScopes: ids.map((id) => `/subscriptions/${id}`),
  });
  const THEIRS = {
    name: 'theirs',
    roleName: 'Backstay Observer (test-abcde)',
    assignableScopes: [`/subscriptions/${LEFT}`],
  };
  const assignment = (id: string, role: string) => ({
    id: `/subscriptions/${LEFT}/providers/Microsoft.Authorization/roleAssignments/${id}`,
    roleDefinitionId: `/subscriptions/sub-of-backstay/providers/Microsoft.Authorization/roleDefinitions/${role}`,
  });
  const DEFINITIONS = 'az role definition list --custom-role-only true --scope /subscriptions/sub-of-backstay';
  const ASSIGNMENTS = `az role assignment list --all --subscription ${LEFT}`;
  const roles = [
    role('r1', 'SUB-of-backstay', SUBSCRIPTION_ID.toUpperCase(), LEFT),
    role('r2', 'sub-of-backstay', LEFT),
    THEIRS,
  ];

  test('stays among the scopes of the roles while one of them is assigned there, and what to delete is listed', async () => {
    const { refusal, kept, said, lines } = await granting([STANDARD], {
      [DEFINITIONS]: roles,
      [ASSIGNMENTS]: [assignment('a1', 'R1'), assignment('a2', 'reader')],
    });
    expect([refusal, kept]).toEqual(['', JSON.stringify([LEFT])]);
    expect(said).toContain(
      `Warning: Subscription ${LEFT} has left profiles.json, but Backstay's roles are still assigned there (1)`,
    );
    expect(said).toContain(`az role assignment delete --ids "${assignment('a1', 'r1').id}"`);
    expect(said).not.toContain('a2');
    expect(lines.filter((line) => line.startsWith('az role assignment'))).toEqual([`${ASSIGNMENTS} --output json`]);
  });

  test('leaves the scopes once nothing is assigned there', async () => {
    const { kept, said } = await granting([STANDARD], {
      [DEFINITIONS]: roles,
      [ASSIGNMENTS]: [assignment('a2', 'reader')],
    });
    expect(kept).toBe('[]');
    expect(said).not.toContain(LEFT);
  });

  test('stays where its assignments cannot be read', async () => {
    const { kept, said } = await granting([STANDARD], {
      [DEFINITIONS]: roles,
      [ASSIGNMENTS]: { fails: "ERROR: the subscription doesn't exist in cloud" },
    });
    expect(kept).toBe(JSON.stringify([LEFT]));
    expect(said).toMatch(
      /has left profiles\.json, and its role assignments could not be read \(ERROR: the subscription/,
    );
  });

  test('before the first deployment there is none', async () => {
    const { kept, lines } = await granting([STANDARD], { [DEFINITIONS]: [] });
    expect(kept).toBe('[]');
    expect(lines.filter((line) => line.startsWith('az role assignment'))).toEqual([]);
  });

  test('that Azure holds on to all the same is reported by its code', async () => {
    const { refusal, waits } = await granting([STANDARD], {
      'az deployment sub create': { fails: '{"code": "RoleScopeBeingRemovedContainsAssignments", "message": "…"}' },
    });
    expect(refusal).toMatch(
      /RoleScopeBeingRemovedContainsAssignments.*Delete the assignments that Azure names.*azd provision$/s,
    );
    expect(refusal).not.toContain('You need to be Owner');
    expect(waits).toEqual([]);
  });
});

describe('a role that was made just now', () => {
  const refusing = (times: number, code: string) => {
    let left = times;
    return (run: Run): Run =>
      (tool, args, more) =>
        args[0] === 'deployment' && left-- > 0 ? { status: 1, stdout: '', stderr: code } : run(tool, args, more);
  };
  const NEW =
    '{"code": "DeploymentFailed", "details": [{"code": "RoleDefinitionDoesNotExist"}]}\nand\nfive\nmore\nlines\nof\nit';

  test('is waited for until all of Azure knows it', async () => {
    const { refusal, waits, absent } = await granting([STANDARD], {}, { run: refusing(3, NEW) });
    expect(refusal).toBe('');
    expect(waits).toEqual([30_000, 30_000, 30_000]);
    expect(absent).toBe('[]');
  });

  test('is not waited for for ever', async () => {
    const { refusal, waits } = await granting([STANDARD], {}, { run: refusing(99, NEW) });
    expect(refusal).toMatch(/`az deployment sub create …` failed/);
    expect(waits).toHaveLength(5);
  });

  test('is not what other refusals are about', async () => {
    const { refusal, waits } = await granting([STANDARD], {}, { run: refusing(1, 'AuthorizationFailed') });
    expect(refusal).toMatch(/AuthorizationFailed\nYou need to be Owner/);
    expect(waits).toEqual([]);
  });
});

test('further subscriptions and the look into containers are asked for as Bicep reads them', async () => {
  const env = { BACKSTAY_ALSO_READ: JSON.stringify([OTHER]), BACKSTAY_LOOK_INTO_CONTAINERS: 'True' };
  const { lines } = await granting([{ ...STANDARD, mode: 'observe' }], {}, { env });
  expect(looks(lines)).toContain(`az account show --subscription ${OTHER} --output none`);
  expect(looks(lines)).toContain(`az resource show --ids ${STANDARD.storageAccount.toLowerCase()} --output none`);
  const { refusal } = await granting([STANDARD], {}, { env: { BACKSTAY_ALSO_READ: OTHER } });
  expect(refusal).toMatch(/BACKSTAY_ALSO_READ is .* not a list of ids in JSON/);
});

test.each(Object.keys(ENV))('without %s it ends with what to run', async (name) => {
  expect((await granting([STANDARD], {}, { env: { [name]: '' } })).refusal).toMatch(new RegExp(`^${name} is not set`));
});

test('one place for backups and for staging is warned of, across profiles and letters', async () => {
  const staged = {
    ...STANDARD,
    name: 'staged',
    staging: { ...STAGING, storageAccount: STANDARD.storageAccount.toUpperCase() },
  };
  const same = { ...STANDARD, staging: { ...STAGING, resourceGroup: STANDARD.snapshotGroup } };
  expect(sharedPlaces([STANDARD, staged], rights)).toHaveLength(2);
  expect(sharedPlaces([same], rights)).toEqual([
    expect.stringMatching(/staging\.resourceGroup of profile "standard" is the snapshotGroup/),
  ]);
  expect(sharedPlaces([{ ...STANDARD, staging: STAGING }], rights)).toEqual([]);
  expect(sharedPlaces([{ ...same, mode: 'observe' }], rights)).toEqual([]);
  expect((await granting([staged])).said).toMatch(/^Warning: .*owning and deleting every blob/m);
});
