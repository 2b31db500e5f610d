/** Changes that a profile has approved one by one wait for a person, and for nothing else. */
import { afterEach, describe, expect, test } from 'vitest';
import { ACCOUNT_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { answerApproval } from '../../../shared/commands/answer-approval.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import type { Caller } from '../../../shared/model/caller.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const HOUR = 3_600_000;
const USUAL = ['providerRegistration', 'backupExtension', 'trustedAccessBinding', 'blobContainer', 'roleGrant'];
const CALLER: Caller = { kind: 'user', objectId: 'o-1', tenantId: 't-1' };

let world: VirtualWorld;

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  const bodies = world.story.map(({ body }) => body);
  const intended = bodies.flatMap((body) => (body.type === 'actionIntended' ? [body.action.key] : []));
  const ended = bodies.flatMap((body) =>
    body.type === 'actionSucceeded' || body.type === 'actionFailed' || body.type === 'actionNotCarriedOut'
      ? [body.actionKey]
      : [],
  );
  expect(ended.sort()).toEqual(intended.sort());
  await world.close();
});

const approvals = async (): Promise<readonly Approval[]> => (await world.state())?.approvals ?? [];
const grants = () => world.requests.filter(isWrite).filter(({ call }) => call.includes('roleAssignments'));
const ofType = (type: string) => world.story.filter(({ body }) => body.type === type).map(({ body }) => body);
const verdictIs = (verdict: string) => async () => (await world.state())?.verdict === verdict;
const quiet = async () => !(await world.ports.trail.open(world.target)).length && (await approvals()).length === 7;

/** A cluster whose grants wait, with all the rest done. */
async function waiting(approve: readonly string[] = ['roleGrant'], allow: readonly string[] = USUAL): Promise<void> {
  world = await createVirtualWorld({ profile: { approve, allow } });
  await world.prepare();
  await world.createCluster();
  await world.pass(quiet, 1);
}

function answer(approval: Approval, given: 'approved' | 'declined') {
  return answerApproval({ target: world.target, approvalId: approval.id, given, caller: CALLER }, world.ports);
}

async function answerAll(given: 'approved' | 'declined'): Promise<void> {
  for (const approval of await approvals()) expect(await answer(approval, given)).toMatchObject({ kind: 'answered' });
}

async function passHours(hours: number): Promise<void> {
  const end = world.timeline.now().getTime() + hours * HOUR;
  await world.pass(() => world.timeline.now().getTime() >= end, hours);
}

describe('while nobody answers', () => {
  test('nothing of the kind is written, all else is, and each question is asked once', async () => {
    await waiting();
    await passHours(5);
    expect(grants()).toEqual([]);
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
    expect(await approvals()).toHaveLength(7);
    expect(ofType('approvalWanted')).toHaveLength(7);
    expect(ofType('approvalLapsed')).toEqual([]);
    const told = world.cards.length;
    await passHours(20);
    expect(world.cards).toHaveLength(told);
  });

  test('after a week each is asked again, once', async () => {
    await waiting();
    await passHours(7 * 24 + 3);
    expect(ofType('approvalLapsed')).toHaveLength(7);
    expect(ofType('approvalLapsed')).toEqual(expect.arrayContaining([expect.objectContaining({ because: 'Expired' })]));
    expect(ofType('approvalWanted')).toHaveLength(14);
    expect(await approvals()).toHaveLength(7);
  });

  test('what a person has done manually is no longer asked', async () => {
    await waiting();
    const [first] = await approvals();
    const { remedy } = must(first).action;
    if (remedy.kind !== 'roleGrant') throw new Error('not a grant');
    const { scope, roleDefinitionGuid, principalId } = remedy;
    const subscription = must(/^\/subscriptions\/[^/]+/i.exec(scope)?.[0]);
    const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionGuid}`;
    const body = { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } };
    const name = '11111111-2222-4333-8444-555555555555';
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    expect((await world.send('PUT', id, '2022-04-01', body)).ok).toBe(true);
    await passHours(2);
    expect(ofType('approvalLapsed')).toEqual([
      {
        type: 'approvalLapsed',
        approvalId: must(first).id,
        actionKey: must(first).action.key,
        because: 'FactsChanged',
      },
    ]);
    expect(await answer(must(first), 'approved')).toEqual({ kind: 'unknown' });
  });
});

describe('when people answer', () => {
  test('what was approved is carried out, once, with the person on record before it', async () => {
    await waiting();
    await answerAll('approved');
    await world.pass(verdictIs('Ready'));
    expect(await world.state()).toMatchObject({ verdict: 'Ready' });
    expect(await approvals()).toEqual([]);
    for (const { actionKey } of ofType('approvalAnswered') as { actionKey: string }[]) {
      const bodies = world.story.map(({ body }) => body);
      const at = bodies.findIndex((body) => body.type === 'approvalAnswered' && body.actionKey === actionKey);
      const intended = bodies.findIndex((body) => body.type === 'actionIntended' && body.action.key === actionKey);
      expect(at).toBeGreaterThan(-1);
      expect(intended).toBeGreaterThan(at);
    }
    expect(ofType('approvalLapsed')).toEqual([]);
    // A yes is for one time: what someone takes away is asked for again.
    const grant = must(grants()[0]).call.replace('PUT ', '');
    expect((await world.send('DELETE', grant, '2022-04-01')).ok).toBe(true);
    const written = grants().length;
    await passHours(15);
    expect(grants()).toHaveLength(written);
    expect(await approvals()).toHaveLength(1);
  });

  test('what was declined stays so, and is not asked again', async () => {
    await waiting();
    await answerAll('declined');
    await passHours(9 * 24);
    expect(grants()).toEqual([]);
    expect(ofType('approvalWanted')).toHaveLength(7);
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson' });
  });

  test('two at once: one is heard', async () => {
    await waiting();
    const [first] = await approvals();
    const both = await Promise.all([answer(must(first), 'approved'), answer(must(first), 'declined')]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['answered', 'tooLate']);
    expect(ofType('approvalAnswered')).toHaveLength(1);
    expect(await answer(must(first), 'declined')).toMatchObject({ kind: 'tooLate', because: 'AlreadyAnswered' });
  });

  test('a question whose week is over takes no answer, though no step has been there yet', async () => {
    await waiting();
    const [first] = await approvals();
    await world.timeline.advanceTo(new Date(must(first).expiresAt));
    expect(await answer(must(first), 'approved')).toMatchObject({ kind: 'tooLate', because: 'Expired' });
    expect(ofType('approvalAnswered')).toEqual([]);
  });

  test('an answer during a step is not lost', async () => {
    await waiting();
    const [first] = await approvals();
    const { readerSince, arm } = world.ports;
    const { getCluster } = arm;
    let answers = 0;
    const slow: typeof getCluster = async (...call) => {
      if (answers++ === 0) await answer(must(first), 'approved');
      return getCluster(...call);
    };
    await world.ports.targets.markDirty(world.target, world.timeline.now());
    await reconcile(world.target, 'm', {
      ...world.ports,
      readerSince: (freshSince) => ({ ...readerSince(freshSince), getCluster: slow }),
    });
    expect(await approvals()).toContainEqual(
      expect.objectContaining({ id: must(first).id, answer: expect.anything() }),
    );
    await world.pass(() => grants().length === 1, 1);
    expect(grants()).toHaveLength(1);
  });

  test('a process that dies before the answer is on record: it is put there, and only then counts', async () => {
    await waiting();
    const [first] = await approvals();
    const dead = { ...world.ports, trail: { ...world.ports.trail, append: () => Promise.reject(new Error('dead')) } };
    const { target } = world;
    const call = { target, approvalId: must(first).id, given: 'approved', caller: CALLER } as const;
    await expect(answerApproval(call, dead)).rejects.toThrow('dead');
    await world.ports.queue.send(target, 0);
    await world.pass(() => false, 0.01);
    expect(grants()).toEqual([]);
    await passHours(2);
    expect(ofType('approvalAnswered')).toMatchObject([{ given: 'approved', caller: CALLER }]);
    expect(grants()).toHaveLength(1);
  });

  test('a process that dies after the record does not write twice', async () => {
    await waiting();
    const [first] = await approvals();
    const { targets } = world.ports;
    let writes = 0;
    const changeApprovals: typeof targets.changeApprovals = (...change) =>
      ++writes === 2 ? Promise.reject(new Error('dead')) : targets.changeApprovals(...change);
    const call = { target: world.target, approvalId: must(first).id, given: 'approved', caller: CALLER } as const;
    await expect(answerApproval(call, { ...world.ports, targets: { ...targets, changeApprovals } })).rejects.toThrow();
    await passHours(3);
    expect(grants()).toHaveLength(1);
  });
});

test('kinds beside each other: only those that are named wait', async () => {
  world = await createVirtualWorld({ profile: { allow: [...USUAL, 'storageBypass'], approve: ['storageBypass'] } });
  await world.prepare();
  const closed = { properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } } };
  expect((await world.send('PATCH', ACCOUNT_ID, '2023-05-01', closed)).ok).toBe(true);
  await world.createCluster();
  await world.pass(async () => (await approvals()).length === 1 && grants().length >= 7, 3);
  const kinds = (await approvals()).map(({ action }) => action.remedy.kind);
  expect(kinds).toEqual(['storageBypass']);
  const bypass = () =>
    world.requests.filter(isWrite).filter(({ call }) => call.endsWith(ACCOUNT_ID.split('/').at(-1) ?? ''));
  expect(bypass()).toEqual([]);
  await answerAll('approved');
  await world.pass(() => bypass().length > 0);
  expect(bypass()).toHaveLength(1);
});
