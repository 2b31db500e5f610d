import { describe, expect, test } from 'vitest';
import { type AssignedPolicy, effectivePolicy, isVersion } from '../../../shared/facts/effective-policy.ts';
import type {
  GatekeeperPolicy,
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetMember,
  Selector,
} from '../../../shared/model/policy.ts';
import { CLUSTER, CLUSTER_ID, SNAPSHOT_GROUP_ID, SUBSCRIPTION_ID } from '../../support/facts.ts';
import { ASSIGNMENT, DEFINITION, DENYING } from '../../support/policies.ts';

const AT = '2026-06-01T12:00:00.000Z';
const GROUP = '/providers/microsoft.management/managementgroups/platform';

const effective = (assigned: Partial<AssignedPolicy>, exemptions: readonly PolicyExemption[] = []) =>
  effectivePolicy({ assignment: ASSIGNMENT, definition: DEFINITION, ...assigned }, exemptions, CLUSTER, AT);
const select = (kind: string, some?: readonly string[], notIn?: readonly string[]): Selector => ({
  kind,
  in: some,
  notIn,
});

test('by its defaults, a policy is what its definition says', () => {
  expect(effective({})).toEqual(DENYING);
});

describe('an assignment', () => {
  const here = select('resourcelocation', ['westeurope']);
  const elsewhere = select('resourcelocation', ['eastus']);

  test.each<[string, Partial<PolicyAssignment>, Partial<GatekeeperPolicy>]>([
    ['sets parameters', { parameters: { Effect: 'Audit', namespaces: ['a'] } }, { effect: 'Audit', namespaces: ['a'] }],
    [
      'sets odd parameters',
      { parameters: { effect: 7, namespaces: 'a' } },
      { effect: undefined, namespaces: undefined },
    ],
    ['asks for another version', { definitionVersion: '6.*.*' }, { effect: undefined, excludedNamespaces: undefined }],
    [
      'asks for another version but sets what matters',
      { definitionVersion: '6.*.*', parameters: { effect: 'Audit' } },
      { effect: 'Audit' },
    ],
    ['is for some labels', { parameters: { labelSelector: { matchLabels: { a: 'b' } } } }, { allLabels: undefined }],
    ['asks for no version', { definitionVersion: undefined }, { effect: 'Deny' }],
    ['is not enforced', { enforcementMode: 'doNotEnforce' }, { enforced: false }],
    ['is enforced in a way that is new', { enforcementMode: 'Enroll' }, { enforced: undefined }],
    ['replaces the effect', { overrides: [{ effect: 'Audit', selectors: [] }] }, { effect: 'Audit' }],
    ['replaces it here', { overrides: [{ effect: 'Audit', selectors: [here] }] }, { effect: 'Audit' }],
    ['replaces it elsewhere', { overrides: [{ effect: 'Audit', selectors: [elsewhere] }] }, { effect: 'Deny' }],
    [
      'replaces it, where is new',
      { overrides: [{ effect: 'Audit', selectors: [select('x')] }] },
      { effect: undefined },
    ],
    ['replaces it by nothing', { overrides: [{ effect: undefined, selectors: [] }] }, { effect: undefined }],
    [
      'replaces it twice',
      {
        overrides: [
          { effect: 'Audit', selectors: [] },
          { effect: 'Deny', selectors: [here] },
        ],
      },
      { effect: undefined },
    ],
    ['excludes the subscription', { notScopes: [SUBSCRIPTION_ID] }, { inScope: false }],
    ['excludes the cluster', { notScopes: [CLUSTER_ID] }, { inScope: false }],
    ['excludes another group', { notScopes: [SNAPSHOT_GROUP_ID] }, { inScope: true }],
    ['excludes a cluster of a longer name', { notScopes: [`${CLUSTER_ID}2`] }, { inScope: true }],
    ['excludes a management group', { notScopes: [GROUP] }, { inScope: undefined }],
    ['is for this place', { resourceSelectors: [[here]] }, { inScope: true }],
    ['is for other places', { resourceSelectors: [[elsewhere]] }, { inScope: false }],
    [
      'is for all but this place',
      { resourceSelectors: [[select('resourcelocation', undefined, ['westeurope'])]] },
      { inScope: false },
    ],
    ['is for one of two', { resourceSelectors: [[elsewhere], [here]] }, { inScope: true }],
    ['is for clusters elsewhere', { resourceSelectors: [[elsewhere, select('x')]] }, { inScope: false }],
    [
      'is for other types',
      { resourceSelectors: [[select('resourcetype', ['microsoft.web/sites'])]] },
      { inScope: false },
    ],
    [
      'is for what has no place',
      { resourceSelectors: [[select('resourcewithoutlocation', ['subscriptionlevelresources'])]] },
      { inScope: false },
    ],
    ['selects in a way that is new', { resourceSelectors: [[select('x', ['y'])]] }, { inScope: undefined }],
    ['selects by nothing', { resourceSelectors: [[select('resourcelocation')]] }, { inScope: undefined }],
  ])('that %s', (_, changes, expected) => {
    expect(effective({ assignment: { ...ASSIGNMENT, ...changes } })).toMatchObject(expected);
  });
});

describe('a definition', () => {
  test.each<[string, Partial<PolicyDefinition>, Partial<GatekeeperPolicy>]>([
    [
      'knows no excluded namespaces',
      { excludedNamespaces: undefined },
      { excludedNamespaces: [], excludedNamespacesParameter: undefined },
    ],
    ['has them as null', { excludedNamespaces: null, namespaces: null }, { excludedNamespaces: [], namespaces: [] }],
    [
      'lays them down',
      { excludedNamespaces: ['a'] },
      { excludedNamespaces: ['a'], excludedNamespacesParameter: undefined },
    ],
    [
      'works them out',
      { excludedNamespaces: "[union(parameters('a'))]" },
      { excludedNamespaces: undefined, excludedNamespacesParameter: undefined },
    ],
    ['knows no labels', { labelSelector: undefined }, { allLabels: true }],
    ['has labels as null', { labelSelector: null }, { allLabels: true }],
    ['selects nothing out', { labelSelector: { matchLabels: {}, matchExpressions: [] } }, { allLabels: true }],
    ['selects some labels', { labelSelector: { matchLabels: { app: 'shop' } } }, { allLabels: undefined }],
    ['selects by an expression', { labelSelector: { matchExpressions: [{ key: 'app' }] } }, { allLabels: undefined }],
    ['has odd labels', { labelSelector: 7 }, { allLabels: undefined }],
    ['works the labels out', { labelSelector: "[union(parameters('a'))]" }, { allLabels: undefined }],
    ['has no effect', { effect: undefined }, { effect: undefined }],
    ['lays the effect down', { effect: 'audit' }, { effect: 'audit' }],
    [
      'has no default',
      { defaults: {} },
      { effect: undefined, excludedNamespaces: undefined, excludedNamespacesParameter: 'excludedNamespaces' },
    ],
  ])('that %s', (_, changes, expected) => {
    expect(effective({ definition: { ...DEFINITION, ...changes } })).toMatchObject(expected);
  });
});

describe('a member of a set', () => {
  const member: PolicySetMember = {
    referenceId: 'Privileged',
    definitionId: DEFINITION.id,
    definitionVersion: undefined,
    parameters: { effect: "[parameters('podEffect')]", excludedNamespaces: "[parameters('skipped')]" },
  };
  const set = {
    id: 's',
    displayName: 'Baseline',
    version: undefined,
    members: [member],
    defaults: { podEffect: 'audit', skipped: ['a'] },
  };
  const within = { set, member };

  test('has what the set hands on, and the name of the parameter that people can set', () => {
    const assignment = { ...ASSIGNMENT, parameters: { podEffect: 'deny' } };
    expect(effective({ assignment, within })).toMatchObject({
      referenceId: 'Privileged',
      effect: 'deny',
      excludedNamespaces: ['a'],
      excludedNamespacesParameter: 'skipped',
      namespaces: [],
    });
  });

  test('has no parameter where the set hands none on', () => {
    const alone = { ...member, parameters: {} };
    expect(effective({ within: { set, member: alone } })).toMatchObject({
      effect: 'Deny',
      excludedNamespaces: ['kube-system', 'gatekeeper-system'],
      excludedNamespacesParameter: undefined,
    });
  });

  test.each([
    [['privileged'], 'Disabled'],
    [['other'], 'audit'],
  ])('has its effect replaced where it is named: %o', (names, effect) => {
    const overrides = [{ effect: 'Disabled', selectors: [select('policydefinitionreferenceid', names)] }];
    expect(effective({ assignment: { ...ASSIGNMENT, overrides }, within })).toMatchObject({ effect });
  });

  test.each([
    [[], true],
    [['privileged'], true],
    [['other'], false],
  ])('is exempted where it is named, or all are: %o', (referenceIds, exempted) => {
    expect(effective({ within }, [{ ...EXEMPTION, referenceIds }])).toMatchObject({ exempted });
  });
});

const EXEMPTION: PolicyExemption = {
  armId: `${CLUSTER_ID}/providers/Microsoft.Authorization/policyExemptions/backup`,
  scope: CLUSTER_ID,
  assignmentId: ASSIGNMENT.armId.toLowerCase(),
  category: 'Waiver',
  expiresOn: undefined,
  referenceIds: [],
  resourceSelectors: [],
};

test.each<[string, Partial<PolicyExemption>, boolean | undefined]>([
  ['of the cluster', {}, true],
  ['of its subscription', { scope: SUBSCRIPTION_ID }, true],
  ['of a management group above', { scope: GROUP }, true],
  ['of another group', { scope: SNAPSHOT_GROUP_ID }, false],
  ['of a cluster of a longer name', { scope: `${CLUSTER_ID}2` }, false],
  ['from another assignment', { assignmentId: `${ASSIGNMENT.armId.toLowerCase()}2` }, false],
  ['that lasts', { expiresOn: '2026-06-01T12:00:01Z' }, true],
  ['that lasts, given in another zone', { expiresOn: '2026-06-01T14:00:01.5+02:00' }, true],
  ['that has run out', { expiresOn: '2026-06-01T12:00:00Z' }, false],
  ['that runs out at no time that one can read', { expiresOn: 'soon' }, undefined],
  ['from a member, where there is no set', { referenceIds: ['privileged'] }, false],
  ['for other places', { resourceSelectors: [[select('resourcelocation', ['eastus'])]] }, false],
  ['selected in a way that is new', { resourceSelectors: [[select('x', ['y'])]] }, undefined],
])('an exemption %s', (_, changes, exempted) => {
  expect(effective({}, [{ ...EXEMPTION, ...changes }])).toMatchObject({ exempted });
});

test.each([
  ['7.2.0', '7.*.*', true],
  ['7.2.0', '7.2.*', true],
  ['7.2.0-preview', '7.*.*-preview', true],
  ['7.2.0', '7.1.*', false],
  ['17.2.0', '7.*.*', false],
  ['7.2.0', 'overridden', false],
  [undefined, '7.*.*', true],
  ['7.2.0', undefined, true],
])('version %s is of those that %s asks for: %s', (version, asked, expected) => {
  expect(isVersion(version, asked)).toBe(expected);
});
