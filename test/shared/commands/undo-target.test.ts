/**
 * A person can undo the actions of Backstay in one call; then the target is left alone
 * until a person resumes it.
 */
import { afterEach, expect, test } from 'vitest';
import { ACCOUNT_ID, CLUSTER_ID, PROFILES, SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { remediateShownPlan } from '../../../shared/commands/remediate-shown-plan.ts';
import { resume } from '../../../shared/commands/resume-target.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import type { Caller } from '../../../shared/model/caller.ts';
import type { ShownUndo } from '../../../shared/model/command.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { RemedyKind } from '../../../shared/model/remedy.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { createRunActions } from '../../../shared/remediate/run-actions.ts';
import { refused } from '../../support/arm-port.ts';
import { CLUSTER_IN_SUBNET, closeAccount } from '../../support/behind-firewall.ts';
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
  // So that there is something of an existing thing to change.
  await closeAccount(world);
  await world.createCluster(CLUSTER_IN_SUBNET);
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
async function azure(cluster: 'there' | 'gone' = 'there') {
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
    bindings: cluster === 'gone' ? [] : await list(`${CLUSTER_ID}/trustedAccessRoleBindings`, '2024-05-01'),
    extensions:
      cluster === 'gone'
        ? []
        : await list(`${CLUSTER_ID}/providers/Microsoft.KubernetesConfiguration/extensions`, '2023-05-01'),
    bypass: (account as { properties: { networkAcls: { bypass: string } } }).properties.networkAcls.bypass,
  };
}

test('a bare cluster becomes ready, everything is undone, and it is left alone until a person resumes it', async () => {
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

test('only what was asked for is undone, by the numbers of its entries', async () => {
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

test('a record that a person has altered is no ground to take anything away', async () => {
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

/** Changes of another person before the undo, and the kind of change that then stays as it is. */
const CHANGES: readonly (readonly [string, RemedyKind, () => Promise<unknown>, string])[] = [
  [
    'a person lets one more through the firewall',
    'storageBypass',
    () => {
      const networkAcls = { defaultAction: 'Deny', bypass: 'Logging, Metrics, AzureServices', ipRules: [] };
      return world.send('PATCH', ACCOUNT_ID, '2023-05-01', { properties: { networkAcls } });
    },
    'ResourceChanged',
  ],
  [
    'a person changes the settings of the extension',
    'backupExtension',
    async () => {
      const configurationSettings = { 'configuration.backupStorageLocation.bucket': 'other' };
      await world.send('PATCH', EXTENSION_ID, '2023-05-01', { properties: { configurationSettings } });
      await world.pass(() => world.timeline.nextDue() === undefined, 0.1);
    },
    'ResourceChanged',
  ],
];

async function protect(vaultId: string, clusterId = CLUSTER_ID): Promise<void> {
  const body = {
    properties: {
      dataSourceInfo: { resourceID: clusterId, objectType: 'Datasource' },
      policyInfo: { policyId: `${vaultId}/backupPolicies/daily` },
      objectType: 'BackupInstance',
    },
  };
  const response = await world.send('PUT', `${vaultId}/backupInstances/shop`, '2024-04-01', body);
  expect(response.status).toBe(201);
}

test.each(CHANGES)('%s: it stays, and the rest is undone', async (_, kind, change, code) => {
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

test('a grant under a condition of another person stays; one that is gone already counts as undone', async () => {
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

test('while an undo runs, resume, a second undo and all other commands are refused', async () => {
  await ready();
  await untilReady();
  const { planId, actions } = await shown();
  await run(planId);
  expect((await world.state())?.undoing?.length).toBeGreaterThan(0);
  expect(await resumed()).toBe('busy');
  const again = await shown();
  expect(again.actions).toEqual([]);
  expect(again.kept.filter(({ because }) => because === 'Its undo is running.').length).toBeGreaterThan(0);
  const remediation = { target: world.target, planId: 'x', owner: `call-${++calls}` };
  expect(await remediateShownPlan(remediation, CALLER, world.ports)).toEqual({ kind: 'busy' });
  await passHours(1);
  expect(sinceCall().filter(({ type }) => type === 'actionIntended')).toHaveLength(actions.length);
  expect(await resumed()).toBe('resumed');
});

test('a cluster that is gone meanwhile: what it left elsewhere is undone all the same', async () => {
  await ready();
  await untilReady();
  const { planId } = await shown();
  await world.send('DELETE', CLUSTER_ID, '2024-05-01');
  await passHours(0.5);
  expect((await azure('gone')).grants.length).toBeGreaterThan(0);
  expect(await run(planId)).toMatchObject({ kind: 'done' });
  await passHours(1);
  expect(await azure('gone')).toMatchObject({ grants: [], bypass: 'Logging' });
  expect((await world.state())?.undoing).toBeUndefined();
});

test('a profile that is there no more: what was done under it is undone all the same', async () => {
  await ready();
  await untilReady();
  const without = { ...world.ports, profiles: [] };
  const planned = await planUndo(world.target, 'all', without);
  if (planned.kind !== 'shown') throw new Error(planned.why);
  const request = { target: world.target, what: 'all', planId: planned.plan.planId, owner: 'call' } as const;
  expect(await runUndo(request, CALLER, without)).toMatchObject({ kind: 'done' });
  await passHours(1);
  expect(await azure()).toMatchObject({ grants: [], bindings: [], extensions: [], bypass: 'Logging' });
});

test('trouble of Azure that passes is waited out', async () => {
  await ready();
  await untilReady();
  const { planId } = await shown();
  let refusals = 3;
  const writer = {
    ...world.azure,
    async deleteRoleAssignment(...parameters: Parameters<Arm['deleteRoleAssignment']>) {
      return refusals-- > 0
        ? refused({ class: 'throttled', code: 'TooManyRequests', status: 429 })
        : world.azure.deleteRoleAssignment(...parameters);
    },
  };
  const request = { target: world.target, what: 'all', planId, owner: 'call' } as const;
  expect(await runUndo(request, CALLER, { ...world.ports, runActions: createRunActions(writer) })).toMatchObject({
    kind: 'done',
  });
  expect((await world.state())?.undoing?.some(({ tried }) => tried !== undefined)).toBe(true);
  await passHours(1);
  expect(await azure()).toMatchObject({ grants: [], bindings: [], extensions: [] });
});

/** Whose backups an undo would break, in the profile's vault or in another one. */
const PROTECTIONS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['by the vault of its profile', () => protect(VAULT_ID)],
  ['by another vault', () => protectElsewhere()],
];

async function protectElsewhere(): Promise<void> {
  const other = `${VAULT_ID}-2`;
  await world.send('PUT', other, '2024-04-01', {
    location: 'westeurope',
    properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
  });
  await protect(other);
}

test.each(PROTECTIONS)('a cluster that is protected %s: undo is refused as a whole', async (_, protectIt) => {
  await ready();
  await untilReady();
  const { planId, actions } = await shown();
  await protectIt();
  await passHours(0.2);
  const [before, written] = [await azure(), writes().length];
  const refusal = {
    kind: 'refused',
    why: expect.stringMatching(/^Cluster aks-shop is protected: backup instance .*shop/),
  };
  expect(await planUndo(world.target, 'all', world.ports)).toMatchObject(refusal);
  expect(await planUndo(world.target, [must(actions[0]?.undoes).sequence], world.ports)).toMatchObject(refusal);
  expect(await run(planId)).toMatchObject(refusal);
  await passHours(1);
  expect(await azure()).toEqual(before);
  expect(writes()).toHaveLength(written);
  expect((await world.state())?.onHoldSince).toBeUndefined();
  expect(bodies().some(({ type }) => type === 'calledByHand')).toBe(false);
});

test('a cluster whose protection cannot be read: nothing is undone', async () => {
  await ready();
  await untilReady();
  const { planId } = await shown();
  const written = writes().length;
  const arm = {
    ...world.ports.arm,
    listBackupInstances: async () => refused({ class: 'forbidden', code: 'AuthorizationFailed', status: 403 }),
  };
  const ports = { ...world.ports, arm };
  const refusal = { kind: 'notPossible', why: expect.stringContaining('could not be checked. AuthorizationFailed') };
  expect(await planUndo(world.target, 'all', ports)).toMatchObject(refusal);
  const request = { target: world.target, what: 'all', planId, owner: 'call' } as const;
  expect(await runUndo(request, CALLER, ports)).toMatchObject(refusal);
  expect(writes()).toHaveLength(written);
});

test('a cluster that a person protects while an undo runs keeps what is left', async () => {
  await ready();
  await untilReady();
  const { planId, actions } = await shown();
  await run(planId);
  const left = (await world.state())?.undoing?.length ?? 0;
  expect(left).toBeGreaterThan(1);
  await protect(VAULT_ID);
  await passHours(1);
  const failed = sinceCall().flatMap((body) => (body.type === 'actionFailed' ? [body.failure.code] : []));
  expect(failed.length).toBeGreaterThan(0);
  expect(new Set(failed)).toEqual(new Set(['ClusterProtected']));
  expect(sinceCall().filter(({ type }) => type === 'actionSucceeded')).toHaveLength(actions.length - failed.length);
  expect((await world.state())?.undoing).toBeUndefined();
});

const SECOND_ID = CLUSTER_ID.replace('aks-shop', 'aks-pay');
const second = (): Target => ({ ...world.target, clusterId: must(parseClusterId(SECOND_ID)) });
const stateOf = async (target: Target) => (await world.ports.targets.get(target))?.state;

/**
 * Two clusters that are ready; the first came first, so that what they share was written for it.
 */
async function twoReady(): Promise<void> {
  await ready();
  await untilReady();
  const properties = { ...CLUSTER_IN_SUBNET.properties, dnsPrefix: 'pay' };
  await world.send('PUT', SECOND_ID, '2024-05-01', { ...CLUSTER_IN_SUBNET, properties });
  await world.pass(async () => (await stateOf(second()))?.verdict === 'Ready');
  expect((await stateOf(second()))?.verdict).toBe('Ready');
}

/** Of the vault on things that are not one cluster's. */
const isShared = ({ remedy }: Action) =>
  remedy.kind === 'storageBypass' ||
  (remedy.kind === 'roleGrant' && remedy.holder === 'vault' && !remedy.scope.includes('/managedclusters/'));

/** Its verdict when it is assessed now. */
async function assessed(target: Target) {
  await world.ports.targets.markDirty(target, world.timeline.now());
  await world.ports.queue.send(target, 0);
  await passHours(0.3);
  return (await stateOf(target))?.verdict;
}

test('what another cluster needs stays, and the plan names that cluster', async () => {
  await twoReady();
  const before = await azure();
  const plan = await shown();
  expect(plan.actions.filter(isShared)).toEqual([]);
  const needed = plan.kept.filter(({ because }) => because.startsWith('Still needed by aks-pay (standard). '));
  expect(needed.map(({ what }) => what).sort()).toEqual([
    'Grant Data Operator for Managed Disks on rg-shop-snapshots to the vault',
    'Grant Disk Snapshot Contributor on rg-shop-snapshots to the vault',
    'Grant Reader on rg-shop-snapshots to the vault',
    'Grant Storage Blob Data Reader on stshopbackup to the vault',
    'Let trusted Azure services pass the firewall of storage account stshopbackup',
  ]);

  // By its number neither.
  const sequence = must(needed[0]).sequence;
  expect(await shown([sequence])).toMatchObject({
    actions: [],
    kept: [{ sequence, because: must(needed[0]).because }],
  });

  await run(plan.planId);
  await passHours(1);
  const after = await azure();
  expect(after.extensions).toEqual([]);
  expect(after.bindings).toEqual([]);
  expect(after.bypass).toBe(before.bypass);
  expect(after.grants).toHaveLength(
    before.grants.length - plan.actions.filter(({ remedy }) => remedy.kind === 'roleGrant').length,
  );
  expect(await assessed(second())).toBe('Ready');
});

test('once no other cluster needs it, it is undone, and the others are assessed at once', async () => {
  await twoReady();
  await run((await shown()).planId);
  await passHours(1);
  const other = await planUndo(second(), 'all', world.ports);
  if (other.kind !== 'shown') throw new Error(other.why);
  expect(other.plan.actions.filter(isShared)).toEqual([]);
  await runUndo({ target: second(), what: 'all', planId: other.plan.planId, owner: 'other' }, CALLER, world.ports);
  await passHours(1);
  expect((await stateOf(second()))?.verdict).toBe('NeedsPerson');

  const rest = await shown();
  expect(rest.actions.filter(isShared)).toEqual(rest.actions);
  expect(rest.actions.length).toBeGreaterThan(2);
  const conditionOf = async (ruleId: string) =>
    (await stateOf(second()))?.conditions.find((condition) => condition.ruleId === ruleId)?.outcome;
  expect(await conditionOf('BKS-412')).toBe('satisfied');
  await run(rest.planId);
  // Long before its next scheduled assessment.
  await passHours(0.1);
  expect(await conditionOf('BKS-412')).toBe('missing');
  expect(await azure()).toMatchObject({ grants: [], bypass: 'Logging' });
});

test.each<[string, () => Promise<unknown>, boolean]>([
  ['opted out, and not protected', async () => optOut(), false],
  [
    'opted out, and protected',
    async () => {
      await optOut();
      await protect(VAULT_ID, SECOND_ID);
    },
    true,
  ],
  [
    'deleted',
    async () => {
      await world.send('DELETE', SECOND_ID, '2024-05-01');
      await assessed(second());
      expect(await assessed(second())).toBe('Gone');
    },
    false,
  ],
])('what is shared with a cluster that is %s', async (_, change, stays) => {
  await twoReady();
  await change();
  await passHours(1);
  const { actions } = await shown();
  expect(actions.filter(isShared).length === 0).toBe(stays);
});

async function optOut(): Promise<void> {
  await world.send('PATCH', SECOND_ID, '2024-05-01', { tags: { backstay: 'off' } });
  await passHours(0.2);
  expect((await stateOf(second()))?.verdict).toBe('OptedOut');
}

test('a cluster that comes while an undo runs keeps what it needs', async () => {
  await ready();
  await untilReady();
  const { planId } = await shown();
  const markDirty = () => world.ports.targets.markDirty(second(), world.timeline.now());
  let asked = 0;
  const arm = {
    ...world.ports.arm,
    async listBackupInstancesOf(...parameters: Parameters<Arm['listBackupInstancesOf']>) {
      // The first time for the plan; then the writes begin.
      if (++asked === 2) await markDirty();
      return world.ports.arm.listBackupInstancesOf(...parameters);
    },
  };
  const request = { target: world.target, what: 'all', planId, owner: 'call' } as const;
  expect(await runUndo(request, CALLER, { ...world.ports, arm })).toMatchObject({ kind: 'done' });
  await passHours(1);
  const failed = sinceCall().flatMap((body) => (body.type === 'actionFailed' ? [body.failure] : []));
  expect(failed.length).toBeGreaterThan(1);
  for (const { code, message } of failed) {
    expect({ code, message }).toEqual({
      code: 'NeededByOtherTarget',
      message: expect.stringContaining('Still needed by aks-pay (standard).'),
    });
  }
  expect((await azure()).bypass).not.toBe('Logging');
});

test('a row of another version may need anything: nothing is undone', async () => {
  await ready();
  await untilReady();
  const targets = {
    ...world.ports.targets,
    list: (filter: Parameters<typeof world.ports.targets.list>[0] = {}) => {
      filter.onUnreadable?.('The state of aks-pay has schema version 9.');
      return world.ports.targets.list(filter);
    },
  };
  expect(await planUndo(world.target, 'all', { ...world.ports, targets })).toMatchObject({
    kind: 'notPossible',
    why: expect.stringContaining('schema version 9'),
  });
});
