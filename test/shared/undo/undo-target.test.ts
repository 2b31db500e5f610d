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
const KINDS = [
  'providerRegistration',
  'backupExtension',
  'trustedAccessBinding',
  'blobContainer',
  'roleGrant',
  'storageBypass',
] satisfies readonly RemedyKind[];
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
  world = await createVirtualWorld({ profile: { allow: KINDS } });
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
/** What is on record since a person asked. */
const sinceCall = () => bodies().slice(bodies().findIndex(({ type }) => type === 'calledByHand'));
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

test('only what was asked for is taken back, by the numbers of its entries', async () => {
  await ready();
  await untilReady();
  const all = await shown();
  const bypass = must(all.actions.find(({ remedy }) => remedy.kind === 'storageBypass'));
  const what = [must(bypass.undoes).sequence];
  const plan = await shown(what);
  expect(plan.actions).toEqual([bypass]);
  expect(plan.planId).not.toBe(all.planId);

  const grants = (await azure()).grants;
  expect(await run(plan.planId, what)).toMatchObject({ kind: 'done', results: [{ result: { status: 'applied' } }] });
  expect(await azure()).toMatchObject({ grants, bypass: 'Logging' });
  expect(await shown(what)).toMatchObject({ actions: [], kept: [{ because: expect.stringContaining('already') }] });
  await passHours(24);
  expect((await azure()).bypass).toBe('Logging');
});

test('another plan than the one that was shown, or none: nothing is written', async () => {
  await ready();
  await untilReady();
  const written = writes().length;
  expect(await run('none')).toMatchObject({ kind: 'planChanged', planId: (await shown()).planId });
  expect(await planUndo(world.target, [1, 9999], world.ports)).toMatchObject({
    kind: 'notPossible',
    why: expect.stringMatching(/: 1, 9999\.$/),
  });
  const { planId } = await shown();
  await world.ports.targets.markDirty(world.target, world.timeline.now());
  await world.ports.targets.claim(world.target, 'a step', world.timeline.now(), 60);
  expect(await run(planId)).toEqual({ kind: 'busy' });
  expect(writes()).toHaveLength(written);
  expect(bodies().some(({ type }) => type === 'calledByHand')).toBe(false);
});

test('a record that somebody has altered is no ground to take anything away', async () => {
  await ready();
  await untilReady();
  const { entries, head } = world.chains.chainOf(world.target);
  const chain = async () => ({ target: world.target, entries: [...entries.slice(0, -2), ...entries.slice(-1)], head });
  const ports = { ...world.ports, trail: { ...world.ports.trail, chain } };
  expect(await planUndo(world.target, 'all', ports)).toMatchObject({
    kind: 'notPossible',
    why: expect.stringContaining('not whole'),
  });
});

test('two callers with the same plan: it is carried out once', async () => {
  await ready();
  await untilReady();
  const { planId, actions } = await shown();
  const written = writes().length;
  const answers = await Promise.all([run(planId), run(planId)]);
  expect(answers.map(({ kind }) => kind).sort()).toEqual(['busy', 'done']);
  await passHours(1);
  expect(writes()).toHaveLength(written + actions.length);
});

const CONDITION = {
  condition: "((!(ActionMatches{'Microsoft.Storage/x'})))",
  conditionVersion: '2.0',
};

/** What somebody else makes of it before it is taken back, and what then has to stay as it is. */
const CHANGES: readonly (readonly [string, RemedyKind, () => Promise<unknown>, string])[] = [
  [
    'somebody lets one more through the firewall',
    'storageBypass',
    () => {
      const networkAcls = { defaultAction: 'Deny', bypass: 'Logging, Metrics, AzureServices', ipRules: [] };
      return world.send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } });
    },
    'ChangedSince',
  ],
  [
    'somebody changes the settings of the extension',
    'backupExtension',
    async () => {
      const configurationSettings = { 'configuration.backupStorageLocation.bucket': 'other' };
      await world.send('PATCH', EXTENSION_ID, '2023-05-01', { properties: { configurationSettings } });
      await world.pass(() => world.timeline.nextDue() === undefined, 0.1);
    },
    'ChangedSince',
  ],
  ['somebody protects the cluster', 'backupExtension', () => protect(VAULT_ID), 'StillProtected'],
  [
    'somebody protects the cluster by another vault',
    'backupExtension',
    async () => {
      const other = `${VAULT_ID}-2`;
      await world.send('PUT', other, '2024-04-01', {
        location: 'westeurope',
        properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
      });
      await protect(other);
    },
    'StillProtected',
  ],
];

async function protect(vaultId: string): Promise<void> {
  const body = {
    properties: {
      dataSourceInfo: { resourceID: CLUSTER_ID, objectType: 'Datasource' },
      policyInfo: { policyId: `${vaultId}/backupPolicies/daily` },
      objectType: 'BackupInstance',
    },
  };
  const response = await world.send('PUT', `${vaultId}/backupInstances/shop`, '2024-04-01', body);
  expect(response.status).toBe(201);
}

test.each(CHANGES)('%s: it stays, and the rest is taken back', async (_, kind, change, code) => {
  await ready();
  await untilReady();
  const { planId } = await shown();
  await change();
  await passHours(0.02);
  const answer = await run(planId);
  if (answer.kind !== 'done') throw new Error(answer.kind);
  await passHours(1);

  const failed = sinceCall().flatMap((body) => (body.type === 'actionFailed' ? [body] : []));
  expect(failed).toMatchObject([{ failure: { class: 'permanent', code } }]);
  const left = await azure();
  expect(left.extensions).toHaveLength(kind === 'backupExtension' ? 1 : 0);
  expect(left.bypass).toBe(kind === 'storageBypass' ? 'Logging, Metrics, AzureServices' : 'Logging');
  expect(left.bindings).toEqual([]);
  expect((await world.state())?.undoing).toBeUndefined();
});

test('a grant under a condition of somebody else stays; one that is gone already counts as taken back', async () => {
  await ready();
  await untilReady();
  const { planId, actions } = await shown();
  const [conditioned, gone] = (await azure()).grants;
  const put = (await (await world.send('GET', must(conditioned), '2022-04-01')).json()) as {
    properties: { roleDefinitionId: string; principalId: string };
  };
  for (const id of [conditioned, gone]) await world.send('DELETE', must(id), '2022-04-01');
  const { roleDefinitionId, principalId } = put.properties;
  await world.send('PUT', must(conditioned), '2022-04-01', {
    properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal', ...CONDITION },
  });

  expect(await run(planId)).toMatchObject({ kind: 'done' });
  await passHours(1);
  expect((await azure()).grants).toEqual([conditioned]);
  const undone = sinceCall().flatMap((body) => (body.type === 'actionSucceeded' ? [body.how] : []));
  expect(undone.filter((how) => how === 'alreadyDone')).toHaveLength(1);
  expect(undone).toHaveLength(actions.length - 1);
});
