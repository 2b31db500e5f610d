import { beforeEach, describe, expect, test } from 'vitest';
import { verifyChain } from '../../../shared/audit/verify.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import type { Remedy } from '../../../shared/model/remedy.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import type { Target } from '../../../shared/model/target.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { resolveOpen } from '../../../shared/remediate/resolve-open.ts';
import { type ActionPorts, createRunActions } from '../../../shared/remediate/run-actions.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { answered, armThat, FORBIDDEN, GONE, refused } from '../../support/arm-port.ts';
import { assignment, CLUSTER_ID, READY, SNAPSHOT_GROUP_ID, VAULT, VAULT_PRINCIPAL } from '../../support/facts.ts';
import { memoryChainRows, memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const action = (remedy: Remedy): Action => actionFor(remedy, ['BKS-101']);
const GRANT = action({
  kind: 'roleGrant',
  scope: SNAPSHOT_GROUP_ID,
  principalId: VAULT_PRINCIPAL,
  holder: 'vault',
  role: 'Reader',
  roleDefinitionGuid: ROLES.Reader,
});
const EXTENSION = action({ kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: {} });
const BINDING = action({
  kind: 'trustedAccessBinding',
  clusterId: CLUSTER_ID,
  name: 'b',
  sourceResourceId: VAULT.armId,
  roles: [],
});

const URL = 'https://arm/operations/1';
const running = answered({ done: false, operationUrl: URL, retryAfterSeconds: undefined } as const);
const granted = answered(assignment(VAULT_PRINCIPAL, 'Reader', SNAPSHOT_GROUP_ID));
const clock = { now: () => new Date('2026-01-01T00:00:00Z') };
const trace = { call: 'PUT /x', at: '2026-01-01T00:00:00.000Z' };

let rows: ReturnType<typeof memoryChainRows>;
let trail: ReturnType<typeof createTrail>;
let notes: ReturnType<typeof memoryNotes>;

beforeEach(() => {
  rows = memoryChainRows();
  trail = createTrail(rows, clock, 'test');
  notes = memoryNotes();
});

const types = () => rows.chainOf(TARGET).entries.map(({ body }) => body.type);
const ports = (answers: Parameters<typeof armThat>[0]) => {
  const { arm, calls } = armThat({
    recentRoleAssignments: answered([]),
    listExtensions: answered([]),
    ...answers,
  });
  return { arm, calls, trail, notes, clock };
};
const runActions = (
  target: Target,
  actions: readonly Action[],
  { arm, ...rest }: ActionPorts & { readonly arm: Arm },
) => createRunActions(arm)(target, actions, rest);

describe('carrying out a wave', () => {
  test('all intents are on record before the first write, and each gets one outcome', async () => {
    const seen: string[][] = [];
    const answer = () => {
      seen.push([...types()]);
      return granted;
    };
    await runActions(TARGET, [GRANT, EXTENSION], ports({ putRoleAssignment: answer, putBackupExtension: running }));
    expect(seen).toEqual([['actionIntended', 'actionIntended']]);
    expect(types()).toEqual(['actionIntended', 'actionIntended', 'actionSucceeded', 'actionAccepted']);
    expect(await trail.open(TARGET)).toMatchObject([{ action: EXTENSION, accepted: { operationUrl: URL } }]);
  });

  test.each([
    ['the connection broke', { class: 'transient', code: 'ConnectionFailed' }],
    ['nothing came in time', { class: 'transient', code: 'TimedOut' }],
    ['the answer came to pieces', { class: 'transient', code: 'UnreadableAnswer', status: 200 }],
    ['the service broke down over it', { class: 'transient', code: 'InternalServerError', status: 500 }],
  ] as const)('a long write of which %s holds the cluster until it is seen what came of it', async (_, failure) => {
    const { calls, ...rest } = ports({ putBackupExtension: refused(failure) });
    const results = await runActions(TARGET, [EXTENSION, BINDING], rest);
    expect(calls).toEqual(['listExtensions', 'putBackupExtension']);
    expect(results[0]?.result).toMatchObject({ status: 'unanswered', failure });
    expect(types().slice(2)).toEqual(['actionUnanswered', 'actionNotCarriedOut']);
    expect(await trail.open(TARGET)).toMatchObject([
      { action: EXTENSION, accepted: { unanswered: { code: failure.code } } },
    ]);
  });

  test.each([
    ['a refusal', EXTENSION, refused({ class: 'conflict', code: 'OperationNotAllowed', status: 409 })],
    ['a short write, which is simply done again', GRANT, refused({ class: 'transient', code: 'TimedOut' })],
  ])('%s is no open question', async (_, one, answer) => {
    await runActions(TARGET, [one], ports({ putBackupExtension: answer, putRoleAssignment: answer }));
    expect(types()).toEqual(['actionIntended', 'actionFailed']);
  });

  test('what cannot be read first is not written, and is no open question', async () => {
    const answer = refused({ class: 'transient', code: 'TimedOut' });
    const { calls, ...rest } = ports({ listExtensions: answer });
    const [outcome] = await runActions(TARGET, [EXTENSION], rest);
    expect(outcome?.result).toMatchObject({ status: 'failed', failure: { class: 'transient' } });
    expect(calls).toEqual(['listExtensions']);
    expect(types()).toEqual(['actionIntended', 'actionFailed']);
  });

  test('without a record there is no write', async () => {
    const broken = { ...trail, append: () => Promise.reject(new Error('storage is down')) };
    const { calls, ...rest } = ports({ putRoleAssignment: granted });
    await expect(runActions(TARGET, [GRANT], { ...rest, trail: broken })).rejects.toThrow('storage is down');
    expect(calls).toEqual([]);
  });

  test('of two that want the same cluster the second is not sent while the first is running', async () => {
    const { calls, ...rest } = ports({ putBackupExtension: running });
    const results = await runActions(TARGET, [EXTENSION, BINDING], rest);
    expect(calls).toEqual(['listExtensions', 'putBackupExtension']);
    expect(results.map(({ result }) => result.status)).toEqual(['running', 'failed']);
    expect(types().slice(2)).toEqual(['actionAccepted', 'actionNotCarriedOut']);
  });

  test('a remediator that throws is a failure on record, and the others go on', async () => {
    const results = await runActions(TARGET, [GRANT, EXTENSION], ports({ putBackupExtension: running }));
    expect(results[0]).toMatchObject({ result: { status: 'failed', failure: { code: 'UnexpectedError' } } });
    expect(types()).toContain('actionFailed');
  });

  test('what takes something back goes the same way', async () => {
    const undo: Action = { ...GRANT, key: 'undo', undoes: { sequence: 2 } };
    const { calls, ...rest } = ports({
      getRoleAssignment: granted,
      deleteRoleAssignment: answered({ done: true } as const),
    });
    await runActions(TARGET, [undo], rest);
    expect(calls).toEqual(['getRoleAssignment', 'deleteRoleAssignment']);
    expect(types()).toEqual(['actionIntended', 'actionSucceeded']);
  });

  test('what is never undone is a mistake of the plan: nothing is on record, and nothing sent', async () => {
    const group = action({ kind: 'snapshotGroup', groupId: SNAPSHOT_GROUP_ID, location: 'westeurope' });
    const { calls, ...rest } = ports({});
    await expect(runActions(TARGET, [{ ...group, undoes: { sequence: 2 } }], rest)).rejects.toThrow('not undone');
    expect([calls, types()]).toEqual([[], []]);
  });

  test('nothing to do leaves no trace', async () => {
    expect(await runActions(TARGET, [], ports({}))).toEqual([]);
    expect(types()).toEqual([]);
  });
});

describe('what earlier steps left open', () => {
  const intend = (...bodies: readonly RecordBody[]) => trail.append(TARGET, bodies);
  const intended = (one: Action): RecordBody => ({ type: 'actionIntended', action: one });
  const accepted = (one: Action, operationUrl?: string): RecordBody => ({
    type: 'actionAccepted',
    actionKey: one.key,
    trace,
    ...(operationUrl !== undefined && { operationUrl }),
  });
  const extension = (provisioningState: string) => answered([{ ...READY.backupExtensions[0], provisioningState }]);

  test.each<[string, Parameters<typeof armThat>[0], string | undefined, readonly string[]]>([
    [
      'still running',
      { getOperation: answered({ state: 'running', retryAfterSeconds: 5 }) },
      undefined,
      ['getOperation'],
    ],
    ['succeeded', { getOperation: answered({ state: 'succeeded' }) }, 'actionSucceeded', ['getOperation']],
    [
      'failed',
      {
        getOperation: answered({
          state: 'failed',
          failure: { class: 'permanent', code: 'ExtensionOperationFailed', message: '' },
        }),
      },
      'actionFailed',
      ['getOperation'],
    ],
    ['not to be reached just now', { getOperation: refused({ class: 'transient' }) }, undefined, ['getOperation']],
    [
      'forgotten by Azure, and done',
      { getOperation: GONE, listExtensions: extension('Succeeded') },
      'actionSucceeded',
      ['getOperation', 'listExtensions'],
    ],
    [
      'forgotten by Azure, and still running',
      { getOperation: GONE, listExtensions: extension('Creating') },
      undefined,
      ['getOperation', 'listExtensions'],
    ],
    [
      'forgotten by Azure, and nowhere to be seen',
      { getOperation: GONE, listExtensions: answered([]) },
      'actionFailed',
      ['getOperation', 'listExtensions'],
    ],
    [
      'at an address that is not to be trusted',
      { getOperation: refused({ code: 'ForeignAddress' }), listExtensions: extension('Succeeded') },
      'actionSucceeded',
      ['getOperation', 'listExtensions'],
    ],
  ])('an operation that is %s', async (_, answers, outcome, expectedCalls) => {
    await intend(intended(EXTENSION), accepted(EXTENSION, URL));
    const { calls, ...rest } = ports(answers);
    const { ended, open } = await resolveOpen(TARGET, rest);
    expect(calls).toEqual(expectedCalls);
    expect(types().slice(2)).toEqual(outcome === undefined ? [] : [outcome]);
    expect([ended.length, open.length]).toEqual(outcome === undefined ? [0, 1] : [1, 0]);
  });

  const lost = { class: 'transient', code: 'TimedOut', message: 'no answer' } as const;
  test.each<[string, Parameters<typeof armThat>[0], RecordBody['type'] | undefined]>([
    ['and it is done', { listExtensions: extension('Succeeded') }, 'actionSucceeded'],
    ['and it is on its way', { listExtensions: extension('Creating') }, undefined],
    ['and there is nothing of it', { listExtensions: answered([]) }, 'actionFailed'],
    ['and reading is refused', { listExtensions: FORBIDDEN }, undefined],
  ])('a write that was not answered, %s', async (_, answers, outcome) => {
    await intend(intended(EXTENSION), { type: 'actionUnanswered', actionKey: EXTENSION.key, failure: lost, trace });
    const { ended, open } = await resolveOpen(TARGET, ports(answers));
    expect(types().slice(2)).toEqual(outcome === undefined ? [] : [outcome]);
    if (outcome === 'actionFailed') expect(ended).toMatchObject([{ result: { failure: lost } }]);
    if (answers.listExtensions === FORBIDDEN) expect(open).toMatchObject([{ unseen: { code: 'AuthorizationFailed' } }]);
  });

  test('an operation without news for a quarter of an hour is read from the resource', async () => {
    await intend(intended(EXTENSION), accepted(EXTENSION, URL));
    const late = { ...refused({ class: 'throttled' }), trace: { call: 'GET /x', at: '2026-01-01T00:15:00.000Z' } };
    const { calls, ...rest } = ports({ getOperation: late, listExtensions: extension('Succeeded') });
    expect(await resolveOpen(TARGET, rest)).toMatchObject({ ended: [{ result: { status: 'applied' } }], open: [] });
    expect(calls).toEqual(['getOperation', 'listExtensions']);
  });

  test('the time that ARM asks for is kept for the next poll', async () => {
    await intend(intended(EXTENSION), accepted(EXTENSION, URL));
    const { open } = await resolveOpen(
      TARGET,
      ports({ getOperation: answered({ state: 'running', retryAfterSeconds: 55 }) }),
    );
    expect(open).toMatchObject([{ accepted: { retryAfterSeconds: 55 } }]);
  });

  // The process died between the intent and the outcome: whether the write was sent is never
  // guessed.
  test.each<[string, Parameters<typeof armThat>[0], RecordBody['type'] | undefined, number]>([
    ['and the grant is there', { getRoleAssignment: granted }, 'actionSucceeded', 0],
    ['and the grant is not there', { getRoleAssignment: GONE }, 'actionNotCarriedOut', 0],
    ['and reading is refused', { getRoleAssignment: FORBIDDEN }, undefined, 1],
  ])('a crash after the intent, %s', async (_, answers, outcome, stillOpen) => {
    await intend(intended(GRANT));
    const { open } = await resolveOpen(TARGET, ports(answers));
    expect(types().slice(1)).toEqual(outcome === undefined ? [] : [outcome]);
    expect(open).toHaveLength(stillOpen);
    const last = rows.chainOf(TARGET).entries.at(-1)?.body;
    if (last?.type === 'actionSucceeded') expect(last.how).toBe('foundAfterCrash');
  });

  test('a crash after the intent, and the install is running: it is taken up, not started again', async () => {
    await intend(intended(EXTENSION));
    const { open } = await resolveOpen(TARGET, ports({ listExtensions: extension('Creating') }));
    expect(types().at(-1)).toBe('actionAccepted');
    expect(open).toMatchObject([{ action: EXTENSION, accepted: {} }]);
  });

  // The same of what takes something back: gone is done, and still there was not carried out.
  const back = (one: Action): Action => ({ ...one, key: `undo-${one.key}`, undoes: { sequence: 2 } });
  test.each<[string, Parameters<typeof armThat>[0], RecordBody['type'] | undefined]>([
    ['and the grant is gone', { getRoleAssignment: GONE }, 'actionSucceeded'],
    ['and the grant is still there', { getRoleAssignment: granted }, 'actionNotCarriedOut'],
    ['and reading is refused', { getRoleAssignment: FORBIDDEN }, undefined],
  ])('a crash while a grant was undone, %s', async (_, answers, outcome) => {
    await intend(intended(back(GRANT)));
    await resolveOpen(TARGET, ports(answers));
    expect(types().slice(1)).toEqual(outcome === undefined ? [] : [outcome]);
  });

  test.each<[string, Parameters<typeof armThat>[0], RecordBody['type'] | undefined]>([
    ['has ended', { getOperation: answered({ state: 'succeeded' }) }, 'actionSucceeded'],
    ['is forgotten by Azure, and it is gone', { getOperation: GONE, listExtensions: answered([]) }, 'actionSucceeded'],
    ['is forgotten by Azure, and it goes', { getOperation: GONE, listExtensions: extension('Deleting') }, undefined],
    [
      'is forgotten by Azure, and it is still there',
      { getOperation: GONE, listExtensions: extension('Succeeded') },
      'actionFailed',
    ],
  ])('the removal of an extension that %s', async (_, answers, outcome) => {
    await intend(intended(back(EXTENSION)), accepted(back(EXTENSION), URL));
    await resolveOpen(TARGET, ports(answers));
    expect(types().slice(2)).toEqual(outcome === undefined ? [] : [outcome]);
  });

  test('what was there before a long operation is on record with its outcome', async () => {
    const before = { former: ['a=b'] };
    const body: RecordBody = { type: 'actionAccepted', actionKey: EXTENSION.key, operationUrl: URL, trace, before };
    await intend(intended(EXTENSION), body);
    await resolveOpen(TARGET, ports({ getOperation: answered({ state: 'succeeded' }) }));
    expect(rows.chainOf(TARGET).entries.at(-1)?.body).toMatchObject({ type: 'actionSucceeded', before });
  });

  test('with any outcome the chain holds', async () => {
    await intend(intended(GRANT), intended(EXTENSION), accepted(EXTENSION, URL));
    await resolveOpen(TARGET, ports({ getRoleAssignment: granted, getOperation: answered({ state: 'succeeded' }) }));
    const { entries, head } = rows.chainOf(TARGET);
    expect(verifyChain(entries, head)).toEqual({ ok: true, entries: 5 });
    expect(head.open).toEqual([]);
  });
});
