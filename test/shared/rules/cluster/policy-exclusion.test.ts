import { describe, expect, test } from 'vitest';
import type { GatekeeperPolicy } from '../../../../shared/model/policy.ts';
import { policyExclusion } from '../../../../shared/rules/cluster/policy-exclusion.ts';
import { CLUSTER_ID, forbidden, known, READY, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import { ASSIGNMENT, DENYING, policies } from '../../../support/policies.ts';

const BACKUP = 'dataprotection-microsoft';
const GROUP_SCOPE = '/providers/microsoft.management/managementgroups/platform';
const ABOVE = {
  assignmentScope: GROUP_SCOPE,
  assignmentId:
    '/providers/Microsoft.Management/managementGroups/Platform/providers/Microsoft.Authorization/policyAssignments/Pods',
};

const judgeAll = (...some: readonly Partial<GatekeeperPolicy>[]) =>
  judge(policyExclusion, { gatekeeperPolicies: policies(...some.map((each) => ({ ...DENYING, ...each }))) });

test('a cluster without the add-on has no Gatekeeper of Azure Policy', () => {
  expect(judge(policyExclusion, { gatekeeperPolicies: 'absent' })).toMatchObject({
    outcome: 'notApplicable',
    reason: 'NoPolicyAddon',
  });
});

test('no policy at all spares the namespace', () => {
  expect(judgeAll()).toMatchObject({ outcome: 'satisfied', evidence: { assignments: 1, gatekeeperPolicies: 0 } });
});

describe('a policy', () => {
  test.each<[string, Partial<GatekeeperPolicy>, string, string]>([
    ['that denies', {}, 'missing', 'PolicyExclusionMissing'],
    ['that denies in small letters', { effect: 'deny' }, 'missing', 'PolicyExclusionMissing'],
    ['that audits', { effect: 'Audit' }, 'satisfied', 'PolicyExclusionPresent'],
    ['that is disabled', { effect: 'disabled' }, 'satisfied', 'PolicyExclusionPresent'],
    ['that mutates', { effect: 'Mutate' }, 'satisfied', 'PolicyExclusionPresent'],
    ['that is not enforced', { enforced: false }, 'satisfied', 'PolicyExclusionPresent'],
    ['that the cluster is exempted from', { exempted: true }, 'satisfied', 'PolicyExclusionPresent'],
    ['that is not for the cluster', { inScope: false }, 'satisfied', 'PolicyExclusionPresent'],
    [
      'that excludes the namespace',
      { excludedNamespaces: ['kube-system', BACKUP] },
      'satisfied',
      'PolicyExclusionPresent',
    ],
    [
      'that excludes by the beginning',
      { excludedNamespaces: ['dataprotection-*'] },
      'satisfied',
      'PolicyExclusionPresent',
    ],
    ['that excludes by the end', { excludedNamespaces: ['*-microsoft'] }, 'satisfied', 'PolicyExclusionPresent'],
    ['that excludes by the middle', { excludedNamespaces: ['*protection*'] }, 'satisfied', 'PolicyExclusionPresent'],
    ['that excludes all', { excludedNamespaces: ['*'] }, 'satisfied', 'PolicyExclusionPresent'],
    [
      'that excludes another by a pattern',
      { excludedNamespaces: ['*-system', 'data*x'] },
      'missing',
      'PolicyExclusionMissing',
    ],
    [
      'that excludes another spelling',
      { excludedNamespaces: ['Dataprotection-Microsoft'] },
      'missing',
      'PolicyExclusionMissing',
    ],
    ['that excludes nothing', { excludedNamespaces: [] }, 'missing', 'PolicyExclusionMissing'],
    ['that is for other namespaces', { namespaces: ['shop'] }, 'satisfied', 'PolicyExclusionPresent'],
    ['that is for the namespace', { namespaces: ['shop', 'data*'] }, 'missing', 'PolicyExclusionMissing'],
    ['of a management group', ABOVE, 'manual', 'AboveSubscription'],
    ['of the tenant', { assignmentScope: '/' }, 'manual', 'AboveSubscription'],
    ['of a set without the parameter', { excludedNamespacesParameter: undefined }, 'manual', 'NoParameter'],
    // Nothing of this is a yes or a no, so nothing of it satisfies.
    ['of unknown effect', { effect: undefined }, 'unknown', 'PolicyUnclear'],
    ['whose enforcement is unknown', { enforced: undefined }, 'unknown', 'PolicyUnclear'],
    ['whose exemption cannot be read', { exempted: undefined }, 'unknown', 'PolicyUnclear'],
    ['whose scope cannot be read', { inScope: undefined }, 'unknown', 'PolicyUnclear'],
    ['whose namespaces cannot be read', { namespaces: undefined }, 'unknown', 'PolicyUnclear'],
    ['whose excluded namespaces cannot be read', { excludedNamespaces: undefined }, 'unknown', 'PolicyUnclear'],
    ['for some labels', { allLabels: undefined }, 'unknown', 'PolicyByLabel'],
    [
      'for some labels that excludes it',
      { allLabels: undefined, excludedNamespaces: [BACKUP] },
      'satisfied',
      'PolicyExclusionPresent',
    ],
    ['for some labels that audits', { allLabels: undefined, effect: 'Audit' }, 'satisfied', 'PolicyExclusionPresent'],
    ['for some labels, of unknown effect', { allLabels: undefined, effect: undefined }, 'unknown', 'PolicyUnclear'],
    [
      'of unknown effect that excludes it',
      { effect: undefined, excludedNamespaces: [BACKUP] },
      'satisfied',
      'PolicyExclusionPresent',
    ],
    [
      'that audits, all else unknown',
      { effect: 'Audit', exempted: undefined, namespaces: undefined },
      'satisfied',
      'PolicyExclusionPresent',
    ],
  ])('%s', (_, policy, outcome, reason) => {
    expect(judgeAll(policy)).toMatchObject({ outcome, reason });
  });
});

test('the remedy names the assignment as ARM spells it, and only adds to the list', () => {
  expect(judgeAll({})).toMatchObject({
    remedy: {
      kind: 'policyExclusion',
      assignmentId: ASSIGNMENT.armId,
      parameter: 'excludedNamespaces',
      namespaces: ['kube-system', 'gatekeeper-system', BACKUP],
    },
    evidence: {
      assignment: ASSIGNMENT.armId,
      effect: 'Deny',
      namespaces: [],
      excludedNamespaces: ['kube-system', 'gatekeeper-system'],
    },
  });
});

test('of several, one that Backstay can mend decides, and the others stand in the evidence', () => {
  const finding = judgeAll({ ...ABOVE, referenceId: 'privileged' }, { effect: 'Audit' }, {});
  expect(finding).toMatchObject({
    outcome: 'missing',
    evidence: {
      assignments: 4,
      gatekeeperPolicies: 3,
      reaching: [`${ABOVE.assignmentId}: privileged`, `${ASSIGNMENT.armId}: ${DENYING.policy}`],
    },
  });
});

test('one that reaches decides over what cannot be read', () => {
  expect(judgeAll({ effect: undefined }, {})).toMatchObject({ outcome: 'missing' });
});

describe('what a person reads', () => {
  test('keeps all other parameters of the assignment', () => {
    const assignmentParameters = { effect: 'deny', message: "don't", ExcludedNamespaces: ['old'] };
    const values = {
      effect: { value: 'deny' },
      message: { value: "don't" },
      excludedNamespaces: { value: ['kube-system', 'gatekeeper-system', BACKUP] },
    };
    expect(judgeAll({ ...ABOVE, assignmentParameters })).toMatchObject({
      steps: [
        `az policy assignment update --subscription ${SUBSCRIPTION} --name Pods --scope /providers/Microsoft.Management/managementGroups/Platform --params '${JSON.stringify(values).replace("'", `'"'"'`)}'`,
      ],
    });
  });

  test('is to spare the cluster where the set hands no exclusions on', () => {
    const finding = judgeAll({ excludedNamespacesParameter: undefined, referenceId: 'privileged $(x)' });
    expect(finding).toMatchObject({
      steps: [
        expect.stringContaining('hand on'),
        expect.stringContaining(
          ` --scope ${CLUSTER_ID} --policy-assignment ${ASSIGNMENT.armId} --exemption-category Waiver --policy-definition-reference-ids 'privileged $(x)'`,
        ),
      ],
    });
  });
});

describe('what was not seen', () => {
  test('leaves it unknown, with the right that would show it', () => {
    const definitionId = '/providers/microsoft.management/managementgroups/root/x/own';
    const gatekeeperPolicies = {
      ...policies({ ...DENYING, effect: 'Audit' }),
      unseen: [{ assignmentId: ASSIGNMENT.armId, definitionId }],
    };
    expect(judge(policyExclusion, { gatekeeperPolicies })).toMatchObject({
      outcome: 'unknown',
      reason: 'PolicyDefinitionUnreadable',
      evidence: { unseen: [definitionId], unclear: [] },
      steps: [
        expect.stringContaining('Microsoft.Authorization/policyDefinitions/read'),
        expect.any(String),
        `az policy assignment show --subscription ${SUBSCRIPTION} --name Pods --scope /subscriptions/${SUBSCRIPTION}`,
      ],
    });
  });

  test('does not hide what was', () => {
    const gatekeeperPolicies = { ...policies(DENYING), unseen: [{ assignmentId: 'a', definitionId: 'b' }] };
    expect(judge(policyExclusion, { gatekeeperPolicies })).toMatchObject({ outcome: 'missing' });
  });

  test('by lack of rights names the right', () => {
    const facts = { ...known(READY), ...forbidden('gatekeeperPolicies') };
    expect(judgeFacts(policyExclusion, facts)).toMatchObject({
      outcome: 'unknown',
      steps: [expect.stringContaining('Microsoft.Authorization/policyDefinitions/read')],
    });
  });
});
