/** What Backstay has done can be taken back, by a person, in one call; then the target is left alone until somebody resumes it. */
import { afterEach, expect, test } from 'vitest';
import { ACCOUNT_ID, CLUSTER_ID, PROFILES, SUBSCRIPTION_ID } from '../../../local/story/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import type { Caller } from '../../../shared/model/caller.ts';
import type { RemedyKind } from '../../../shared/model/remedy.ts';
import { resume } from '../../../shared/undo/resume-target.ts';
import { planUndo, runUndo, type ShownUndo } from '../../../shared/undo/undo-target.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const CALLER: Caller = { kind: 'user', objectId: 'o-1', tenantId: 't-1' };
const VAULT_ID = must(PROFILES.profiles[0]).vault;
const EXTENSION_ID = `${CLUSTER_ID}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`;

let world: VirtualWorld;

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  expect(head.open).toEqual([]);
  await world.close();
});

async function ready(): Promise<void> {
  world = await createVirtualWorld();
  await world.prepare();
  // Behind a firewall that keeps Azure Backup out, so that there is something of an existing thing to change.
  const networkAcls = { defaultAction: 'Deny', bypass: 'Logging', ipRules: [], virtualNetworkRules: [] };
  await world.send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } });
  await world.createCluster();
  await world.pass(() => world.timeline.nextDue() === undefined, 0.2);
}

const verdict = async () => (await world.state())?.verdict;
const untilReady = () => world.pass(async () => (await verdict()) === 'Ready');
const writes = () => world.requests.filter(isWrite).map(({ call }) => call);
const bodies = () => world.story.map(({ body }) => body);

async function passHours(hours: number): Promise<void> {
  const end = world.timeline.now().getTime() + hours * 3_600_000;
  await world.pass(() => world.timeline.now().getTime() >= end, hours);
}

async function shown(what: Parameters<typeof planUndo>[1] = 'all'): Promise<ShownUndo> {
  const planned = await planUndo(world.target, what, world.ports);
  if (planned.kind !== 'shown') throw new Error(planned.why);
  return planned.plan;
}

let calls = 0;
const run = (planId: string, what: Parameters<typeof planUndo>[1] = 'all') =>
  runUndo({ target: world.target, what, planId, owner: `call-${++calls}` }, CALLER, world.ports);
const resumed = () => resume({ target: world.target, owner: `call-${++calls}` }, CALLER, world.ports);

/** All that the profile's kinds of change could have touched, as a person reads it. */
async function azure() {
  const list = async (id: string, version: string) => {
    const response = await world.send('GET', id, version);
    return ((await response.json()) as { value: { id: string }[] }).value.map(({ id }) => id).sort();
  };
  const account = await (await world.send('GET', ACCOUNT_ID, '2023-05-01')).json();
  return {
    grants: await list(
      `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleAssignments`,
      '2022-04-01',
    ),
    bindings: await list(`${CLUSTER_ID}/trustedAccessRoleBindings`, '2024-05-01'),
    extensions: await list(`${CLUSTER_ID}/providers/Microsoft.KubernetesConfiguration/extensions`, '2023-05-01'),
    bypass: (account as { properties: { networkAcls: { bypass: string } } }).properties.networkAcls.bypass,
  };
}

test('a bare cluster becomes ready, everything is taken back, and it is left alone until somebody resumes it', async () => {
  await ready();
  const before = { grants: [], bindings: [], extensions: [], bypass: 'Logging' };
  await untilReady();
  expect(await verdict()).toBe('Ready');
  const after = await azure();
  expect(after.grants.length).toBeGreaterThan(4);

  const plan = await shown();
  const kinds = plan.actions.map(({ remedy }) => remedy.kind);
  expect(new Set(kinds)).toEqual(
    new Set<RemedyKind>(['roleGrant', 'trustedAccessBinding', 'backupExtension', 'storageBypass']),
  );
  const numbers = plan.actions.map(({ undoes }) => must(undoes).sequence);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
  expect(plan.kept.map(({ because }) => because)).toContainEqual(expect.stringContaining('registration'));
  expect(await azure()).toEqual(after);

  const written = writes().length;
  expect(await run(plan.planId)).toMatchObject({ kind: 'done' });
  expect(await world.state()).toMatchObject({ onHoldSince: expect.any(String) });
  await passHours(1);
  expect(await azure()).toEqual(before);
  expect(writes()).toHaveLength(written + plan.actions.length);
  expect(bodies().filter(({ type }) => type === 'calledByHand')).toEqual([
    { type: 'calledByHand', call: 'undo', caller: CALLER, planId: plan.planId },
  ]);
  expect((await shown()).actions).toEqual([]);

  await passHours(24);
  expect(await azure()).toEqual(before);
  expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', onHoldSince: expect.any(String) });
  expect((await world.state())?.undoing).toBeUndefined();

  expect(await resumed()).toBe('resumed');
  await untilReady();
  expect(await verdict()).toBe('Ready');
  expect(await azure()).toEqual(after);
  expect(await resumed()).toBe('notOnHold');
});
