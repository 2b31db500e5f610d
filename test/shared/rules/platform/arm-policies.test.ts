import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import type { ArmPolicy } from '../../../../shared/model/policy.ts';
import { policiesAllowBackups } from '../../../../shared/rules/platform/policies-allow-backups.ts';
import { policiesClear } from '../../../../shared/rules/platform/policies-clear.ts';
import { forbidden, known, READY, SNAPSHOT_GROUP_ID } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';
import { ASSIGNMENT } from '../../../support/policies.ts';

const REFUSING: ArmPolicy = {
  assignmentId: ASSIGNMENT.armId,
  assignmentName: 'Only north',
  policy: 'Allowed locations',
  referenceId: undefined,
  creation: 'snapshots',
  effect: 'Deny',
  enforced: true,
  inScope: true,
  exempted: false,
  meets: true,
};
const withPolicy = (changes: Partial<ArmPolicy>, more: Partial<FactValues> = {}) => ({
  armPolicies: { assignments: 1, policies: [{ ...REFUSING, ...changes }], unseen: [] },
  ...more,
});
const NOT_INSTALLED = { backupExtensions: [] };

describe('what refuses', () => {
  test.each<[string, Partial<FactValues>, string, string]>([
    ['none', {}, 'satisfied', 'satisfied'],
    ['one over snapshots', withPolicy({}), 'manual', 'satisfied'],
    ['one that audits', withPolicy({ effect: 'Audit' }), 'satisfied', 'satisfied'],
    ['one that modifies', withPolicy({ effect: 'modify' }), 'satisfied', 'satisfied'],
    ['one that is not enforced', withPolicy({ enforced: false }), 'satisfied', 'satisfied'],
    ['one that leaves the group out', withPolicy({ inScope: false }), 'satisfied', 'satisfied'],
    ['one that the group is exempt from', withPolicy({ exempted: true }), 'satisfied', 'satisfied'],
    ['one whose effect is not returned', withPolicy({ effect: undefined }), 'satisfied', 'unknown'],
    ['one whose rule is not returned', withPolicy({ meets: undefined }), 'satisfied', 'unknown'],
    ['one whose exemption is not returned', withPolicy({ exempted: undefined }), 'satisfied', 'unknown'],
    [
      'one that audits by a rule that is not returned',
      withPolicy({ effect: 'audit', meets: undefined }),
      'satisfied',
      'satisfied',
    ],
    ['one over a group that is there', withPolicy({ creation: 'snapshotGroup' }), 'satisfied', 'satisfied'],
    [
      'one over a group that is to be created',
      withPolicy({ creation: 'snapshotGroup' }, { snapshotGroup: 'absent' }),
      'manual',
      'satisfied',
    ],
    ['one over an extension that is installed', withPolicy({ creation: 'extension' }), 'satisfied', 'satisfied'],
    ['one over an extension that is not', withPolicy({ creation: 'extension' }, NOT_INSTALLED), 'manual', 'satisfied'],
    [
      'one over the identity of an extension',
      withPolicy({ creation: 'extensionIdentity' }, NOT_INSTALLED),
      'manual',
      'satisfied',
    ],
    [
      'one that could not be seen',
      {
        armPolicies: { assignments: 1, policies: [], unseen: [{ assignmentId: ASSIGNMENT.armId, definitionId: '/d' }] },
      },
      'satisfied',
      'unknown',
    ],
  ])('%s', (_, changes, refused, clear) => {
    expect(judge(policiesAllowBackups, changes)).toMatchObject({ outcome: refused, severity: 'required' });
    expect(judge(policiesClear, changes)).toMatchObject({ outcome: clear, severity: 'recommended' });
  });
});

test('says which assignment refuses what, and how to exempt the place', () => {
  expect(judge(policiesAllowBackups, withPolicy({}))).toMatchObject({
    reason: 'DenyingPolicy',
    message: expect.stringMatching(/Only north refuses disk snapshots .*Allowed locations/),
    steps: [
      expect.stringMatching(/^az policy assignment show --subscription \S+ --name Pods/),
      expect.stringContaining('exempt the place'),
      expect.stringContaining(`--scope ${SNAPSHOT_GROUP_ID} --policy-assignment ${ASSIGNMENT.armId}`),
    ],
  });
});

test.each([policiesAllowBackups, policiesClear])('$slug is unknown where policies may not be read', (rule) => {
  expect(judgeFacts(rule, { ...known(READY), ...forbidden('armPolicies') })).toMatchObject({ outcome: 'unknown' });
});
