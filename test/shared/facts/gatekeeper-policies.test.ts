import { expect, test } from 'vitest';
import { collect } from '../../../shared/facts/collect.ts';
import type { PolicyAssignment, PolicySetDefinition } from '../../../shared/model/policy.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { CLUSTER, PROFILE } from '../../support/facts.ts';
import { ASSIGNMENT, DEFINITION, DENYING } from '../../support/policies.ts';
import { TARGET } from '../../support/record.ts';

const SET: PolicySetDefinition = {
  id: '/providers/microsoft.authorization/policysetdefinitions/baseline',
  displayName: 'Baseline',
  version: '1.0.0',
  defaults: {},
  members: [
    { referenceId: 'pods', definitionId: DEFINITION.id, definitionVersion: undefined, parameters: {} },
    { referenceId: 'gone', definitionId: '/x/gone', definitionVersion: undefined, parameters: {} },
  ],
};
const OF_SET: PolicyAssignment = { ...ASSIGNMENT, definitionId: SET.id, definitionVersion: '1.*.*' };

const WITH_ADDON = { getCluster: answered({ ...CLUSTER, policyAddon: true }) };
const DIRECT = {
  ...WITH_ADDON,
  listPolicyAssignments: answered([ASSIGNMENT]),
  listPolicyDefinitions: answered([DEFINITION]),
  listPolicyExemptions: answered([]),
};

async function look(answers: Parameters<typeof armThat>[0]) {
  const { arm, calls } = armThat(answers);
  const facts = await collect(['gatekeeperPolicies'], { target: TARGET, profile: PROFILE, arm });
  return { fact: facts.gatekeeperPolicies, calls };
}

test.each([undefined, false])('nothing is read where the add-on is %s', async (policyAddon) => {
  const { fact, calls } = await look({ getCluster: answered({ ...CLUSTER, policyAddon }) });
  expect(fact).toMatchObject({ state: 'known', value: 'absent' });
  expect(calls).toEqual(['getCluster']);
});

test('without assignments no definition is asked for', async () => {
  const { fact, calls } = await look({ ...WITH_ADDON, listPolicyAssignments: answered([]) });
  expect(fact).toMatchObject({ state: 'known', value: { assignments: 0, policies: [], unseen: [] } });
  expect(calls).toEqual(['getCluster', 'listPolicyAssignments']);
});

test('an assigned definition of Gatekeeper is what it comes to', async () => {
  const { fact, calls } = await look(DIRECT);
  expect(fact).toMatchObject({ state: 'known', value: { assignments: 1, policies: [DENYING], unseen: [] } });
  expect(calls).toEqual(['getCluster', 'listPolicyAssignments', 'listPolicyDefinitions', 'listPolicyExemptions']);
  expect(fact?.sources).toHaveLength(3);
});

test('the mode may be spelled in any letters; of other modes nothing is kept and no exemption asked for', async () => {
  const lower = { ...DEFINITION, mode: 'microsoft.kubernetes.DATA' };
  expect((await look({ ...DIRECT, listPolicyDefinitions: answered([lower]) })).fact).toMatchObject({
    value: { policies: [{}] },
  });
  const { fact, calls } = await look({ ...DIRECT, listPolicyDefinitions: answered([{ ...DEFINITION, mode: 'All' }]) });
  expect(fact).toMatchObject({ value: { policies: [], unseen: [] } });
  expect(calls).not.toContain('listPolicyExemptions');
});

test('a member of a set is a policy of its own', async () => {
  const { fact, calls } = await look({
    ...DIRECT,
    listPolicyAssignments: answered([OF_SET]),
    listPolicySetDefinitions: answered([SET]),
  });
  expect(fact).toMatchObject({
    value: {
      policies: [{ referenceId: 'pods', excludedNamespacesParameter: undefined }],
      unseen: [{ assignmentId: OF_SET.armId, definitionId: '/x/gone' }],
    },
  });
  expect(calls).toEqual([
    'getCluster',
    'listPolicyAssignments',
    'listPolicySetDefinitions',
    'listPolicyDefinitions',
    'listPolicyExemptions',
  ]);
});

test.each([
  ['a definition that is not among the answers', { listPolicyDefinitions: answered([]) }, DEFINITION.id],
  [
    'a definition without mode',
    { listPolicyDefinitions: answered([{ ...DEFINITION, mode: undefined }]) },
    DEFINITION.id,
  ],
  [
    'a set that is not among the answers',
    { listPolicyAssignments: answered([OF_SET]), listPolicySetDefinitions: answered([]) },
    SET.id,
  ],
  [
    'a set of another version',
    {
      listPolicyAssignments: answered([OF_SET]),
      listPolicySetDefinitions: answered([{ ...SET, version: '2.0.0' }]),
    },
    SET.id,
  ],
])('%s is unseen, not ignored', async (_, answers, definitionId) => {
  expect((await look({ ...DIRECT, ...answers })).fact).toMatchObject({
    state: 'known',
    value: { assignments: 1, policies: [], unseen: [{ assignmentId: ASSIGNMENT.armId, definitionId }] },
  });
});

test('what is not enforced denies nothing, seen or not', async () => {
  const listPolicyAssignments = answered([{ ...ASSIGNMENT, enforcementMode: 'DoNotEnforce' }]);
  expect((await look({ ...DIRECT, listPolicyAssignments, listPolicyDefinitions: answered([]) })).fact).toMatchObject({
    value: { assignments: 1, policies: [], unseen: [] },
  });
});

test.each(['getCluster', 'listPolicyAssignments', 'listPolicyDefinitions', 'listPolicyExemptions'])(
  'it is unknown when %s is denied, and nothing more is asked',
  async (denied) => {
    const { fact, calls } = await look({ ...DIRECT, [denied]: FORBIDDEN });
    expect(fact).toMatchObject({ state: 'unknown', failure: { class: 'forbidden' } });
    expect(calls.at(-1)).toBe(denied);
  },
);
