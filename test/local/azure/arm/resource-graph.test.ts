import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MANAGEMENT_GROUP_ID } from '../../../../local/azure/arm/state/management-group.ts';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { EXTENSION, EXTENSION_PUT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const RESOURCES = '/providers/Microsoft.ResourceGraph/resources';
const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const BASELINE = '/providers/Microsoft.Authorization/policySetDefinitions/a8640138-9b0a-4a28-b8cb-1666c838647d';
const POLICY_TYPE = 'microsoft.authorization/policyassignments';
const POLICY_ASSIGNMENTS = `policyresources | where type =~ '${POLICY_TYPE}'`;
const assignment = (scope: string, name: string) =>
  `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`;

let azure: TestArm;

/** Each test its own window of queries. */
async function ask(query: string, more: object = {}, options: object = {}) {
  await azure.wait(5);
  const body = {
    query,
    subscriptions: [SUBSCRIPTION_ID],
    options: { resultFormat: 'objectArray', ...options },
    ...more,
  };
  return azure.send('POST', RESOURCES, body);
}

const namesOf = ({ body }: { body: { data: readonly { name: string }[] } }) => body.data.map(({ name }) => name);

async function furnish(recordTo?: string): Promise<void> {
  azure = await startTestArm(recordTo === undefined ? {} : { recordTo });
  await azure.furnish();
  await azure.register();
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.wait(262);
  for (const [scope, name] of [
    [MANAGEMENT_GROUP_ID, 'on-management'],
    [SUBSCRIPTION, 'on-subscription'],
    [GROUP_ID, 'on-group'],
  ] as const) {
    await azure.send('PUT', assignment(scope, name), { properties: { policyDefinitionId: BASELINE } });
  }
}

describe('a query', () => {
  beforeAll(() => furnish(`.traffic/arm-graph-${process.pid}.ndjson`));
  afterAll(() => azure.arm.close());

  test('of extensions finds their properties with large first letters', async () => {
    const { status, body, headers } = await ask(
      "kubernetesconfigurationresources | where type =~ 'Microsoft.KubernetesConfiguration/Extensions' " +
        "| where properties.ExtensionType =~ 'Microsoft.DataProtection.Kubernetes' | project id, name, properties",
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ totalRecords: 1, count: 1, resultTruncated: 'false', facets: [] });
    expect(body.data).toEqual([
      {
        id: EXTENSION,
        name: 'azure-aks-backup',
        properties: expect.objectContaining({
          ExtensionType: 'microsoft.dataprotection.kubernetes',
          ConfigurationSettings: { a: 'b' },
          ProvisioningState: 'Succeeded',
          AksAssignedIdentity: expect.objectContaining({ PrincipalId: expect.any(String) }),
        }),
      },
    ]);
    expect(headers.get('x-ms-user-quota-remaining')).toBe('14');
    expect(headers.get('x-ms-user-quota-resets-after')).toBe('00:00:05');
  });

  test.each([
    ['resources', 'microsoft.containerservice/managedclusters'],
    ['resources', 'microsoft.dataprotection/backupvaults'],
    ['resources', 'microsoft.storage/storageaccounts'],
    ['resourcecontainers', 'microsoft.resources/subscriptions/resourcegroups'],
  ])('of %s finds rows of type %s', async (table, type) => {
    const { body } = await ask(`${table} | where type =~ '${type}' | project id, type, properties`);
    expect(body.data).toEqual(
      expect.arrayContaining([{ id: expect.any(String), type, properties: expect.any(Object) }]),
    );
  });

  test('of role assignments finds those of a scope', async () => {
    const name = '00000000-0000-4000-8000-00000000abcd';
    const cluster = azure.arm.state.managedClusters.all()[0];
    const principalId = cluster?.identity?.principalId;
    const roleDefinitionId = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
    const properties = { roleDefinitionId, principalId, principalType: 'ServicePrincipal' };
    await azure.send('PUT', `${GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/${name}`, { properties });
    const { body } = await ask(
      `authorizationresources | where type =~ 'microsoft.authorization/roleassignments' and name == '${name}' | project id, properties`,
    );
    expect(body.data).toMatchObject([{ properties: { scope: GROUP_ID, principalId } }]);
  });

  test.each([
    [`policyresources | where type =~ 'microsoft.authorization/policyassignments'`, ['on-group', 'on-subscription']],
    [
      `PolicyResources | where type =~ 'microsoft.authorization/policyassignments' and properties.scope == '${SUBSCRIPTION}'`,
      ['on-subscription'],
    ],
    [`policyresources | where name == 'on-group' or name == "on-subscription"`, ['on-group', 'on-subscription']],
    [`policyresources | where name == 'on-group' or name == 'x' and name == 'on-group'`, ['on-group']],
    [`policyresources | where name in~ ('ON-GROUP', 'other')`, ['on-group']],
    [`policyresources | where id startswith '${GROUP_ID.toUpperCase()}/'`, ['on-group']],
    [`policyresources | where tostring(properties) contains 'nohostpathvolume'`, [BASELINE.split('/').at(-1)]],
    [`policyresources | where properties contains 'nohostpathvolume'`, []],
    [
      `policyresources | where properties.mode == 'Indexed' | where properties.displayName == 'Allowed locations'`,
      ['e56962a6-4747-49cd-b67b-bf8b01975c4c'],
    ],
    [`policyresources | where properties.Mode == 'Indexed'`, []],
    [`policyresources | where properties.constructor.name startswith ''\n| where name == 'on-group'`, ['on-group']],
    [`kubernetesconfigurationresources | where name == 'it\\'s'`, []],
  ])('%s', async (query, names) => {
    expect(namesOf(await ask(query)).toSorted()).toEqual(names);
  });

  test('sees Gatekeeper policies with the parameters that decide where they hold', async () => {
    const { body } = await ask(
      "policyresources | where type =~ 'microsoft.authorization/policydefinitions' " +
        "| where name =~ 'febd0533-8e55-448f-b837-bd0e06f16469' " +
        '| project id, mode = properties.mode, effect = properties.parameters.effect.defaultValue, ' +
        'excluded = properties.parameters.excludedNamespaces, properties.policyType',
    );
    expect(body.data).toEqual([
      {
        id: '/providers/Microsoft.Authorization/policyDefinitions/febd0533-8e55-448f-b837-bd0e06f16469',
        mode: 'Microsoft.Kubernetes.Data',
        effect: 'Deny',
        excluded: { type: 'Array', defaultValue: ['kube-system', 'gatekeeper-system', 'azure-arc'] },
        properties_policyType: 'BuiltIn',
      },
    ]);
  });

  test.each([
    [`${POLICY_ASSIGNMENTS} | summarize count()`, [{ count_: 2 }]],
    [`${POLICY_ASSIGNMENTS} | where name == 'x' | summarize found = count()`, [{ found: 0 }]],
    [`${POLICY_ASSIGNMENTS} | where name == 'x' | summarize found = count() by name`, []],
    [
      `${POLICY_ASSIGNMENTS} | summarize names = make_list(type), many = count() by id = tostring(properties.policyDefinitionId)`,
      [{ id: BASELINE, names: [POLICY_TYPE, POLICY_TYPE], many: 2 }],
    ],
    [
      `${POLICY_ASSIGNMENTS} | summarize all = make_list(strcat(name, ' of ', tostring(properties.scope))) by name`,
      [
        { name: 'on-group', all: [`on-group of ${GROUP_ID}`] },
        { name: 'on-subscription', all: [`on-subscription of ${SUBSCRIPTION}`] },
      ],
    ],
  ])('sums up: %s', async (query, rows) => {
    const { body } = await ask(query);
    const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
    expect(body.data.toSorted(byText)).toEqual(rows);
  });

  test.each([
    ['asc', ['on-group', 'on-management', 'on-subscription']],
    ['desc', ['on-subscription', 'on-management', 'on-group']],
    ['', ['on-subscription', 'on-management', 'on-group']],
  ])('is put in order: %s', async (direction, names) => {
    const all = { subscriptions: undefined };
    expect(
      namesOf(await ask(`${POLICY_ASSIGNMENTS} | order by properties['nothing'], name ${direction}`, all)),
    ).toEqual(names);
    expect(namesOf(await ask(`${POLICY_ASSIGNMENTS} | sort by name ${direction} | project name`, all))).toEqual(names);
  });

  test('finds what lies within a column by a name in brackets as by one behind a point', async () => {
    const { body } = await ask(
      "policyresources | where properties['mode'] == 'Indexed' | project mode = properties['mode']",
    );
    expect(body.data[0]).toEqual({ mode: 'Indexed' });
  });

  test.each([
    ["(name =~ 'on-group' or name =~ 'on-management') and name contains 'group'", ['on-group']],
    ["name =~ 'on-group' or name =~ 'on-management' and name contains 'group'", ['on-group']],
    ["name contains 'on-' and ((name =~ 'on-group') or (name =~ 'on-management'))", ['on-group', 'on-management']],
    [
      "(name =~ 'on-group' or name =~ 'on-management') and (name contains 'man' or name contains 'sub')",
      ['on-management'],
    ],
  ])('holds brackets together: %s', async (condition, names) => {
    const query = `${POLICY_ASSIGNMENTS} | where ${condition} | order by name asc`;
    expect(namesOf(await ask(query, { subscriptions: undefined }))).toEqual(names);
  });

  test.each([
    ['a subscription and below', {}, {}, ['on-group', 'on-subscription']],
    ['a subscription and above', {}, 'AtScopeAndAbove', ['on-management', 'on-subscription']],
    ['exactly a subscription', {}, 'AtScopeExact', ['on-subscription']],
    ['a subscription and all around', {}, 'AtScopeAboveAndBelow', ['on-group', 'on-management', 'on-subscription']],
    [
      'the management group',
      { subscriptions: undefined, managementGroups: ['mg-local'] },
      {},
      ['on-group', 'on-management', 'on-subscription'],
    ],
    ['the tenant', { subscriptions: undefined }, {}, ['on-group', 'on-management', 'on-subscription']],
  ])('can be asked at %s', async (_, more, filter, names) => {
    const options = typeof filter === 'string' ? { authorizationScopeFilter: filter } : {};
    expect(namesOf(await ask(POLICY_ASSIGNMENTS, more, options)).toSorted()).toEqual(names);
  });

  test('is answered page by page', async () => {
    const first = await ask('policyresources', {}, { $top: 6 });
    expect(first.body).toMatchObject({ totalRecords: 15, count: 6, resultTruncated: 'false' });
    const second = await ask('policyresources', {}, { $skipToken: first.body.$skipToken });
    const third = await ask('policyresources', {}, { $skipToken: second.body.$skipToken });
    expect(third.body.$skipToken).toBeUndefined();
    expect(new Set([first, second, third].flatMap(namesOf)).size).toBe(15);
  });

  test.each([
    ['has no id', 'policyresources | project name'],
    ['has a limit', 'policyresources | limit 5'],
    ['takes some', 'policyresources | take 5'],
  ])('that %s has no second page', async (_, query) => {
    const { body } = await ask(query, {}, { $top: 4 });
    expect(body).toMatchObject({ count: 4, resultTruncated: 'true' });
    expect(body.$skipToken).toBeUndefined();
  });
});

describe('refused is', () => {
  beforeAll(() => furnish());
  afterAll(() => azure.arm.close());

  test.each([
    ['an unknown table', 'healthresources'],
    ['a table of JavaScript', 'constructor'],
    ['an unknown column', "policyresources | where colour =~ 'x'"],
    ['a column that was projected away', "policyresources | project id | where name =~ 'x'"],
    ['an unknown operator', 'policyresources | extend two = name'],
    ['an unknown aggregate', 'policyresources | summarize dcount(name)'],
    ['a list without a name', 'policyresources | summarize make_list(name)'],
    ['a group by something that is no text', 'policyresources | summarize count() by properties.mode'],
    ['a group by an unknown column', 'policyresources | summarize count() by colour'],
    ['a list of an unknown column', 'policyresources | summarize all = make_list(colour)'],
    ['an unknown comparison', "policyresources | where name matches 'x'"],
    ['a bracket without end', "policyresources | where (name =~ 'x'"],
    ['empty brackets', 'policyresources | where ()'],
    [
      'more brackets than fit',
      `policyresources | where ${Array.from({ length: 12 }, () => "(name =~ 'x' or name =~ 'y')").join(' and ')}`,
    ],
    ['a comparison of columns', 'policyresources | where name =~ id'],
    ['an open text', "policyresources | where name =~ 'x"],
    ['a list without end', "policyresources | where name in~ ('x'"],
    ['an order of nothing', 'policyresources | order name'],
    ['an order by an unknown column', 'policyresources | order by colour asc'],
    ['an open bracket', "policyresources | where properties['mode' == 'Indexed'"],
    ['a limit that is none', 'policyresources | limit many'],
    ['something at its end', "policyresources | where name =~ 'x' 'y'"],
    ['two statements', 'policyresources; policyresources'],
    ['nothing', ''],
  ])('%s', async (_, query) => {
    expect(await ask(query)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadRequest', details: [{ code: 'InvalidQuery' }, { code: 'ParserFailure' }] } },
    });
  });

  test.each([
    ['an unknown subscription', { subscriptions: ['x'] }, {}, 'NoValidSubscriptionsInQueryRequest'],
    [
      'an unknown management group',
      { subscriptions: [], managementGroups: ['x'] },
      {},
      'NoValidSubscriptionsInQueryRequest',
    ],
    ['a made-up token', {}, { $skipToken: 'x' }, 'InvalidSkipToken'],
    ['a page of more than 1000', {}, { $top: 1001 }, 'InvalidRequest'],
    ['a form that is not served', {}, { resultFormat: 'table' }, 'InvalidRequest'],
  ])('%s', async (_, more, options, code) => {
    expect(await ask('policyresources', more, options)).toMatchObject({
      status: 400,
      body: { error: { code: 'BadRequest', details: [{ code }] } },
    });
  });

  test('the sixteenth query within five seconds', async () => {
    await azure.wait(5);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => azure.send('POST', RESOURCES, { query: 'policyresources' })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(15).fill(200), 429]);
    const last = answers.find(({ status }) => status === 429);
    expect(last?.headers.get('x-ms-user-quota-remaining')).toBe('0');
    expect((await ask('policyresources')).status).toBe(200);
  });
});
