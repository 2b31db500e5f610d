/** A plan that was shown to a person is carried out as it was shown, or not at all. */
import { afterEach, expect, test } from 'vitest';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { remediateShownPlan } from '../../../shared/commands/remediate-shown-plan.ts';
import type { Caller } from '../../../shared/model/caller.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from '../../support/virtual-world.ts';

const CALLER: Caller = { kind: 'application', objectId: 'o-1', tenantId: 't-1' };

let world: VirtualWorld;

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  const bodies = world.story.map(({ body }) => body);
  const intended = bodies.flatMap((body) => (body.type === 'actionIntended' ? [body.action.key] : []));
  const ended = bodies.flatMap((body) =>
    body.type === 'actionSucceeded' || body.type === 'actionFailed' ? [body.actionKey] : [],
  );
  expect(ended.sort()).toEqual(intended.sort());
  await world.close();
});

const writes = () => world.requests.filter(isWrite);
const called = () => world.story.filter(({ body }) => body.type === 'calledByHand').map(({ body }) => body);

/** A cluster that is observed, with nothing written. */
async function observed(profile: WorldOptions['profile'] = {}): Promise<void> {
  world = await createVirtualWorld({ profile: { mode: 'observe', ...profile } });
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'NeedsPerson');
  expect(writes()).toEqual([]);
}

let calls = 0;

function remediate(planId: string) {
  return remediateShownPlan({ target: world.target, planId, owner: `call-${++calls}` }, CALLER, world.ports);
}

/** The plan as it is now: without a name beforehand it is always another one. */
async function planNow() {
  const answer = await remediate('none');
  if (answer.kind !== 'planChanged') throw new Error(answer.kind);
  return answer;
}

async function passHours(hours: number): Promise<void> {
  const end = world.timeline.now().getTime() + hours * 3_600_000;
  await world.pass(() => world.timeline.now().getTime() >= end, hours);
}

test('another plan than the one that was shown: nothing is written, and the new one is reported', async () => {
  await observed();
  const { planId, plan } = await planNow();
  expect(plan.actions.length).toBeGreaterThan(5);
  expect(planId).toMatch(/^[0-9a-f]{64}$/);
  expect(writes()).toEqual([]);
  expect(called()).toEqual([]);
});

test('an observing profile: exactly the plan is carried out, the loop follows it to its end and begins nothing', async () => {
  await observed();
  const { planId, plan } = await planNow();
  const done = await remediate(planId);
  if (done.kind !== 'done') throw new Error(done.kind);
  expect(done.results.map(({ action }) => action.key).sort()).toEqual(plan.actions.map(({ key }) => key).sort());
  expect(called()).toEqual([{ type: 'calledByHand', call: 'remediate', caller: CALLER, planId }]);
  const bodies = world.story.map(({ body }) => body.type);
  expect(bodies.indexOf('calledByHand')).toBeLessThan(bodies.indexOf('actionIntended'));

  const written = writes().length;
  await passHours(2);
  expect(writes()).toHaveLength(written);
  expect(await world.ports.trail.open(world.target)).toEqual([]);
  expect((await world.state())?.verdict).toBe('NeedsPerson');
});

test('one plan after the other makes the cluster ready', async () => {
  await observed();
  for (let times = 0; times < 6 && (await world.state())?.verdict !== 'Ready'; times++) {
    expect(await remediate((await planNow()).planId)).toMatchObject({ kind: 'done' });
    await passHours(1);
  }
  expect((await world.state())?.verdict).toBe('Ready');
});

test('facts that changed since: refused, with the plan as it is now', async () => {
  await observed();
  const shown = await planNow();
  const grant = must(shown.plan.actions.find(({ remedy }) => remedy.kind === 'roleGrant')).remedy;
  if (grant.kind !== 'roleGrant') throw new Error('not a grant');
  const { scope, roleDefinitionGuid, principalId } = grant;
  const subscription = must(/^\/subscriptions\/[^/]+/i.exec(scope)?.[0]);
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionGuid}`;
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`;
  const body = { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } };
  expect((await world.send('PUT', id, '2022-04-01', body)).ok).toBe(true);

  const answer = await remediate(shown.planId);
  if (answer.kind !== 'planChanged') throw new Error(answer.kind);
  expect(answer.planId).not.toBe(shown.planId);
  expect(answer.plan.actions).toHaveLength(shown.plan.actions.length - 1);
  expect(called()).toEqual([]);
  expect(writes()).toEqual([]);
});

test('while a step is at work: busy, and nothing is written', async () => {
  await observed();
  const { planId } = await planNow();
  await world.ports.targets.markDirty(world.target, world.timeline.now());
  await world.ports.targets.claim(world.target, 'a step', world.timeline.now(), 60);
  expect(await remediate(planId)).toEqual({ kind: 'busy' });
  expect(writes()).toEqual([]);
});

test('two callers with the same plan: it is carried out once', async () => {
  await observed();
  const { planId, plan } = await planNow();
  const answers = await Promise.all([remediate(planId), remediate(planId)]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['busy', 'done']);
  expect(await remediate(planId)).toMatchObject({ kind: 'planChanged' });
  expect(writes()).toHaveLength(plan.actions.length);
  await passHours(1);
});

test('what needs approval is left out with its reason, and what is not allowed too', async () => {
  await observed({ allow: ['roleGrant', 'blobContainer', 'backupExtension'], approve: ['roleGrant'] });
  const { plan } = await planNow();
  const reasons = (kind: string) => plan.skipped.filter(({ action }) => action.remedy.kind === kind);
  expect(plan.actions.map(({ remedy }) => remedy.kind)).not.toContain('roleGrant');
  expect(reasons('roleGrant')[0]).toMatchObject({ reason: 'ApprovalPending' });
  expect(reasons('trustedAccessBinding')[0]).toMatchObject({ reason: 'ChangeNotAllowed' });
  // No approval is asked for an action that an observing profile would not do.
  expect((await world.state())?.approvals).toBeUndefined();
});

test('a profile that is not there', async () => {
  await observed();
  const target = { ...world.target, profile: 'none' };
  const answer = await remediateShownPlan({ target, planId: 'p', owner: 'o' }, CALLER, world.ports);
  expect(answer).toMatchObject({ kind: 'notPossible' });
  expect(await world.ports.targets.get(target)).toBeUndefined();
});
