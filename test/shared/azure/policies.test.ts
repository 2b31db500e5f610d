import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { observed } from '../../support/arm-port.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER, CLUSTER_ID, SUBSCRIPTION } from '../../support/facts.ts';
import { ASSIGNMENT, DEFINITION } from '../../support/policies.ts';

const SEEN = observed({ assignment: ASSIGNMENT, body: {} });

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const UNREADABLE = { ok: false, failure: { class: 'transient', code: 'UnreadableAnswer' } };
const ok = (body: unknown): Reply => ({ status: 200, body });
const rows = (...data: readonly unknown[]) => ok({ totalRecords: 1, count: 1, resultTruncated: 'false', data });
const DEFINITION_ID = '/providers/Microsoft.Authorization/policyDefinitions/No-Privilege';
const OWN = {
  id: ASSIGNMENT.armId,
  type: 'Microsoft.Authorization/policyAssignments',
  name: 'Pods',
  properties: { policyDefinitionId: DEFINITION_ID },
};
const assignmentAt = (scope: string) => ({
  ...OWN,
  id: `${scope}/providers/Microsoft.Authorization/policyAssignments/Pods`,
});

test('the assignments of a subscription are those in it and above it', async () => {
  const root = '/providers/Microsoft.Management/managementGroups/Root';
  const scopes = [root, `/subscriptions/${SUBSCRIPTION}`, `/subscriptions/${SUBSCRIPTION}/resourceGroups/Other`];
  azure.willReply(ok({ value: scopes.map(assignmentAt) }));
  const read = await arm.listPolicyAssignmentsIn(SUBSCRIPTION);
  expect(read.ok && read.value.map(({ scope }) => scope)).toEqual(scopes.map((scope) => scope.toLowerCase()));
  expect(azure.received[0]?.path).toBe(
    `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments?api-version=2024-05-01`,
  );
});

describe('the assignments of a cluster', () => {
  const list = (...replies: readonly Reply[]) => {
    azure.willReply(...replies);
    return arm.listPolicyAssignments(CLUSTER_ID);
  };

  test('are read in full', async () => {
    const properties = {
      displayName: 'No privileged pods',
      policyDefinitionId: DEFINITION_ID,
      definitionVersion: '7.*.*',
      scope: ASSIGNMENT.scope,
      notScopes: ['/subscriptions/S/resourceGroups/Lab'],
      parameters: { effect: { value: 'deny' }, excludedNamespaces: { value: ['kube-system'] } },
      enforcementMode: 'DoNotEnforce',
      overrides: [
        {
          kind: 'policyEffect',
          value: 'Audit',
          selectors: [{ kind: 'policyDefinitionReferenceId', in: ['Pods'] }],
        },
      ],
      resourceSelectors: [{ name: 'eu', selectors: [{ kind: 'resourceLocation', notIn: ['EastUS'] }] }],
    };
    expect(await list(ok({ value: [{ ...OWN, properties }] }))).toMatchObject({
      ok: true,
      value: [
        {
          armId: ASSIGNMENT.armId,
          name: 'Pods',
          displayName: 'No privileged pods',
          scope: ASSIGNMENT.scope,
          definitionId: DEFINITION.id,
          definitionVersion: '7.*.*',
          enforcementMode: 'DoNotEnforce',
          parameters: { effect: 'deny', excludedNamespaces: ['kube-system'] },
          overrides: [
            {
              effect: 'Audit',
              selectors: [{ kind: 'policydefinitionreferenceid', in: ['pods'], notIn: undefined }],
            },
          ],
          resourceSelectors: [[{ kind: 'resourcelocation', in: undefined, notIn: ['eastus'] }]],
          notScopes: ['/subscriptions/s/resourcegroups/lab'],
        },
      ],
    });
    expect(azure.received[0]?.path).toBe(
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/apps/providers/Microsoft.Authorization/policyAssignments?api-version=2024-05-01`,
    );
  });

  test.each([
    ['left out', {}],
    [
      'null',
      {
        displayName: null,
        parameters: null,
        overrides: null,
        notScopes: null,
        resourceSelectors: null,
        enforcementMode: null,
      },
    ],
  ])('with blocks %s are read without a guess', async (_, odd) => {
    const item = { ...OWN, properties: { policyDefinitionId: DEFINITION_ID, ...odd } };
    expect(await list(ok({ value: [item] }))).toMatchObject({
      ok: true,
      value: [
        {
          displayName: undefined,
          enforcementMode: 'Default',
          parameters: {},
          overrides: [],
          resourceSelectors: [],
          notScopes: [],
        },
      ],
    });
  });

  test('that say odd things say nothing, neither yes nor no', async () => {
    const odd = {
      policyDefinitionId: DEFINITION_ID,
      definitionVersion: 7,
      enforcementMode: true,
      overrides: ['x', { kind: 'policyEffect', value: 7, selectors: 'x' }],
      notScopes: ['/subscriptions/s', 7],
      resourceSelectors: [null, { selectors: [{ kind: 'resourceLocation', in: ['a', 7] }] }],
    };
    const untold = { kind: '', in: undefined, notIn: undefined };
    expect(await list(ok({ value: [{ ...OWN, properties: odd }] }))).toMatchObject({
      ok: true,
      value: [
        {
          definitionVersion: 'odd: 7',
          enforcementMode: 'odd: true',
          overrides: [
            { effect: undefined, selectors: [] },
            { effect: undefined, selectors: [untold] },
          ],
          notScopes: ['?'],
          resourceSelectors: [[untold], [{ kind: 'resourcelocation', in: undefined, notIn: undefined }]],
        },
      ],
    });
  });

  test('keep a parameter whose value cannot be made out: it is set, to what is not known', async () => {
    const parameters = { effect: null, namespaces: {}, excludedNamespaces: { value: null } };
    const answer = await list(ok({ value: [{ ...OWN, properties: { ...OWN.properties, parameters } }] }));
    expect(answer).toMatchObject({ ok: true });
    expect(answer.ok && answer.value[0]?.parameters).toEqual({
      effect: undefined,
      namespaces: undefined,
      excludedNamespaces: null,
    });
  });

  test('ask for no version that one could know where an override picks it', async () => {
    const overrides = [{ kind: 'definitionVersion', value: '2.*.*' }];
    const properties = { ...OWN.properties, definitionVersion: '1.*.*', overrides };
    expect(await list(ok({ value: [{ ...OWN, properties }] }))).toMatchObject({
      value: [{ definitionVersion: 'overridden', overrides: [] }],
    });
  });

  test('are those at and above the cluster, of all pages', async () => {
    const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/APPS`;
    const above = ['/providers/Microsoft.Management/managementGroups/Root', `/subscriptions/${SUBSCRIPTION}`, group];
    const beside = [
      `${CLUSTER.armId}2`,
      `${CLUSTER.armId}/agentPools/a`,
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/ap`,
    ];
    const nextLink = `${azure.origin}/next?api-version=2024-05-01&$skiptoken=a%2Fb`;
    const answer = await list(
      ok({ value: [...above, ...beside].map(assignmentAt), nextLink }),
      ok({ value: [assignmentAt(CLUSTER.armId)] }),
    );
    expect(answer.ok && answer.value.map(({ scope }) => scope)).toEqual(
      [...above, CLUSTER_ID].map((scope) => scope.toLowerCase()),
    );
    expect(azure.received[1]?.path).toBe('/next?api-version=2024-05-01&$skiptoken=a%2Fb');
  });

  test('are not looked for at other addresses', async () => {
    expect(await list(ok({ value: [], nextLink: 'https://example.com/' }))).toMatchObject({
      ok: false,
      failure: { code: 'ForeignAddress' },
    });
  });

  test.each<[string, unknown]>([
    ['no list', {}],
    ['null', null],
    ['an item that is none', { value: [OWN, null] }],
    ['no definition', { value: [{ ...OWN, properties: null }] }],
    ['parameters that are none', { value: [{ ...OWN, properties: { ...OWN.properties, parameters: [] } }] }],
    ['no id', { value: [{ ...OWN, id: undefined }] }],
    ['an id of something else', { value: [{ ...OWN, id: CLUSTER.armId }] }],
    [
      'an id without name',
      { value: [assignmentAt('')].map((each) => ({ ...each, id: each.id.replace(/Pods$/, '') })) },
    ],
  ])('with %s cannot be read', async (_, body) => {
    expect(await list(ok(body))).toMatchObject(UNREADABLE);
  });

  test('that cannot be read are a failure', async () => {
    expect(await list({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } })).toMatchObject({
      ok: false,
      failure: { class: 'forbidden' },
    });
  });
});

describe('definitions', () => {
  const list = (...replies: readonly Reply[]) => {
    azure.willReply(...replies);
    return arm.listPolicyDefinitions(SUBSCRIPTION, [DEFINITION.id, "it's"]);
  };
  const ROW = {
    id: DEFINITION_ID,
    name: 'No-Privilege',
    displayName: DEFINITION.displayName,
    version: '7.2.0',
    mode: DEFINITION.mode,
    parameters: {
      effect: { type: 'String', defaultValue: 'Deny' },
      excludedNamespaces: { type: 'Array', defaultValue: ['kube-system', 'gatekeeper-system'] },
      namespaces: { type: 'Array', defaultValue: [] },
      labelSelector: { type: 'Object', defaultValue: {} },
      other: { type: 'String' },
    },
    condition: DEFINITION.condition,
    effect: DEFINITION.effect,
    namespaces: DEFINITION.namespaces,
    excludedNamespaces: DEFINITION.excludedNamespaces,
    labelSelector: DEFINITION.labelSelector,
    olderExcludedNamespaces: null,
  };

  test('are asked for by id, and read in full', async () => {
    expect(await list(rows(ROW))).toMatchObject({ ok: true, value: [DEFINITION] });
    expect(azure.received[0]?.body).toMatchObject({
      subscriptions: [SUBSCRIPTION],
      query: expect.stringContaining(`| where id in~ ('${DEFINITION.id}', 'it\\'s')`),
    });
  });

  test('of the first generation have their exclusions among the values', async () => {
    const older = {
      ...ROW,
      excludedNamespaces: null,
      olderExcludedNamespaces: ['a'],
      version: null,
      metadata: { version: '1.0.0' },
    };
    expect(await list(rows(older))).toMatchObject({ value: [{ excludedNamespaces: ['a'], version: '1.0.0' }] });
  });

  test('that say little are read without a guess', async () => {
    expect(await list(rows({ id: DEFINITION_ID, parameters: null, mode: null, metadata: 'x' }))).toMatchObject({
      value: [{ id: DEFINITION.id, displayName: 'no-privilege', mode: undefined, version: undefined, defaults: {} }],
    });
  });

  test('without id cannot be read', async () => {
    expect(await list(rows({ ...ROW, id: null }))).toMatchObject(UNREADABLE);
  });

  test('go out a hundred at a time', async () => {
    azure.willReply(rows(ROW), rows({ ...ROW, id: '/b' }), rows());
    const ids = Array.from({ length: 201 }, (_, index) => `/id/${index}`);
    expect(await arm.listPolicyDefinitions(SUBSCRIPTION, ids)).toMatchObject({ value: [{}, { id: '/b' }] });
    expect(azure.received).toHaveLength(3);
    expect(azure.received[2]?.body).toMatchObject({ query: expect.stringContaining("in~ ('/id/200')") });
  });
});

describe('sets of definitions', () => {
  const list = (row: object) => {
    azure.willReply(rows(row));
    return arm.listPolicySetDefinitions(SUBSCRIPTION, ['/set']);
  };
  const MEMBER = {
    policyDefinitionReferenceId: 'Pods',
    policyDefinitionId: DEFINITION_ID,
    definitionVersion: '7.*.*',
    parameters: { effect: { value: "[parameters('podEffect')]" } },
  };

  test('are read with what they hand on', async () => {
    const row = {
      id: '/Set',
      name: 'Set',
      version: '1.0.0',
      parameters: { podEffect: { defaultValue: 'deny' } },
      policyDefinitions: [MEMBER],
    };
    expect(await list(row)).toMatchObject({
      ok: true,
      value: [
        {
          id: '/set',
          version: '1.0.0',
          defaults: { podEffect: 'deny' },
          members: [
            {
              referenceId: 'Pods',
              definitionId: DEFINITION.id,
              definitionVersion: '7.*.*',
              parameters: { effect: "[parameters('podEffect')]" },
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['no members', {}],
    ['members as null', { policyDefinitions: null }],
    ['a member that is none', { policyDefinitions: [null] }],
    ['a member without definition', { policyDefinitions: [{ ...MEMBER, policyDefinitionId: null }] }],
  ])('with %s cannot be read', async (_, odd) => {
    expect(await list({ id: '/set', ...odd })).toMatchObject(UNREADABLE);
  });
});

describe('exemptions', () => {
  const list = (row: object) => {
    azure.willReply(rows(row));
    return arm.listPolicyExemptions(SUBSCRIPTION, [ASSIGNMENT.armId]);
  };
  const id = `${CLUSTER.armId}/providers/Microsoft.Authorization/policyExemptions/backup`;

  test('are read in full', async () => {
    const properties = {
      policyAssignmentId: ASSIGNMENT.armId,
      policyDefinitionReferenceIds: ['Pods'],
      exemptionCategory: 'Waiver',
      expiresOn: '2027-01-01T00:00:00Z',
    };
    expect(await list({ id, properties })).toMatchObject({
      ok: true,
      value: [
        {
          armId: id,
          scope: CLUSTER_ID,
          assignmentId: ASSIGNMENT.armId.toLowerCase(),
          category: 'Waiver',
          expiresOn: '2027-01-01T00:00:00Z',
          referenceIds: ['pods'],
          resourceSelectors: [],
        },
      ],
    });
  });

  test.each([
    ['no assignment', { id, properties: null }],
    ['odd members', { id, properties: { policyAssignmentId: ASSIGNMENT.armId, policyDefinitionReferenceIds: 'x' } }],
    ['an id of something else', { id: CLUSTER.armId, properties: { policyAssignmentId: ASSIGNMENT.armId } }],
  ])('with %s cannot be read', async (_, row) => {
    expect(await list(row)).toMatchObject(UNREADABLE);
  });
});

test('an exemption that ends at an odd time ends at no time that one could name', async () => {
  const id = `${CLUSTER.armId}/providers/Microsoft.Authorization/policyExemptions/backup`;
  azure.willReply(rows({ id, properties: { policyAssignmentId: ASSIGNMENT.armId, expiresOn: 7 } }));
  expect(await arm.listPolicyExemptions(SUBSCRIPTION, ['a'])).toMatchObject({ value: [{ expiresOn: 'odd: 7' }] });
});

describe('one assignment', () => {
  test('comes with all that may be written back, and without what only ARM writes', async () => {
    azure.willReply(
      ok({
        ...OWN,
        location: 'westeurope',
        systemData: { createdAt: 'x' },
        identity: {
          type: 'UserAssigned',
          principalId: 'p',
          tenantId: 't',
          userAssignedIdentities: { '/one': { principalId: 'p', clientId: 'c' }, '/two': null },
        },
        properties: {
          ...OWN.properties,
          scope: ASSIGNMENT.scope,
          instanceId: 'i',
          metadata: { assignedBy: 'A', createdBy: 'a', createdOn: 'b', updatedBy: null, updatedOn: null },
          notScopes: ['/x'],
          overrides: [{ kind: 'policyEffect', value: 'Audit' }],
          resourceSelectors: [{ name: 'eu' }],
          nonComplianceMessages: [{ message: 'no' }],
          somethingNew: { deep: [1] },
        },
      }),
    );
    expect(await arm.getPolicyAssignment(ASSIGNMENT.armId)).toMatchObject({
      ok: true,
      value: {
        assignment: { armId: ASSIGNMENT.armId },
        body: expect.toSatisfy((body) => {
          expect(body).toEqual({
            location: 'westeurope',
            identity: { type: 'UserAssigned', userAssignedIdentities: { '/one': {}, '/two': {} } },
            properties: {
              policyDefinitionId: DEFINITION_ID,
              metadata: { assignedBy: 'A' },
              notScopes: ['/x'],
              overrides: [{ kind: 'policyEffect', value: 'Audit' }],
              resourceSelectors: [{ name: 'eu' }],
              nonComplianceMessages: [{ message: 'no' }],
              somethingNew: { deep: [1] },
            },
          });
          return true;
        }),
      },
    });
    expect(azure.received[0]?.path).toBe(
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/Pods?api-version=2024-05-01`,
    );
  });

  test.each([undefined, null, [], 'text', {}])('that is %o cannot be read', async (body) => {
    azure.willReply({ status: 200, body });
    expect(await arm.getPolicyAssignment(ASSIGNMENT.armId)).toMatchObject(UNREADABLE);
  });

  test('is written whole', async () => {
    azure.willReply({ status: 201, body: OWN });
    const body = { properties: { policyDefinitionId: DEFINITION_ID } };
    expect(await arm.putPolicyAssignment(ASSIGNMENT.armId, body, SEEN)).toMatchObject({
      ok: true,
      value: { done: true },
    });
    expect(azure.received).toMatchObject([{ method: 'PUT', body }]);
  });

  test('may have a name that is no part of an address', async () => {
    azure.willReply(ok(OWN));
    await arm.getPolicyAssignment(assignmentAt(`/subscriptions/${SUBSCRIPTION}`).id.replace('Pods', 'a b?c#d{e}'));
    expect(azure.received[0]?.path).toBe(
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/a%20b%3Fc%23d%7Be%7D?api-version=2024-05-01`,
    );
  });

  test.each([
    '/providers/Microsoft.Management/managementGroups/Root/providers/Microsoft.Authorization/policyAssignments/Pods',
    `${ASSIGNMENT.armId}/../../x`,
    ASSIGNMENT.armId.replace('Pods', '..'),
    ASSIGNMENT.armId.replace('Pods', ''),
    CLUSTER.armId,
    'https://example.com/',
  ])('is neither read nor written at %s', async (id) => {
    azure.willReply();
    const failure = { class: 'permanent', code: 'InvalidPolicyAssignment' };
    expect(await arm.getPolicyAssignment(id)).toMatchObject({ ok: false, failure });
    expect(await arm.putPolicyAssignment(id, {}, SEEN)).toMatchObject({ ok: false, failure });
    expect(azure.received).toHaveLength(0);
  });
});
