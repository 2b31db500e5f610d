import { expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import type { PolicyAssignment, PolicyDefinition } from '../../../shared/model/policy.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { CLUSTER, PROFILE, SNAPSHOT_GROUP_ID } from '../../support/facts.ts';
import { ASSIGNMENT } from '../../support/policies.ts';
import { TARGET } from '../../support/record.ts';

const EVERYTHING: PolicyDefinition = {
  id: '/d',
  displayName: 'Nothing anywhere',
  version: undefined,
  mode: 'All',
  defaults: {},
  effect: 'deny',
  namespaces: undefined,
  excludedNamespaces: undefined,
  condition: { field: 'type', like: 'Microsoft.*' },
};
const OVER_ALL: PolicyAssignment = { ...ASSIGNMENT, definitionId: '/d', definitionVersion: undefined };

async function look(definition: Partial<PolicyDefinition> = {}, assignment: Partial<PolicyAssignment> = {}, more = {}) {
  const { arm, calls } = armThat({
    getCluster: answered(CLUSTER),
    listPolicyAssignmentsIn: answered([{ ...OVER_ALL, ...assignment }]),
    listPolicyDefinitions: answered([{ ...EVERYTHING, ...definition }]),
    listPolicyExemptions: answered([]),
    ...more,
  });
  const { armPolicies: fact } = await collect(['armPolicies'], { target: TARGET, profile: PROFILE, arm });
  const policies = fact?.state === 'known' ? fact.value.policies : [];
  return { fact, calls, creations: policies.map(({ creation }) => creation), policies };
}

test('a policy over everything meets all that backups create', async () => {
  const { creations, policies } = await look();
  expect(creations).toEqual(['snapshots', 'snapshotGroup', 'extension', 'extensionIdentity']);
  expect(policies[0]).toMatchObject({ effect: 'deny', enforced: true, inScope: true, exempted: false, meets: true });
});

test('one of mode Indexed passes over what has neither tags nor location', async () => {
  expect((await look({ mode: 'indexed' })).creations).toEqual(['snapshots', 'extensionIdentity']);
});

test.each([
  ['of Gatekeeper', { mode: 'Microsoft.Kubernetes.Data' }, {}],
  ['that meets nothing of it', { condition: { field: 'type', equals: 'Microsoft.Web/sites' } }, {}],
  ['of another group', {}, { scope: `${ASSIGNMENT.scope}/resourcegroups/other` }],
])('a policy %s is left out', async (_, definition, assignment) => {
  expect(await look(definition, assignment)).toMatchObject({ creations: [], fact: { state: 'known' } });
});

test('one of the snapshot group is for the snapshots and the group', async () => {
  expect((await look({}, { scope: SNAPSHOT_GROUP_ID })).creations).toEqual(['snapshots', 'snapshotGroup']);
});

test('one of a management group reaches the subscription', async () => {
  const scope = '/providers/microsoft.management/managementgroups/platform';
  expect((await look({}, { scope })).creations).toHaveLength(4);
});

test('what cannot be read is kept as such', async () => {
  const { policies } = await look({ condition: { field: 'Microsoft.Compute/snapshots/sku.name', equals: 'x' } });
  expect(policies.map(({ meets }) => meets)).toEqual([undefined, undefined, undefined, undefined]);
});

test('selectors of types and scopes that are left out count', async () => {
  const selectors = [[{ kind: 'resourcetype', in: ['microsoft.compute/snapshots'], notIn: undefined }]];
  const { policies } = await look({}, { resourceSelectors: selectors, notScopes: [] });
  expect(policies.map(({ creation, inScope }) => [creation, inScope])).toEqual([
    ['snapshots', true],
    ['snapshotGroup', false],
    ['extension', false],
    ['extensionIdentity', false],
  ]);
  const without = await look({}, { notScopes: [SNAPSHOT_GROUP_ID] });
  expect(without.policies.find(({ creation }) => creation === 'snapshots')).toMatchObject({ inScope: false });
});

test('a definition that is not seen is reported', async () => {
  const { fact } = await look({}, {}, { listPolicyDefinitions: answered([]) });
  expect(fact).toMatchObject({
    value: { policies: [], unseen: [{ assignmentId: ASSIGNMENT.armId, definitionId: '/d' }] },
  });
});

test('without assignments one read is enough', async () => {
  const { calls } = await look({}, {}, { listPolicyAssignmentsIn: answered([]) });
  expect(calls).toEqual(['getCluster', 'listPolicyAssignmentsIn']);
});

test.each(['getCluster', 'listPolicyAssignmentsIn', 'listPolicyDefinitions', 'listPolicyExemptions'])(
  'is unknown where %s is refused',
  async (call) => {
    expect((await look({}, {}, { [call]: FORBIDDEN })).fact).toMatchObject({ state: 'unknown' });
  },
);
