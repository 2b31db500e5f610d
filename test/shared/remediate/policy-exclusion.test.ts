import { describe, expect, test } from 'vitest';
import { policyExclusion as change } from '../../../shared/changes/policy-exclusion.ts';
import type { PolicyExclusionRemedy } from '../../../shared/model/remedy.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { policyExclusion } from '../../../shared/remediate/policy-exclusion.ts';
import { answered, armThat, CONFLICT, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { SUBSCRIPTION_ID } from '../../support/facts.ts';
import { ASSIGNMENT } from '../../support/policies.ts';

const BACKUP = 'dataprotection-microsoft';
const REMEDY: PolicyExclusionRemedy = {
  kind: 'policyExclusion',
  assignmentId: ASSIGNMENT.armId,
  parameter: 'excludedNamespaces',
  namespaces: ['kube-system', BACKUP],
};
const UNREADABLE = refused({ class: 'transient', code: 'UnreadableAnswer', status: 200 });
const DONE = answered({ done: true } as const);

/** The assignment in ARM with this value of the parameter; without one it is left out. */
function holding(value?: unknown, name = 'excludedNamespaces') {
  const own = value === undefined ? {} : { [name]: value };
  return answered({
    assignment: { ...ASSIGNMENT, parameters: { effect: 'deny', ...own } },
    body: {
      location: 'westeurope',
      properties: {
        notScopes: ['/x'],
        parameters: { effect: { value: 'deny' }, ...(value === undefined ? {} : { [name]: { value } }) },
      },
    },
  });
}

/** Carries it out on a port that also keeps what was written. */
async function applyOn(answers: Parameters<typeof armThat>[0], remedy = REMEDY) {
  const { arm, calls } = armThat(answers);
  const written: unknown[] = [];
  const keeping: Arm = new Proxy(arm, {
    get: (target, name: keyof Arm) =>
      name === 'putPolicyAssignment'
        ? (...call: Parameters<Arm['putPolicyAssignment']>) => {
            written.push(...call.slice(0, 2));
            return target.putPolicyAssignment(...call);
          }
        : target[name],
  });
  return { result: await policyExclusion.apply(remedy, undefined, keeping), written, calls };
}

describe('carrying out', () => {
  test.each<[string, ReturnType<typeof holding>, string, readonly string[]]>([
    ['adds to the list', holding(['kube-system']), 'excludedNamespaces', ['kube-system', BACKUP]],
    [
      'keeps the name of the parameter',
      holding(['kube-system'], 'ExcludedNamespaces'),
      'ExcludedNamespaces',
      ['kube-system', BACKUP],
    ],
    ['keeps the default that was seen', holding(), 'excludedNamespaces', ['kube-system', BACKUP]],
  ])('%s', async (_, held, name, namespaces) => {
    const { result, written } = await applyOn({ getPolicyAssignment: held, putPolicyAssignment: DONE });
    expect(result).toMatchObject({ status: 'applied', after: { assignment: ASSIGNMENT.armId, namespaces } });
    expect(written).toEqual([
      ASSIGNMENT.armId,
      {
        location: 'westeurope',
        properties: { notScopes: ['/x'], parameters: { effect: { value: 'deny' }, [name]: { value: namespaces } } },
      },
    ]);
  });

  test.each([
    ['longer', ['kube-system', 'new']],
    ['shorter', []],
    ['another', ['a']],
  ])('writes nothing where the list is %s by now', async (_, list) => {
    const { result, calls } = await applyOn({ getPolicyAssignment: holding(list) });
    expect(result).toMatchObject({
      status: 'failed',
      failure: {
        class: 'conflict',
        code: 'ChangedSincePlanned',
        message: expect.stringContaining('excludedNamespaces'),
      },
    });
    expect(calls).toEqual(['getPolicyAssignment']);
  });

  test.each([[[BACKUP]], [['kube-system', 'dataprotection-*']]])(
    'writes nothing where %o excludes it',
    async (list) => {
      const { result, calls } = await applyOn({ getPolicyAssignment: holding(list) });
      expect(result).toMatchObject({ status: 'alreadyDone', after: { namespaces: list } });
      expect(calls).toEqual(['getPolicyAssignment']);
    },
  );

  test.each([['text'], [null], [{}], [['a', 7]]])('writes nothing over a value that is no list: %o', async (value) => {
    const { result, calls } = await applyOn({ getPolicyAssignment: holding(value) });
    expect(result).toMatchObject({ status: 'failed', failure: { class: 'permanent', code: 'UnreadableParameter' } });
    expect(calls).toEqual(['getPolicyAssignment']);
  });

  test.each([
    ['denied', FORBIDDEN, 'forbidden'],
    ['in conflict', CONFLICT, 'conflict'],
    ['gone', GONE, 'gone'],
    ['unreadable', UNREADABLE, 'transient'],
  ])('%s, to read or to write', async (_, answer, failureClass) => {
    const expected = { status: 'failed', failure: { class: failureClass } };
    expect((await applyOn({ getPolicyAssignment: answer })).result).toMatchObject(expected);
    const writing = { getPolicyAssignment: holding(['kube-system']), putPolicyAssignment: answer };
    expect((await applyOn(writing)).result).toMatchObject(expected);
  });
});

test.each([
  ['there', holding([BACKUP]), 'done'],
  ['there under a name in other letters', holding([BACKUP], 'EXCLUDEDNAMESPACES'), 'done'],
  ['not there', holding(['kube-system']), 'absent'],
  ['left to the default', holding(), 'absent'],
  ['no list', holding('text'), 'absent'],
  ['without its assignment', GONE, 'absent'],
  ['not to be read', FORBIDDEN, 'unreadable'],
])('looking: %s', async (_, answer, state) => {
  const { arm } = armThat({ getPolicyAssignment: answer });
  expect(await policyExclusion.observe(REMEDY, arm)).toMatchObject({ state });
});

test('needs the right to write the assignment, at its own scope', () => {
  expect(change.permissions(REMEDY)).toContainEqual({
    action: 'Microsoft.Authorization/policyAssignments/write',
    scope: SUBSCRIPTION_ID,
  });
  expect(change.permissions({ ...REMEDY, assignmentId: 'nonsense' })).toEqual([]);
});
