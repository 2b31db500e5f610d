import { expect, test } from 'vitest';
import { roleAssignmentsLeft } from '../../../../shared/rules/platform/role-assignments-left.ts';
import { forbidden, known, READY, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const OTHER = '99999999-2222-3333-4444-555555555555';
const counts = (...assignments: readonly number[]) => ({
  roleAssignmentCounts: assignments.map((count, index) => ({
    subscriptionId: index === 0 ? SUBSCRIPTION : OTHER,
    assignments: count,
  })),
});

test.each([
  ['a new subscription', [0], 'satisfied', 'RoleAssignmentsLeft', SUBSCRIPTION],
  ['just below 80 %', [3199], 'satisfied', 'RoleAssignmentsLeft', SUBSCRIPTION],
  ['80 %', [3200], 'manual', 'RoleAssignmentsRunningOut', SUBSCRIPTION],
  ['one left', [3999], 'manual', 'RoleAssignmentsRunningOut', SUBSCRIPTION],
  ['none left', [4000], 'manual', 'RoleAssignmentLimitReached', SUBSCRIPTION],
  ['more than the limit', [4001], 'manual', 'RoleAssignmentLimitReached', SUBSCRIPTION],
  ['the fuller one of two', [10, 3300], 'manual', 'RoleAssignmentsRunningOut', OTHER],
  ['one full and one running out', [4000, 3300], 'manual', 'RoleAssignmentLimitReached', SUBSCRIPTION],
] as const)('%s', (_, assignments, outcome, reason, subscription) => {
  expect(judge(roleAssignmentsLeft, counts(...assignments))).toMatchObject({
    outcome,
    reason,
    message: expect.stringContaining(
      `Subscription ${subscription} has ${assignments[subscription === OTHER ? 1 : 0]} of the 4000`,
    ),
    evidence: {
      limit: 4000,
      assignments: assignments.map((count, index) => `${count} in subscription ${index === 0 ? SUBSCRIPTION : OTHER}`),
    },
  });
});

test('the steps name the subscription that is running out', () => {
  const outcome = judge(roleAssignmentsLeft, counts(10, 3300));
  expect('steps' in outcome && outcome.steps.join('\n')).toContain(
    `az role assignment list --subscription ${OTHER} --all --query`,
  );
});

test('a count that could not be read is unknown', () => {
  const facts = { ...known(READY), ...forbidden('roleAssignmentCounts') };
  expect(judgeFacts(roleAssignmentsLeft, facts)).toMatchObject({ outcome: 'unknown', reason: 'AuthorizationFailed' });
});
