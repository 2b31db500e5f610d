import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isMet, resolveValue } from '../../../../local/azure/arm/providers/authorization/policy/evaluate-rule.ts';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const AUTHORIZATION = 'providers/Microsoft.Authorization';
const SNAPSHOT = `${GROUP_ID}/providers/Microsoft.Compute/snapshots/s1`;
const OTHER_GROUP = `${SUBSCRIPTION}/resourceGroups/other`;
const location = 'westeurope';
const SNAPSHOT_PUT = { location, properties: { creationData: { createOption: 'Empty' } } };
const AT = { query: 'api-version=2023-10-02' };
const GROUP_TYPE = 'Microsoft.Resources/subscriptions/resourceGroups';

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location });
});
afterEach(() => azure.arm.close());

async function define(policyRule: object, mode = 'All'): Promise<string> {
  const id = `${SUBSCRIPTION}/${AUTHORIZATION}/policyDefinitions/own`;
  const parameters = { wanted: { type: 'String', defaultValue: 'prod' } };
  const made = await azure.send('PUT', id, { properties: { mode, parameters, policyRule } }, at('2025-03-01'));
  expect(made.status).toBe(201);
  return id;
}

async function assign(policyDefinitionId: string, properties: object = {}, scope = SUBSCRIPTION): Promise<string> {
  const id = `${scope}/${AUTHORIZATION}/policyAssignments/p1`;
  const made = await azure.send('PUT', id, { properties: { policyDefinitionId, ...properties } }, at('2025-03-01'));
  expect(made.status).toBe(201);
  return id;
}

const at = (version: string) => ({ query: `api-version=${version}` });
const builtIn = (guid: string) => `/${AUTHORIZATION}/policyDefinitions/${guid}`;
const putSnapshot = (body: object = SNAPSHOT_PUT) => azure.send('PUT', SNAPSHOT, body, AT);
const putGroup = (body: object = { location }) => azure.send('PUT', OTHER_GROUP, body);

describe('deny', () => {
  const TYPES = '6c112d4e-5bc7-47ae-a041-ea2d9dccd749';
  const parameters = { listOfResourceTypesNotAllowed: { value: ['Microsoft.Compute/snapshots'] } };

  test('refuses a snapshot of a type that is not allowed, in the words of Azure', async () => {
    const assignment = await assign(builtIn(TYPES), { parameters, displayName: 'no snapshots' });
    const refused = await putSnapshot();
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { code: 'RequestDisallowedByPolicy', target: 's1' } },
    });
    const [{ info }] = refused.body.error.additionalInfo;
    expect(info).toMatchObject({ policyAssignmentId: assignment, policyDefinitionEffect: 'deny' });
    expect(refused.body.error.message).toContain('no snapshots');
    expect(azure.arm.state.snapshots.all()).toEqual([]);
  });

  test.each([
    ['excluded', { notScopes: [GROUP_ID] }],
    ['not enforced', { enforcementMode: 'DoNotEnforce' }],
  ])('lets a snapshot through where the assignment is %s', async (_, more) => {
    await assign(builtIn(TYPES), { parameters, ...more });
    expect((await putSnapshot()).status).toBe(201);
  });

  test('lets a snapshot through where its group is exempted, until that ends', async () => {
    const policyAssignmentId = await assign(builtIn(TYPES), { parameters });
    const exemption = `${GROUP_ID}/${AUTHORIZATION}/policyExemptions/e1`;
    const expiresOn = new Date(azure.timeline.now().getTime() + 60_000).toISOString();
    const properties = { policyAssignmentId, exemptionCategory: 'Waiver', expiresOn };
    expect((await azure.send('PUT', exemption, { properties })).status).toBe(201);
    expect((await putSnapshot()).status).toBe(201);
    await azure.wait(61);
    expect((await putSnapshot()).status).toBe(403);
  });

  test('refuses groups by the policy for groups, not by that for resources', async () => {
    const away = { listOfAllowedLocations: { value: ['northeurope'] } };
    await assign(builtIn('e56962a6-4747-49cd-b67b-bf8b01975c4c'), { parameters: away });
    expect((await putGroup()).status).toBe(201);
    expect((await putSnapshot()).body.error.code).toBe('RequestDisallowedByPolicy');
    await assign(builtIn('e765b5de-1225-4ba3-bd56-1ac6695af988'), { parameters: away });
    expect((await putGroup()).body.error.code).toBe('RequestDisallowedByPolicy');
    expect((await putSnapshot()).status).toBe(201);
  });

  test('refuses what lacks a tag', async () => {
    await assign(builtIn('96670d01-0a4d-4649-9c89-2d3abc0a5025'), { parameters: { tagName: { value: 'owner' } } });
    expect((await putGroup()).status).toBe(403);
    expect((await putGroup({ location, tags: { Owner: 'me' } })).status).toBe(201);
  });
});

test('audit refuses nothing', async () => {
  // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
  const id = await define({ if: { field: 'type', equals: GROUP_TYPE }, then: { effect: 'audit' } });
  await assign(id);
  expect((await putGroup()).status).toBe(201);
});

describe('modify', () => {
  const rule = (operation: string) => ({
    if: {
      allOf: [
        { field: 'type', equals: GROUP_TYPE },
        { field: 'name', like: 'oth*' },
      ],
    },
    // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
    then: {
      effect: 'modify',
      details: { operations: [{ operation, field: "tags['env']", value: "[parameters('wanted')]" }] },
    },
  });

  test.each([
    ['add', undefined, { env: 'prod' }],
    ['add', { env: 'test' }, { env: 'test' }],
    ['addOrReplace', { env: 'test', a: 'b' }, { env: 'prod', a: 'b' }],
    ['remove', { env: 'test', a: 'b' }, { a: 'b' }],
  ])('%s changes tags %j to %j', async (operation, tags, after) => {
    await assign(await define(rule(operation)));
    expect((await putGroup({ location, tags })).body.tags).toEqual(after);
  });

  test('takes the value of the assignment', async () => {
    await assign(await define(rule('add')), { parameters: { wanted: { value: 'lab' } } });
    expect((await putGroup()).body.tags).toEqual({ env: 'lab' });
  });
});

describe('a rule', () => {
  const target = {
    id: SNAPSHOT,
    name: 's1',
    type: 'Microsoft.Compute/snapshots',
    location,
    tags: { env: 'Prod' },
    properties: { networkAccessPolicy: 'AllowAll' },
  };

  test.each([
    [{ field: 'location', equals: 'WestEurope' }, true],
    [{ field: 'location', notEquals: 'westeurope' }, false],
    [{ field: 'name', in: ['s1', 's2'] }, true],
    [{ field: 'name', notIn: ['s1'] }, false],
    [{ field: 'tags[env]', exists: true }, true],
    [{ field: "tags['none']", exists: 'false' }, true],
    [{ field: 'type', like: 'Microsoft.Compute/*' }, true],
    [{ field: 'type', notLike: '*snapshots' }, false],
    [{ field: 'id', contains: 'RG' }, true],
    [{ field: 'tags', containsKey: 'ENV' }, true],
    [{ field: 'Microsoft.Compute/snapshots/networkAccessPolicy', equals: 'AllowAll' }, true],
    [{ field: 'Microsoft.Compute/disks/networkAccessPolicy', exists: 'true' }, false],
    [{ not: { field: 'name', equals: 's1' } }, false],
    [
      {
        anyOf: [
          { field: 'name', equals: 'x' },
          { field: 'name', equals: 's1' },
        ],
      },
      true,
    ],
    [
      {
        allOf: [
          { field: 'name', equals: 'x' },
          { field: 'name', equals: 's1' },
        ],
      },
      false,
    ],
    [{ value: "[parameters('p')]", equals: 'v' }, true],
    [{ field: 'name', equals: "[concat('s', parameters('one'))]" }, true],
    [{ count: { field: 'x[*]' }, greater: 0 }, false],
  ])('with %j is met: %s', (condition, met) => {
    expect(isMet(condition, target, { p: 'v', one: '1' })).toBe(met);
  });

  test('fills in parameters everywhere', () => {
    expect(resolveValue({ a: ["[parameters('P')]", '[[not'], b: 1 }, { p: ['x'] })).toEqual({
      a: [['x'], '[not'],
      b: 1,
    });
  });
});
