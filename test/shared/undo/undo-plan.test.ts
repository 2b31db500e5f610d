import { describe, expect, test } from 'vitest';
import { EMPTY_HEAD, nextEntries } from '../../../shared/audit/record.ts';
import type { UndoWhat } from '../../../shared/model/command.ts';
import type { Evidence } from '../../../shared/model/finding.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import type { Remedy, RemedyKind } from '../../../shared/model/remedy.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import { undoPlan } from '../../../shared/undo/undo-plan.ts';
import {
  CLUSTER_ID,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  SUBSCRIPTION_ID,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const PUT = { call: 'PUT /x', at: '2026-01-01T00:00:00.000Z' };
const GET = { call: 'GET /x', at: '2026-01-01T00:00:00.000Z' };

const action = (remedy: Remedy, before?: Evidence): Action => ({
  ...actionFor(remedy, ['BKS-101']),
  ...(before !== undefined && { before }),
});
const GRANT = action({
  kind: 'roleGrant',
  scope: SNAPSHOT_GROUP_ID,
  principalId: VAULT_PRINCIPAL,
  holder: 'vault',
  role: 'Reader',
  roleDefinitionGuid: ROLES.Reader,
});
const installed = (before?: Evidence) =>
  action({ kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: { a: 'b' } }, before);
const EXTENSION = installed({ finding: 'NotInstalled' });
const REPAIR = installed({ finding: 'NotInstalled', extension: '/x' });
const SETTINGS = action({
  kind: 'extensionSettings',
  clusterId: CLUSTER_ID,
  name: 'azure-aks-backup',
  settings: { a: 'c' },
});
const bound = (name: string, before?: Evidence) =>
  action(
    { kind: 'trustedAccessBinding', clusterId: CLUSTER_ID, name, sourceResourceId: VAULT.armId, roles: [] },
    before,
  );
const BINDING = bound('backstay-0123', { finding: 'NoBinding', bindings: 0 });
const BYPASS = action({ kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID });
const POLICY = action({
  kind: 'policyExclusion',
  assignmentId: `${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/policyAssignments/pods`,
  parameter: 'excludedNamespaces',
  namespaces: ['kube-system', 'dataprotection-microsoft'],
});
const REGISTRATION = action({ kind: 'providerRegistration', subscriptionId: SUBSCRIPTION, namespace: 'Microsoft.X' });

const intended = (one: Action): RecordBody => ({ type: 'actionIntended', action: one });
const accepted = ({ key }: Action, trace = PUT): RecordBody => ({ type: 'actionAccepted', actionKey: key, trace });
const failed = ({ key }: Action): RecordBody => ({
  type: 'actionFailed',
  actionKey: key,
  failure: { class: 'permanent', code: 'EtagMismatch', message: '' },
});
const succeeded = (
  { key }: Action,
  how: 'applied' | 'alreadyDone' | 'foundAfterCrash' = 'applied',
  before?: Evidence,
): RecordBody => ({
  type: 'actionSucceeded',
  actionKey: key,
  how,
  after: {},
  trace: PUT,
  ...(before !== undefined && { before }),
});
const done = (one: Action, before?: Evidence) => [intended(one), succeeded(one, 'applied', before)];
const undo = (sequence: number, of: Action): Action => ({ ...of, key: `undo-${sequence}`, undoes: { sequence } });

function plan(
  bodies: readonly RecordBody[],
  what: UndoWhat = 'all',
  waiting: readonly number[] = [],
  needers: { readonly [K in RemedyKind]?: readonly string[] } = {},
) {
  const { entries } = nextEntries(EMPTY_HEAD, bodies, { target: TARGET, at: PUT.at, writer: 'test' });
  const planned = undoPlan(entries, what, {
    vaultIds: [VAULT_ID],
    waiting,
    neededBy: ({ kind }) => needers[kind] ?? [],
  });
  if (planned.kind !== 'plan') return planned;
  return {
    taken: planned.plan.actions.map(({ undoes }) => undoes?.sequence),
    kept: planned.plan.kept.map(({ sequence, because }) => [sequence, because]),
    actions: planned.plan.actions,
  };
}

const MADE_BEFORE = 'It was there before: Backstay did not make it, and only changed it.';
const NOT_TOLD = 'The audit log does not have the state before.';
const FOUND = 'It was found in place after a crash: whether Backstay wrote it is unknown.';
const THERE = 'It was there already, and Backstay changed nothing.';

describe('of everything', () => {
  test.each<[string, readonly RecordBody[], readonly number[], readonly (readonly [number, string | RegExp])[]]>([
    ['nothing was done', [], [], []],
    ['what was done last is undone first', [...done(GRANT), ...done(BINDING), ...done(EXTENSION)], [6, 4, 2], []],
    ['what was there already is left alone', [intended(GRANT), succeeded(GRANT, 'alreadyDone')], [], []],
    ['what failed was not done', [intended(GRANT), failed(GRANT)], [], []],
    ['what runs is not done yet', [intended(EXTENSION), accepted(EXTENSION)], [], []],
    ['a long operation', [intended(EXTENSION), accepted(EXTENSION), succeeded(EXTENSION)], [3], []],
    ['found after a crash under a name of ours', [intended(GRANT), succeeded(GRANT, 'foundAfterCrash')], [2], []],
    [
      'found after a crash under a name of anybody',
      [intended(EXTENSION), succeeded(EXTENSION, 'foundAfterCrash')],
      [],
      [[2, FOUND]],
    ],
    [
      'found running after a crash',
      [intended(EXTENSION), accepted(EXTENSION, GET), succeeded(EXTENSION)],
      [],
      [[3, FOUND]],
    ],
    [
      'a binding of another person, with a role more',
      done(bound('theirs', { binding: '/b', roles: [] })),
      [],
      [[2, MADE_BEFORE]],
    ],
    ['an extension that was there, and failed', done(REPAIR), [], [[2, MADE_BEFORE]]],
    [
      'an install of ours that failed, and its repair',
      [intended(EXTENSION), accepted(EXTENSION), failed(EXTENSION), ...done(REPAIR)],
      [5],
      [],
    ],
    ['an extension, in a record of an older version', done(installed()), [], [[2, NOT_TOLD]]],
    ['a bypass whose former value is known', done(BYPASS, { bypass: ['Logging'] }), [2], []],
    ['a bypass whose former value is not known', done(BYPASS), [], [[2, NOT_TOLD]]],
    ['a bypass that was there by then', done(BYPASS, { bypass: ['AzureServices'] }), [], [[2, MADE_BEFORE]]],
    [
      'a policy whose former value is known',
      done(POLICY, { namespaces: ['kube-system'], setByAssignment: true }),
      [2],
      [],
    ],
    ['a policy of an older version', done(POLICY, { namespaces: ['kube-system'] }), [], [[2, NOT_TOLD]]],
    ['what is never undone', done(REGISTRATION), [], [[2, /registration/]]],
    ['what was done twice is undone once', [...done(GRANT), ...done(GRANT)], [4], []],
    ['what was undone', [...done(GRANT), ...done(undo(2, GRANT))], [], []],
    [
      'of what was done twice, the later one was undone',
      [...done(GRANT), ...done(GRANT), ...done(undo(4, GRANT))],
      [],
      [],
    ],
    ['what was undone and done again', [...done(GRANT), ...done(undo(2, GRANT)), ...done(GRANT)], [6], []],
    ['what could not be undone', [...done(GRANT), intended(undo(2, GRANT)), failed(undo(2, GRANT))], [2], []],
    ['what is being undone', [...done(GRANT), intended(undo(2, GRANT))], [], [[2, 'Its undo is running.']]],
  ])('%s', (_, bodies, taken, kept) => {
    const planned = plan(bodies);
    expect(planned).toMatchObject({ taken });
    expect('kept' in planned && planned.kept).toEqual(
      kept.map(([sequence, because]) => [
        sequence,
        typeof because === 'string' ? because : expect.stringMatching(because),
      ]),
    );
  });

  test('what was asked for before is not asked for twice', () => {
    expect(plan(done(GRANT), 'all', [2])).toMatchObject({ taken: [], kept: [[2, 'Its undo is running.']] });
  });
});

describe('of some entries', () => {
  const TWICE = [...done(GRANT), ...done(GRANT)];
  test.each<[string, readonly RecordBody[], readonly number[], object]>([
    ['one of two', [...done(GRANT), ...done(BINDING)], [4], { taken: [4], kept: [] }],
    ['in the order of the record, however asked', [...done(GRANT), ...done(BINDING)], [2, 4], { taken: [4, 2] }],
    ['the earlier of the same', TWICE, [2], { taken: [], kept: [[2, 'It was done again later: take entry 4 back.']] }],
    ['what was there', [intended(GRANT), succeeded(GRANT, 'alreadyDone')], [2], { taken: [], kept: [[2, THERE]] }],
    [
      'what was undone',
      [...done(GRANT), ...done(undo(2, GRANT))],
      [2],
      { taken: [], kept: [[2, 'It was undone already (entry 4).']] },
    ],
    ['entries of something else', done(GRANT), [1, 2, 7], { kind: 'notOfAWrite', sequences: [1, 7] }],
  ])('%s', (_, bodies, what, expected) => {
    expect(plan(bodies, what)).toMatchObject(expected);
  });
});

test('the action says what it undoes, and never has the key of what it undoes', () => {
  const planned = plan(done(BYPASS, { bypass: ['Logging'] }));
  expect('actions' in planned && planned.actions).toEqual([
    {
      ...BYPASS,
      key: expect.not.stringMatching(BYPASS.key),
      text: expect.stringContaining('Take trusted Azure services out of the bypass'),
      permissions: expect.any(Array),
      undoes: { sequence: 2, before: { bypass: ['Logging'] }, vaultIds: [VAULT_ID] },
    },
  ]);
});

test('what others need stays, and says who they are', () => {
  const needers = Array.from({ length: 12 }, (_, index) => `aks-${index + 1} (standard)`);
  const planned = plan([...done(GRANT), ...done(EXTENSION)], 'all', [], { roleGrant: needers });
  expect(planned).toMatchObject({
    taken: [4],
    kept: [[2, expect.stringMatching(/^Still needed by aks-1 \(standard\), .*, aks-10 \(standard\) and 2 more\. /)]],
  });
  expect(plan(done(GRANT), [2], [], { roleGrant: ['aks-b (gold)'] })).toMatchObject({
    taken: [],
    kept: [[2, expect.stringContaining('Still needed by aks-b (gold). ')]],
  });
});

test('two undos of the same remedy at different times have keys of their own', () => {
  const first = plan(done(GRANT));
  const second = plan([...done(GRANT), ...done(undo(2, GRANT)), ...done(GRANT)]);
  const keys = [first, second].flatMap((each) => ('actions' in each ? each.actions.map(({ key }) => key) : []));
  expect(new Set(keys).size).toBe(2);
});

test('an extension is expected with the settings that Backstay gave it last', () => {
  const planned = plan([...done(EXTENSION), ...done(SETTINGS)]);
  expect(planned).toMatchObject({
    taken: [2],
    kept: [[4, expect.stringContaining('the audit log has the former ones')]],
  });
  expect('actions' in planned && planned.actions[0]?.remedy).toMatchObject({ settings: { a: 'c' } });
});

test('entries that cannot be read are left out', () => {
  const { entries } = nextEntries(EMPTY_HEAD, done(GRANT), { target: TARGET, at: PUT.at, writer: 'test' });
  const planned = undoPlan([undefined, ...entries], 'all', {
    vaultIds: [],
    waiting: [],
    neededBy: () => [],
  });
  expect(planned).toMatchObject({ kind: 'plan', plan: { actions: [{ undoes: { sequence: 2 } }] } });
});
